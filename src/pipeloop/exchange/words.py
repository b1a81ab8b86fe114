"""Words of imports and exports."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The largest file that is taken in.
MAX_BYTES = 100_000_000


class Shape(models.TextChoices):
    """What a row of the file is."""

    DEALS = "deals", _("One row is one deal")
    HISTORY = "history", _("One row is one change of stage")


class ImportState(models.TextChoices):
    MAPPING = "mapping", pgettext_lazy("import", "Waits for its columns")
    CHECKING = "checking", pgettext_lazy("import", "Is being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    RUNNING = "running", pgettext_lazy("import", "Is being loaded")
    DONE = "done", pgettext_lazy("import", "Loaded")
    FAILED = "failed", pgettext_lazy("import", "Not loaded")
    UNDOING = "undoing", pgettext_lazy("import", "Is being taken back")
    UNDONE = "undone", pgettext_lazy("import", "Taken back")


BUSY = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


class LinkState(models.TextChoices):
    """What a connection to another system does now."""

    READY = "ready", pgettext_lazy("connection", "Connected")
    FETCHING = "fetching", pgettext_lazy("connection", "Fetches")
    WRITING = "writing", pgettext_lazy("connection", "Prepares an import")
    FAILED = "failed", pgettext_lazy("connection", "Stopped")
    OFF = "off", pgettext_lazy("connection", "Disconnected")


LINK_BUSY = (LinkState.FETCHING, LinkState.WRITING)
# What a fetch brings, as it is told to people.
FETCHED = {
    "deal": _("Deals"),
    "change": _("Changes"),
    "client": _("Clients"),
    "user": _("People"),
}
# Files of a history are read while their sender waits.
HISTORY_BYTES = 30_000_000

# Columns of a file, as the mapping calls them.
TARGETS = {
    "external_id": _("Id in the other system"),
    "deal_id": _("Id of the deal"),
    "title": _("Name of the deal"),
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
    "to_stage": _("Stage it went to"),
    "from_stage": _("Stage it left"),
    "at": _("When"),
    "who": _("Who"),
    "created_at": _("Date created"),
    "won_at": _("Date won"),
    "lost_at": _("Date lost"),
    "closed_at": _("Date closed"),
    "reason": _("Reason of losing"),
    "next_step": _("Next step"),
}


class ExportKind(models.TextChoices):
    """What a file that leaves the product holds."""

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
    WAITING = "waiting", pgettext_lazy("export", "Waits")
    RUNNING = "running", pgettext_lazy("export", "Is being written")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Not written")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)
# Kinds that hold people's data.
PERSONAL = (ExportKind.CONTACTS, ExportKind.PERSON)
# A file is there to be fetched; what happened to it is told by the log.
FILE_KEPT = timedelta(hours=24)

# What is wrong with a file, or with one of its lines.
FILE_PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large. Split it, or leave out columns that are not needed."),
    "encoding": _("This is not text in UTF-8, UTF-16 or Windows-1251. Save it anew as CSV UTF-8."),
    "not_a_table": _("This is neither CSV nor XLSX."),
    "no_header": _("No names of columns were found: the first row should hold them."),
    "broken_archive": _("The workbook is damaged and cannot be opened."),
    "too_wide": _("There are too many columns."),
    "sheet": _("There is no such sheet."),
    "no_rows": _("There are names of columns and not a single row under them."),
}
LINE_PROBLEMS = {
    "not_a_number": _("not a number"),
    "not_a_date": _("not a date"),
    "impossible_date": _("there is no such date"),
    "out_of_range": _("a date before 1990 or after 2100"),
    "no_id": _("no id of the deal"),
    "no_date": _("no date; the day of loading is taken"),
    "no_close_date": _("closed without a date; its latest date is taken"),
    "closed_before": _("closed earlier than created"),
    "double": _("this id is there already, on line %(first)s"),
    "unknown_stage": _("a stage that is matched with nothing"),
    "extra": _("more cells than columns"),
    "no_client": _("nothing to call the deal by: no client, no name, no id"),
}
# These are told and do not keep the line out.
WARNINGS = frozenset({"no_date", "no_close_date"})
