"""What a question about a log is made of, and how its answer says shares and edges."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from pipeloop.site.cli.logs.words import duration, number, percent

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Parser
    from pipeloop.site.cli.logs.sources import Source

# So many lines are shown to people; programs get everything, unless they ask for the top.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer for people and for programs."""

    words: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A subcommand of `pipeloop log`.

    Args:
        words: what it answers, in the language of the user.
        add: adds the arguments that it alone has.
    """

    words: Callable[[], str]
    answer: Callable[[Source, Namespace], Answer]
    add: Callable[[Parser], None]


def add_nothing(parser: Parser) -> None:
    """For questions without arguments of their own."""


def add_top(parser: Parser) -> None:
    """Let the user ask for the most frequent alone."""
    parser.add_argument("--top", type=int, metavar="N", help=_("only so many, the most frequent"))


def edge_cells(edge: dict[str, Any]) -> tuple[str, ...]:
    """An edge as cells of a table: both ends, how often, and after how long."""
    times = (duration(edge[key]) for key in ("mean_s", "median_s", "p90_s"))
    return (edge["from"], edge["to"], number(edge["count"]), *times)


def edge_header() -> tuple[str, ...]:
    """The header over `edge_cells`."""
    return (_("from"), _("to"), _("times"), _("mean"), _("median"), _("90% within"))


def share_with_interval(share: dict[str, Any] | None) -> str:
    """A share as a percentage, with its confidence interval where it has one."""
    if share is None or share["share"] is None:
        return "–"
    if "low" not in share:
        return percent(share["share"])
    return f"{percent(share['share'])} ({percent(share['low'])} – {percent(share['high'])})"
