"""The questions that `pipeloop log` answers."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from pipeloop.site.cli.logs.answers import (
    SHOWN,
    Answer,
    Question,
    add_nothing,
    add_top,
    edge_cells,
    edge_header,
    share_with_interval,
)
from pipeloop.site.cli.logs.conformance import add_model, conform
from pipeloop.site.cli.logs.words import duration, number, percent, table
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pipeloop.engine.eventlog.log import EventLog
    from pipeloop.engine.mining.performance.funnel import Funnel
    from pipeloop.site.cli.arguments import Parser
    from pipeloop.site.cli.logs.sources import Source


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

    result = dfg_as_dict(source.names, source.ask(discover_dfg))
    result["edges"] = result["edges"][: arguments.top]
    rows = [edge_cells(edge) for edge in result["edges"][:SHOWN]]
    return Answer(table(edge_header(), rows, left=2), result)


def paths(source: Source, arguments: Namespace) -> Answer:
    """Which paths deals take."""
    from pipeloop.engine.mining.discovery.portable_variants import portable_variants
    from pipeloop.engine.mining.json_shapes import variants_as_dict

    log, variants = source.ask(portable_variants).as_log(source.names)
    result = variants_as_dict(log, variants, arguments.top)
    cases = int(variants.count.sum())
    lines = [
        f"{number(variant['count'])}  {percent(variant['count'] / cases)}  "
        f"{' → '.join(variant['path'])}"
        for variant in result["variants"][:SHOWN]
    ]
    return Answer("\n".join(lines), result)


def funnel(source: Source, arguments: Namespace) -> Answer:
    """How far deals come."""
    from pipeloop.engine.mining.json_shapes import funnel_as_dict

    names = source.names
    order = _order(source, arguments)
    until = source.facts.until
    funnel = source.ask(partial(_funnel, order=order, ends=_ends(names), until=until))
    result = funnel_as_dict([names.activities[code] for code in order], funnel)
    header = (_("step"), _("deals"), _("of the one before"), _("of the first"), _("passes on"))
    rows = [
        (
            stage["name"],
            number(stage["reached"]),
            *(share_with_interval(stage[key]) for key in ("of_previous", "of_first", "passing")),
        )
        for stage in result["stages"]
    ]
    return Answer(table(header, rows), result)


def _funnel(log: EventLog, *, order: list[int], ends: list[int], until: int) -> Funnel:
    """A funnel over single steps; a deal is closed when its last step says so."""
    import numpy as np

    from pipeloop.engine.mining.performance.funnel import funnel

    is_end = np.isin(np.arange(len(log.activities)), ends)
    cases = log.select(log.high > log.low)
    # Where no step says how a deal ended, none is known to be open.
    is_closed = (
        is_end[cases.activity[cases.high - 1]] if ends else np.ones(cases.case_count, np.bool_)
    )
    return funnel(cases, [[code] for code in order], ended=is_closed, now=until - log.start)


def steps(source: Source, arguments: Namespace) -> Answer:
    """How long deals stay on each step."""
    from pipeloop.engine.mining.json_shapes import steps_as_dict
    from pipeloop.engine.mining.performance.steps import steps

    result = steps_as_dict(source.names, source.ask(steps))
    result["steps"] = result["steps"][: arguments.top]
    header = (_("step"), _("times"), _("deals"), _("median"), _("90% within"), _("of it work"))
    rows = [
        (
            step["name"],
            number(step["events"]),
            number(step["cases"]),
            *(_time(step["stay"], key) for key in ("median_s", "p90_s")),
            _time(step["work"], "median_s"),
        )
        for step in result["steps"]
    ]
    return Answer(table(header, rows), result)


def handovers(source: Source, arguments: Namespace) -> Answer:
    """Who takes over from whom."""
    from pipeloop.engine.mining.json_shapes import handovers_as_dict
    from pipeloop.engine.mining.organisation.handovers import handovers_between_people

    summary = source.ask(handovers_between_people)
    result = handovers_as_dict(source.names, summary, arguments.top)
    rows = [edge_cells(pair) for pair in result["handovers"][:SHOWN]]
    words = table(edge_header(), rows, left=2)
    if summary.unknown_events:
        words += "\n" + _passed_over(summary.unknown_events)
    return Answer(words, result)


def _passed_over(events: int) -> str:
    words = ngettext(
        "%(count)s event without a person was passed over",
        "%(count)s events without a person were passed over",
        events,
    )
    return words % {"count": number(events)}


def _order(source: Source, arguments: Namespace) -> list[int]:
    """Codes of the steps that are asked for, or of all in their usual order but for the ends."""
    from pipeloop.engine.mining.discovery.step_order import precedence

    names = source.names
    if arguments.steps:
        codes = {name: code for code, name in enumerate(names.activities)}
        chosen = [name.strip() for name in arguments.steps.split(",")]
        for name in chosen:
            if name not in codes:
                raise Problem(_("There is no step “%(name)s”.") % {"name": name})
        return [codes[name] for name in chosen]
    ends = set(_ends(names))
    return [int(code) for code in source.ask(precedence).order if code not in ends]


def _ends(names: EventLog) -> list[int]:
    """Codes of the steps that say how a deal ended."""
    from pipeloop.formats.columns import guess_outcome

    return [code for code, name in enumerate(names.activities) if guess_outcome(name)]


def _time(times: dict[str, float] | None, key: str) -> str:
    return duration(times[key]) if times else "–"


def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat(sep=" ")


def _add_steps(parser: Parser) -> None:
    parser.add_argument(
        "--steps", metavar=_("STEPS"), help=_("names of the steps, in order, with commas between")
    )


QUESTIONS = {
    "info": Question(lambda: _("what the file holds"), info, add_nothing),
    "map": Question(lambda: _("which step comes after which"), process_map, add_top),
    "paths": Question(lambda: _("which paths deals take"), paths, add_top),
    "funnel": Question(lambda: _("how far deals come"), funnel, _add_steps),
    "steps": Question(lambda: _("how long deals stay on each step"), steps, add_top),
    "handovers": Question(lambda: _("who takes over from whom"), handovers, add_top),
    "conform": Question(lambda: _("how far deals follow a process"), conform, add_model),
}
