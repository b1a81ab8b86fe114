"""From the file that a user names to a log, or to one line that says what is wrong with it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeloop.site.cli.logs.refusals import why
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
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
    """The log in the file.

    Raises:
        Problem: the file cannot be read.
    """
    from pipeloop.formats.logs import read_log

    zone = _zone(arguments.zone)
    has_named = any(getattr(arguments, role) for role in ROLES)
    with file_problems(arguments):
        columns = columns_of(arguments) if has_named else None
        return read_log(arguments.file, columns, zone=zone)


@contextmanager
def file_problems(arguments: Namespace) -> Iterator[None]:
    """Say in one line what is wrong with the file."""
    from pipeloop.formats.errors import FormatError

    if not arguments.file.is_file():
        raise Problem(_("%(file)s: there is no such file.") % {"file": arguments.file})
    try:
        yield
    except FormatError as error:
        raise Problem(f"{arguments.file}: {why(error)}") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Problem(_("%(zone)s: there is no such time zone.") % {"zone": name}) from None


def columns_of(arguments: Namespace) -> Columns:
    """The columns that are named, and the others as they are guessed.

    Raises:
        Problem: a needed one is neither named nor to be guessed.
    """
    from pipeloop.formats.errors import FormatError
    from pipeloop.formats.logs import Columns, look

    with file_problems(arguments):
        preview = look(arguments.file)
        named = {role: getattr(arguments, role) for role in ROLES if getattr(arguments, role)}
        # A column that is named for one role is guessed for no other.
        guessed = {r: name for r, name in preview.guessed.items() if name not in named.values()}
        columns = {**guessed, **named}
        for role in ("case", "activity", "time"):
            if role not in columns:
                raise FormatError("no_column", role=role, header=preview.header)
        return Columns(**columns)


def warn_of_left_out(bad: Mapping[str, int]) -> None:
    """Say on the error stream how many rows were left out, and why."""
    left_out = sum(bad.values())
    if not left_out:
        return
    words = ngettext("%(count)d row was left out", "%(count)d rows were left out", left_out)
    reasons = ", ".join(f"{_reason(code)}: {count}" for code, count in sorted(bad.items()))
    print(f"{words % {'count': left_out}} ({reasons})", file=sys.stderr)


def _reason(code: str) -> str:
    return {
        "no_case": _("no deal"),
        "no_activity": _("no step"),
        "no_time": _("no time"),
        "not_a_date": _("the time cannot be understood"),
        "impossible_date": _("there is no such date"),
        "out_of_range": _("the time is outside of what a log holds"),
        "extra": _("more cells than columns"),
    }.get(code, code)
