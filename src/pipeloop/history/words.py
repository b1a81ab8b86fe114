"""Words of logs: kinds, states, and what can be wrong with a file or a row."""

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class LogKind(models.TextChoices):
    """Where a log comes from."""

    OWN = "own", pgettext_lazy("log", "Deals of this company")
    FILE = "file", pgettext_lazy("log", "File")
    CRM = "crm", pgettext_lazy("log", "Another CRM")


class LogState(models.TextChoices):
    """How far the reading of a log is."""

    WAITING = "waiting", pgettext_lazy("log", "Columns to be checked")
    READING = "reading", pgettext_lazy("log", "Being read")
    READY = "ready", pgettext_lazy("log", "Ready")
    FAILED = "failed", pgettext_lazy("log", "Not read")


class Outcome(models.TextChoices):
    """How a deal of a log ended."""

    WON = "won", pgettext_lazy("deal", "Won")
    LOST = "lost", pgettext_lazy("deal", "Lost")
    OPEN = "open", pgettext_lazy("deal", "Open")


# The file format that says itself what is a deal, a step and a time.
XES = "xes"

# What a column of a file may hold; the first three are required.
ROLES = {
    "case": _("Deal"),
    "activity": _("Step"),
    "time": _("When it happened"),
    "resource": _("Who did it"),
    "start": _("When it began"),
}
NEEDED = ("case", "activity", "time")

# Attributes of the company's own deals, as their log calls them.
ATTRIBUTES = {
    "source": _("Source"),
    "product": _("Product"),
    "owner": _("Owner"),
    "team": _("Team"),
    "reason": _("Closing reason"),
    "motion": _("Why the deal began"),
    "currency": _("Currency"),
    "amount": _("Amount"),
}
# The attribute that says how a deal ended; it has a filter of its own.
OUTCOME = "outcome"
# Before the kind of a stage, in the name of an attribute: who owned the deal when it entered the
# stage, and in which team; "" where it never did. `owner` and `team` say who owns it now.
OWNER_AT, TEAM_AT = "owner@", "team@"
# From when a deal of the company warns and hangs, in seconds since 1970: nothing to filter by.
WARNS_AT, HANGS_AT = "warns_at", "hangs_at"
MOMENTS = (WARNS_AT, HANGS_AT)
# Between a person and the role in which they worked, in the name of a resource.
IN_ROLE = " · "

FILE_PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large for this installation."),
    "encoding": _("The text is not in UTF-8, UTF-16 or Windows-1251. Save it again as CSV UTF-8."),
    "not_a_table": _("This is not a log. Supported: CSV, TSV, XLSX, Parquet, XES and XES.gz."),
    "no_header": _("There are no column names: the first row must hold them."),
    "broken_archive": _("The file is damaged and cannot be opened."),
    "too_wide": _("There are too many columns."),
    "sheet": _("There is no such sheet."),
    "no_rows": _("There are no rows."),
    "no_events": _("No row holds a deal, a step and a time."),
    "no_column": _("Choose the columns that hold the deal, the step and the time."),
    "truncated": _("The file is incomplete: its end is missing."),
    "not_xml": _("This is not a log in XES: the file is not valid XML, or not a log."),
    "doctype": _("XML with its own definitions is not accepted. Save the log without them."),
    "broken": _("The log could not be read. Try reading it again."),
    "lost": _("The file of this log no longer exists. Remove the log and add it again."),
}
OTHER_PROBLEM = _("The file cannot be read: %(code)s.")


def file_problem(code: str, line: int | None = None) -> str:
    """What is wrong with a file, in words, with the line where that is known."""
    words = str(FILE_PROBLEMS.get(code) or OTHER_PROBLEM % {"code": code})
    return gettext("Line %(line)s: %(words)s") % {"line": line, "words": words} if line else words


ROW_PROBLEMS = {
    "no_case": _("no deal"),
    "no_activity": _("no step"),
    "no_time": _("no time"),
    "not_a_date": _("the time cannot be understood"),
    "impossible_date": _("this date does not exist"),
    "out_of_range": _("a time before 1970 or after 2100"),
    "extra": _("more cells than columns"),
}
