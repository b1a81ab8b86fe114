"""What can be asked of a log."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from pipeloop.site.cli.logs.words import duration, number, percent, table

if TYPE_CHECKING:
    from pipeloop.formats.logs import LogRead
    from pipeloop.site.cli.arguments import Parser

# So many lines are shown to people; programs get everything, unless they ask for the top.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What is found, for people and for programs."""

    words: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A subcommand of `pipeloop log`.

    Args:
        words: what it tells, in the language that is spoken.
        add: adds the arguments that it alone has.
    """

    words: Callable[[], str]
    answer: Callable[[LogRead, Namespace], Answer]
    add: Callable[[Parser], None]


def info(told: LogRead, arguments: Namespace) -> Answer:
    """What the file holds."""
    log = told.log
    last = log.start + int(log.time.max(initial=0))
    columns = {role: name for role, name in vars(told.columns).items() if name}
    result = {
        "cases": log.case_count,
        "events": log.event_count,
        "activities": len(log.activities),
        "people": len(log.resources) - 1,
        "from": _moment(log.start),
        "to": _moment(last),
        "columns": columns,
        "attributes": [*log.labels, *log.numbers],
        "rows": told.rows,
        "left_out": dict(told.bad),
    }
    rows = [
        (_("deals"), number(log.case_count)),
        (_("events"), number(log.event_count)),
        (_("steps"), number(len(log.activities))),
        (_("people"), number(len(log.resources) - 1)),
        (_("from"), _moment(log.start)),
        (_("to"), _moment(last)),
        *((f"{_('column')} {role}", name) for role, name in columns.items()),
    ]
    return Answer(table(("", ""), rows).lstrip(), result)


def process_map(told: LogRead, arguments: Namespace) -> Answer:
    """Which step comes after which."""
    from pipeloop.engine.mining.follows import process_map
    from pipeloop.engine.mining.telling import map_as_dict

    result = map_as_dict(told.log, process_map(told.log))
    if arguments.top:
        result["edges"] = result["edges"][: arguments.top]
    rows = [
        (
            edge["from"],
            edge["to"],
            number(edge["count"]),
            duration(edge["mean_s"]),
            duration(edge["median_s"]),
            duration(edge["p90_s"]),
        )
        for edge in result["edges"][: arguments.top or SHOWN]
    ]
    header = (_("from"), _("to"), _("times"), _("mean"), _("median"), _("90 % within"))
    return Answer(table(header, rows, left=2), result)


def paths(told: LogRead, arguments: Namespace) -> Answer:
    """Which ways deals take."""
    from pipeloop.engine.mining.paths import paths
    from pipeloop.engine.mining.telling import paths_as_dict

    found = paths(told.log)
    result = paths_as_dict(told.log, found, arguments.top)
    total = int(found.count.sum())
    lines = [
        f"{number(way['count'])}  {percent(way['count'] / total)}  {' → '.join(way['path'])}"
        for way in result["variants"][: arguments.top or SHOWN]
    ]
    return Answer("\n".join(lines), result)


def handoffs(told: LogRead, arguments: Namespace) -> Answer:
    """Who takes over from whom."""
    from pipeloop.engine.mining.follows import handoffs
    from pipeloop.engine.mining.telling import handoffs_as_dict

    result = handoffs_as_dict(told.log, handoffs(told.log), arguments.top)
    rows = [
        (one["from"], one["to"], number(one["count"]), duration(one["median_s"]))
        for one in result["handoffs"][: arguments.top or SHOWN]
    ]
    return Answer(table((_("from"), _("to"), _("times"), _("median")), rows, left=2), result)


def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat(sep=" ")


def _nothing(parser: Parser) -> None:
    """Some questions need no more to be said."""


def _top(parser: Parser) -> None:
    parser.add_argument("--top", type=int, metavar="N", help=_("only so many, the most frequent"))


QUESTIONS = {
    "info": Question(lambda: _("what the file holds"), info, _nothing),
    "map": Question(lambda: _("which step comes after which"), process_map, _top),
    "paths": Question(lambda: _("which ways deals take"), paths, _top),
    "handoffs": Question(lambda: _("who takes over from whom"), handoffs, _top),
}
