"""What can be asked of a log."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from pipeloop.site.cli.logs.words import duration, number, percent, table

if TYPE_CHECKING:
    from pipeloop.engine.eventlog.log import EventLog
    from pipeloop.site.cli.arguments import Parser
    from pipeloop.site.cli.logs.sources import Source

# So many lines are shown to people; programs get everything, unless they ask for the top.
SHOWN = 20
# At so many steps at most won shares are compared.
LANDMARKS = 60


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
    answer: Callable[[Source, Namespace], Answer]
    add: Callable[[Parser], None]


def info(source: Source, arguments: Namespace) -> Answer:
    """What the file holds."""
    facts, names = source.facts, source.names
    people = sum(bool(name) for name in names.resources)
    columns = {role: name for role, name in vars(source.columns).items() if name}
    result = {
        "cases": facts.cases,
        "events": facts.events,
        "activities": len(names.activities),
        "people": people,
        "from": _moment(facts.since),
        "to": _moment(facts.until),
        "columns": columns,
        "attributes": list(facts.attributes),
        "left_out": dict(facts.bad),
    }
    rows = [
        (_("deals"), number(facts.cases)),
        (_("events"), number(facts.events)),
        (_("steps"), number(len(names.activities))),
        (_("people"), number(people)),
        (_("from"), _moment(facts.since)),
        (_("to"), _moment(facts.until)),
        *((f"{_('column')} {role}", name) for role, name in columns.items()),
    ]
    return Answer(table(("", ""), rows).lstrip(), result)


def process_map(source: Source, arguments: Namespace) -> Answer:
    """Which step comes after which."""
    from pipeloop.engine.mining.discovery.dfg import discover_dfg
    from pipeloop.engine.mining.json_shapes import dfg_as_dict

    found = source.ask(discover_dfg)
    result = dfg_as_dict(source.names, found)
    result["edges"] = result["edges"][: arguments.top]
    header = (_("from"), _("to"), _("times"), _("mean"), _("median"), _("90 % within"))
    rows = [_edge(edge) for edge in result["edges"][:SHOWN]]
    return Answer(table(header, rows, left=2), result)


def paths(source: Source, arguments: Namespace) -> Answer:
    """Which paths deals take."""
    from pipeloop.engine.mining.discovery.portable_variants import portable_variants
    from pipeloop.engine.mining.json_shapes import variants_as_dict

    log, found = source.ask(portable_variants).as_log(source.names)
    result = variants_as_dict(log, found, arguments.top)
    total = int(found.count.sum())
    lines = [
        f"{number(way['count'])}  {percent(way['count'] / total)}  {' → '.join(way['path'])}"
        for way in result["variants"][:SHOWN]
    ]
    return Answer("\n".join(lines), result)


def funnel(source: Source, arguments: Namespace) -> Answer:
    """How far deals come."""
    from pipeloop.engine.mining.json_shapes import funnel_as_dict

    names = source.names
    order = _order(source, arguments)
    until = source.facts.until
    found = source.ask(partial(_funnel, order=order, ends=_ends(names), until=until))
    result = funnel_as_dict([names.activities[code] for code in order], found)
    header = (_("step"), _("deals"), _("of the one before"), _("of the first"), _("passes on"))
    rows = [
        (
            one["name"],
            number(one["reached"]),
            *(_interval(one[key]) for key in ("of_previous", "of_first", "passing")),
        )
        for one in result["stages"]
    ]
    return Answer(table(header, rows), result)


def _funnel(log: EventLog, *, order: list[int], ends: list[int], until: int) -> Any:
    """A funnel over single steps; a deal is closed when its last step says so."""
    import numpy as np

    from pipeloop.engine.mining.performance.funnel import funnel

    is_end = np.isin(np.arange(len(log.activities)), ends)
    some = log.select(log.high > log.low)
    # Where no step says how a deal ended, none is known to be open.
    closed = is_end[some.activity[some.high - 1]] if ends else np.ones(some.case_count, np.bool_)
    return funnel(some, [[code] for code in order], ended=closed, now=until - log.start)


def steps(source: Source, arguments: Namespace) -> Answer:
    """How long deals stay on each step."""
    from pipeloop.engine.mining.json_shapes import steps_as_dict
    from pipeloop.engine.mining.performance.steps import steps

    result = steps_as_dict(source.names, source.ask(steps))
    result["steps"] = result["steps"][: arguments.top]
    header = (_("step"), _("times"), _("deals"), _("median"), _("90 % within"), _("of it work"))
    rows = [
        (
            one["name"],
            number(one["events"]),
            number(one["cases"]),
            *(_of(one["stay"], key) for key in ("median_s", "p90_s")),
            _of(one["work"], "median_s"),
        )
        for one in result["steps"]
    ]
    return Answer(table(header, rows), result)


def handoffs(source: Source, arguments: Namespace) -> Answer:
    """Who takes over from whom."""
    from pipeloop.engine.mining.discovery.dfg import handoffs
    from pipeloop.engine.mining.json_shapes import handoffs_as_dict

    found = source.ask(handoffs)
    result = handoffs_as_dict(source.names, found, arguments.top)
    header = (_("from"), _("to"), _("times"), _("mean"), _("median"), _("90 % within"))
    rows = [_edge(one) for one in result["handoffs"][:SHOWN]]
    return Answer(table(header, rows, left=2), result)


def conform(source: Source, arguments: Namespace) -> Answer:
    """How far deals follow a flow of steps, or the main paths of the log."""
    from pipeloop.engine.mining.conformance.model import FlowStep, discovered, ordered
    from pipeloop.engine.mining.discovery.dfg import discover_dfg
    from pipeloop.site.cli.logs.win_rates import conformance_report, report_as_dict, win_words

    if arguments.flow:
        flow = [FlowStep(name.strip(), repeats=True) for name in arguments.flow.split(",")]
        model = ordered(flow)
        order = list(model.steps)
    else:
        names = source.names
        model = discovered(source.ask(discover_dfg), names.activities, arguments.share)
        order = _usual_order(source)
    question = partial(conformance_report, model=model, order=_without_ends(order))
    result = report_as_dict(source.ask(question))
    share = _interval(
        {"share": result["share"] or 0.0, "low": result["low"], "high": result["high"]}
    )
    lines = [
        _("follow it: %(share)s of %(cases)s deals")
        % {"share": share, "cases": number(result["cases"])},
        win_words(result),
        *(_deviation(one) for one in result["deviations"][: arguments.top or SHOWN]),
    ]
    result["deviations"] = result["deviations"][: arguments.top]
    return Answer("\n".join(lines), result)


def _deviation(one: dict[str, Any]) -> str:
    kinds = {
        "missing": _("went past"),
        "extra": _("not in the process"),
        "out_of_order": _("out of order"),
        "late": _("over the norm"),
    }
    where = " → ".join(step for step in (one["after"], one["step"]) if step)
    return f"{number(one['cases'])}  {kinds[one['kind']]}: {where}"


def _order(source: Source, arguments: Namespace) -> list[int]:
    """Codes of the steps that are asked for, or of all in their usual order but for the ends."""
    from pipeloop.engine.mining.discovery.step_order import precedence
    from pipeloop.site.cli.problem import Problem

    names = source.names
    if arguments.steps:
        known = {name: code for code, name in enumerate(names.activities)}
        wanted = [name.strip() for name in arguments.steps.split(",")]
        for name in wanted:
            if name not in known:
                raise Problem(_("There is no step “%(name)s”.") % {"name": name})
        return [known[name] for name in wanted]
    ends = set(_ends(names))
    return [int(code) for code in source.ask(precedence).order if code not in ends]


def _usual_order(source: Source) -> list[str]:
    """Names of the most frequent steps in their usual order; of very many steps none."""
    from pipeloop.engine.mining.discovery.pairs import WIDEST
    from pipeloop.engine.mining.discovery.step_order import precedence

    names = source.names.activities
    if len(names) > WIDEST:
        return []
    comes_before = source.ask(precedence)
    cases = comes_before.before.diagonal()
    frequent = set((-cases).argsort(kind="stable")[:LANDMARKS].tolist())
    return [names[code] for code in comes_before.order if int(code) in frequent]


def _without_ends(steps: list[str]) -> list[str]:
    """Names of steps but for those that say how a deal ended."""
    from pipeloop.formats.columns import guess_outcome

    return [name for name in steps if not guess_outcome(name)]


def _ends(names: EventLog) -> list[int]:
    """Codes of the steps that say how a deal ended."""
    from pipeloop.formats.columns import guess_outcome

    return [code for code, name in enumerate(names.activities) if guess_outcome(name)]


def _edge(edge: dict[str, Any]) -> tuple[str, ...]:
    times = (duration(edge[key]) for key in ("mean_s", "median_s", "p90_s"))
    return (edge["from"], edge["to"], number(edge["count"]), *times)


def _of(times: dict[str, float] | None, key: str) -> str:
    return duration(times[key]) if times else "–"


def _interval(share: dict[str, float] | None) -> str:
    if share is None:
        return "–"
    if "low" not in share:
        return percent(share["share"])
    return f"{percent(share['share'])} ({percent(share['low'])} – {percent(share['high'])})"


def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat(sep=" ")


def _nothing(parser: Parser) -> None:
    """Some questions need no more to be said."""


def _top(parser: Parser) -> None:
    parser.add_argument("--top", type=int, metavar="N", help=_("only so many, the most frequent"))


def _steps(parser: Parser) -> None:
    parser.add_argument(
        "--steps", metavar=_("STEPS"), help=_("names of the steps, in order, with commas between")
    )


def _model(parser: Parser) -> None:
    _top(parser)
    parser.add_argument(
        "--flow", metavar=_("STEPS"), help=_("the process: its steps in order, with commas between")
    )
    parser.add_argument(
        "--share", type=float, default=0.8, metavar=_("SHARE"),
        help=_("without it, the most frequent moves that make this share are the process"),
    )  # fmt: skip


QUESTIONS = {
    "info": Question(lambda: _("what the file holds"), info, _nothing),
    "map": Question(lambda: _("which step comes after which"), process_map, _top),
    "paths": Question(lambda: _("which ways deals take"), paths, _top),
    "funnel": Question(lambda: _("how far deals come"), funnel, _steps),
    "steps": Question(lambda: _("how long deals stay on each step"), steps, _top),
    "handoffs": Question(lambda: _("who takes over from whom"), handoffs, _top),
    "conform": Question(lambda: _("how far deals follow a process"), conform, _model),
}
