"""What is wrong with a file, in the words of the terminal."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeloop.formats.errors import FormatError


def why(error: FormatError) -> str:
    """One line; with the place in the file where that is known."""
    words = _no_column(error) if error.code == "no_column" else _words(error.code)
    if error.line is None:
        return words
    return _("Line %(line)s: %(words)s") % {"line": error.line, "words": words}


def _words(code: str) -> str:
    return {
        "empty": _("The file is empty."),
        "too_large": _("The file is too large for this installation."),
        "encoding": _(
            "The text is not in UTF-8, UTF-16 or Windows-1251. Save it again as CSV UTF-8."
        ),
        "not_a_table": _("This is not a log. Supported: CSV, TSV, XLSX, Parquet, XES and XES.gz."),
        "no_header": _("There are no column names: the first row must hold them."),
        "broken_archive": _("The file is damaged and cannot be opened."),
        "too_wide": _("There are too many columns."),
        "no_rows": _("There are no rows."),
        "no_events": _("No row holds a deal, a step and a time."),
        "truncated": _("The file is incomplete: its end is missing."),
        "not_xml": _("This is not a log in XES: the file is not valid XML, or not a log."),
        "doctype": _("XML with its own definitions is not accepted. Save the log without them."),
    }.get(code, _("The file cannot be read: %(code)s.") % {"code": code})


def _no_column(error: FormatError) -> str:
    """Which role has no column, and which columns there are."""
    header = ", ".join(error.details.get("header", ()))
    named = error.details.get("name")
    words = {
        "case": _("It is not clear which column holds the deal: name it with --case."),
        "activity": _("It is not clear which column holds the step: name it with --activity."),
        "time": _("It is not clear which column holds the time: name it with --time."),
    }.get(error.details.get("role", ""), "")
    if named or not words:
        words = _("There is no column “%(name)s”.") % {"name": named}
    return words + (" " + _("There are: %(header)s.") % {"header": header} if header else "")
