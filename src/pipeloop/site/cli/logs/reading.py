"""From the file that a user names to a log, or to one line that says what is wrong with it."""

from __future__ import annotations

import sys
from argparse import Namespace
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pipeloop.formats.errors import FormatError
    from pipeloop.formats.logs import Columns, LogRead
    from pipeloop.site.cli.arguments import Parser

ROLES = ("case", "activity", "time", "resource")


def add_columns(parser: Parser) -> None:
    """Let the user say which column holds what; by default it is guessed."""
    group = parser.add_argument_group(_("columns, where the guess is wrong"))
    for role, words in (
        ("case", _("the deal that an event belongs to")),
        ("activity", _("the step that was done or entered")),
        ("time", _("when it happened")),
        ("resource", _("who did it")),
    ):
        group.add_argument(f"--{role}", metavar=_("COLUMN"), help=words)
    group.add_argument(
        "--zone",
        metavar=_("ZONE"),
        default="UTC",
        help=_("of times that name none, UTC by default"),
    )


def read(arguments: Namespace) -> LogRead:
    """The log in the file; what was left out of it is said on the error stream.

    Raises:
        Problem: the file cannot be read.
    """
    from pipeloop.formats.errors import FormatError
    from pipeloop.formats.logs import read_log

    if not arguments.file.is_file():
        raise Problem(_("%(file)s: there is no such file.") % {"file": arguments.file})
    zone = _zone(arguments.zone)
    try:
        told = read_log(arguments.file, _columns(arguments), zone=zone)
    except FormatError as error:
        raise Problem(f"{arguments.file}: {_why(error)}") from None
    _warn(told)
    return told


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Problem(_("%(zone)s: there is no such time zone.") % {"zone": name}) from None


def _columns(arguments: Namespace) -> Columns | None:
    from pipeloop.formats.errors import FormatError
    from pipeloop.formats.logs import Columns, look

    given = {role: getattr(arguments, role) for role in ROLES if getattr(arguments, role)}
    if not given:
        return None
    known = {**look(arguments.file).guessed, **given}
    for role in ("case", "activity", "time"):
        if role not in known:
            raise FormatError("no_column", role=role)
    return Columns(**known)


def _warn(told: LogRead) -> None:
    left_out = sum(told.bad.values())
    if not left_out:
        return
    words = ngettext("%(count)d row was left out", "%(count)d rows were left out", left_out)
    why = ", ".join(f"{_reason(code)}: {count}" for code, count in sorted(told.bad.items()))
    print(f"{words % {'count': left_out}} ({why})", file=sys.stderr)


def _reason(code: str) -> str:
    return {
        "no_case": _("no deal"),
        "no_activity": _("no step"),
        "no_time": _("no time"),
        "not_a_date": _("the time cannot be understood"),
        "impossible_date": _("there is no such date"),
        "out_of_range": _("the time is outside of what a log holds"),
    }.get(code, code)


def _why(error: FormatError) -> str:
    words = {
        "empty": _("The file is empty."),
        "encoding": _(
            "This is not text in UTF-8, UTF-16 or Windows-1251. Save it anew as CSV UTF-8."
        ),
        "not_a_table": _("This is no log: CSV, TSV, XLSX, Parquet, XES and XES.gz are read."),
        "no_header": _("No names of columns were found: the first row should hold them."),
        "no_events": _("There is not a single row that tells a deal, a step and a time."),
        "no_rows": _("There is not a single row."),
        "broken_archive": _("The file is damaged and cannot be opened."),
        "truncated": _("The file is cut off: its end is missing."),
        "doctype": _("The file declares a document type, which is not read for safety."),
        "not_xml": _("The file is not well-formed XML."),
    }.get(error.code, _("The file cannot be read: %(code)s.") % {"code": error.code})
    if error.code == "no_column":
        words = _no_column(error)
    if error.line is None:
        return words
    return _("line %(line)d: %(words)s") % {"line": error.line, "words": words}


def _no_column(error: FormatError) -> str:
    header = ", ".join(error.details.get("header", ()))
    words = {
        "case": _("No column tells the deal: name it with --case."),
        "activity": _("No column tells the step: name it with --activity."),
        "time": _("No column tells the time: name it with --time."),
    }.get(error.details.get("role", ""), _("There is no such column."))
    return words + (" " + _("There are: %(header)s.") % {"header": header} if header else "")
