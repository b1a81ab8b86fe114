"""Words of imports, exports and connections."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The largest file that is taken in.
MAX_BYTES = 100_000_000


class Shape(models.TextChoices):
    """What each row of the file is."""

    DEALS = "deals", _("One row per deal")
    HISTORY = "history", _("One row per stage change")


class ImportState(models.TextChoices):
    MAPPING = "mapping", pgettext_lazy("import", "Columns to be mapped")
    CHECKING = "checking", pgettext_lazy("import", "Checking")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    RUNNING = "running", pgettext_lazy("import", "Loading")
    DONE = "done", pgettext_lazy("import", "Loaded")
    FAILED = "failed", pgettext_lazy("import", "Not loaded")
    UNDOING = "undoing", pgettext_lazy("import", "Undoing")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


BUSY = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


class ConnectionState(models.TextChoices):
    """What a connection to another system does now."""

    READY = "ready", pgettext_lazy("connection", "Connected")
    FETCHING = "fetching", pgettext_lazy("connection", "Fetching")
    DELIVERING = "delivering", pgettext_lazy("connection", "Delivering its history")
    FAILED = "failed", pgettext_lazy("connection", "Stopped")
    OFF = "off", pgettext_lazy("connection", "Disconnected")


class Destination(models.TextChoices):
    """Where a history from another system goes."""

    CONVEYOR = "conveyor", pgettext_lazy("history", "To the conveyor, as deals with their past")
    STUDY = "study", pgettext_lazy("history", "To a separate log, for study only")


CONNECTION_BUSY = (ConnectionState.FETCHING, ConnectionState.DELIVERING)
# Kinds of fetched records whose number is shown.
RECORD_KINDS = {
    "deal": _("Deals"),
    "change": _("Changes"),
    "client": _("Clients"),
    "user": _("People"),
}
# Files of a history are read while the person waits.
HISTORY_BYTES = 30_000_000

# What a column of a file may hold.
TARGETS = {
    "external_id": _("ID in the other system"),
    "deal_id": _("Deal ID"),
    "title": _("Deal name"),
    "client": _("Client"),
    "contact": _("Contact person"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "source": _("Source"),
    "product": _("Product"),
    "hunter": _("Hunter"),
    "owner": _("Owner"),
    "stage": _("Stage"),
    "to_stage": _("New stage"),
    "from_stage": _("Previous stage"),
    "at": _("Date of the change"),
    "who": _("Changed by"),
    "created_at": _("Date created"),
    "won_at": _("Date won"),
    "lost_at": _("Date lost"),
    "closed_at": _("Date closed"),
    "reason": _("Reason lost"),
    "next_step": _("Next step"),
}


class ExportKind(models.TextChoices):
    """What an exported file holds."""

    DEALS = "deals", pgettext_lazy("export", "Deals")
    CLIENTS = "clients", pgettext_lazy("export", "Clients")
    CONTACTS = "contacts", pgettext_lazy("export", "Contacts")
    PERSON = "person", pgettext_lazy("export", "One person's data")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv",
    ExportFormat.JSON: "application/json",
}


class ExportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being written")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Not written")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)
# Kinds that hold people's data.
PERSONAL = (ExportKind.CONTACTS, ExportKind.PERSON)
# A file can be downloaded for so long; the log keeps what was exported.
FILE_KEPT = timedelta(hours=24)

# What is wrong with a file, or with one of its lines.
FILE_PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large. Split it, or leave out columns that are not needed."),
    "encoding": _("This is not text in UTF-8, UTF-16 or Windows-1251. Save it again as CSV UTF-8."),
    "not_a_table": _("This is neither CSV nor XLSX."),
    "no_header": _("No column names were found: they should be in the first row."),
    "broken_archive": _("The workbook is damaged and cannot be opened."),
    "too_wide": _("There are too many columns."),
    "sheet": _("There is no such sheet."),
    "no_rows": _("There are column names, but no rows under them."),
}
LINE_PROBLEMS = {
    "not_a_number": _("not a number"),
    "not_a_date": _("not a date"),
    "impossible_date": _("no such date"),
    "out_of_range": _("a date before 1990 or after 2099"),
    "no_id": _("no deal ID"),
    "no_date": _("no date: the day of loading is used"),
    "no_close_date": _("closed without a date: its latest date is used"),
    "closed_before": _("closed before it was created"),
    "double": _("this ID is already on line %(first)s"),
    "unknown_stage": _("this stage is not matched with anything"),
    "extra": _("more cells than columns"),
    "no_client": _("nothing to name the deal by: no client, name or ID"),
}
# The line is loaded in spite of these.
WARNINGS = frozenset({"no_date", "no_close_date"})
