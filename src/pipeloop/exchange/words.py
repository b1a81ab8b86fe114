"""Words of imports."""

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
    UNDONE = "undone", pgettext_lazy("import", "Taken back")


BUSY = (ImportState.CHECKING, ImportState.RUNNING)

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
