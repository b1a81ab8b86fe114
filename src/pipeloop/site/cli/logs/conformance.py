"""How far deals follow a process: by the pairs of steps that it allows, or by optimal alignment."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

from pipeloop.site.cli.logs.answers import SHOWN, Answer, add_top, share_with_interval
from pipeloop.site.cli.logs.words import number, table
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pipeloop.engine.eventlog.log import EventLog
    from pipeloop.engine.mining.conformance.alignment_summary import AlignmentSummary
    from pipeloop.engine.mining.conformance.deviations import Conformance
    from pipeloop.engine.mining.conformance.model import Model
    from pipeloop.site.cli.arguments import Parser
    from pipeloop.site.cli.logs.sources import Source

# So many moves of an example are shown to people.
MOVES = 30


def add_model(parser: Parser) -> None:
    """Let the user say which process deals are compared with, and how."""
    add_top(parser)
    parser.add_argument(
        "--flow", metavar=_("STEPS"), help=_("the process: its steps in order, with commas between")
    )
    parser.add_argument(
        "--share", type=float, default=0.8, metavar=_("SHARE"),
        help=_("without it, the most frequent moves that make this share are the process"),
    )  # fmt: skip
    parser.add_argument(
        "--align",
        action="store_true",
        help=_("find for each deal the fewest steps to add or to leave out"),
    )


def conform(source: Source, arguments: Namespace) -> Answer:
    """How far deals follow a flow of steps, or the main paths of the log."""
    model = _model(source, arguments)
    return _align(source, arguments, model) if arguments.align else _check(source, arguments, model)


def _model(source: Source, arguments: Namespace) -> Model:
    from pipeloop.engine.mining.conformance.model import FlowStep, discovered, ordered
    from pipeloop.engine.mining.discovery.dfg import discover_dfg

    if arguments.flow:
        names = [name.strip() for name in arguments.flow.split(",")]
        if len(set(names)) < len(names):
            raise Problem(_("--flow names a step twice."))
        return ordered([FlowStep(name, repeats=True) for name in names])
    activities = source.names.activities
    return discovered(source.ask(discover_dfg), activities, arguments.share)


def _check(source: Source, arguments: Namespace, model: Model) -> Answer:
    from pipeloop.engine.mining.json_shapes import conformance_as_dict

    result = conformance_as_dict(source.ask(partial(_conformance, model=model)))
    lines = [
        _("follow it: %(share)s of %(cases)s deals")
        % {"share": share_with_interval(result), "cases": number(result["cases"])},
        *(_deviation(row) for row in result["deviations"][: arguments.top or SHOWN]),
    ]
    result["deviations"] = result["deviations"][: arguments.top]
    return Answer("\n".join(lines), result)


def _conformance(log: EventLog, *, model: Model) -> Conformance:
    from pipeloop.engine.mining.conformance.deviations import conformance

    return conformance(log, model)[0]


def _deviation(row: dict[str, Any]) -> str:
    kinds = {
        "missing": _("skipped"),
        "extra": _("not in the process"),
        "out_of_order": _("out of order"),
        "late": _("over the norm"),
    }
    where = " → ".join(step for step in (row["after"], row["step"]) if step)
    return f"{number(row['cases'])}  {kinds[row['kind']]}: {where}"


def _align(source: Source, arguments: Namespace, model: Model) -> Answer:
    from pipeloop.engine.mining.json_shapes import alignment_as_dict

    result = alignment_as_dict(_alignment(source, model), arguments.top)
    lines = [
        _("fit it: %(share)s of %(cases)s deals")
        % {"share": share_with_interval(result), "cases": number(result["cases"])}
    ]
    if result["cases"]:
        lines.append(
            _("fitness %(fitness).3f; to add or to leave out: %(cost).2f steps a deal")
            % {"fitness": result["fitness"], "cost": result["mean_cost"]}
        )
    if result["steps"]:
        lines += ["", _step_table(result["steps"][: arguments.top or SHOWN])]
        lines += ["", _("− skipped by the deal, + extra in the deal")]
        lines += [_example(example) for example in result["examples"]]
    return Answer("\n".join(lines), result)


def _alignment(source: Source, model: Model) -> AlignmentSummary:
    from pipeloop.engine.mining.conformance.alignment import TooLong
    from pipeloop.engine.mining.conformance.alignment_summary import align_variants
    from pipeloop.engine.mining.conformance.petri import CannotEnd, TooManyStates
    from pipeloop.engine.mining.discovery.portable_variants import portable_variants

    log, variants = source.ask(portable_variants).as_log(source.names)
    try:
        return align_variants(log, variants, model)
    except TooManyStates as error:
        words = _("The process has too many steps to align with: at most %(count)s are possible.")
        raise Problem(words % {"count": number(error.count)}) from None
    except TooLong as error:
        words = _("A deal has too many steps to align it: at most %(steps)s are possible.")
        raise Problem(words % {"steps": number(error.steps)}) from None
    except CannotEnd:
        raise Problem(
            _("No path through the process leads to its end: raise --share, or name it by --flow.")
        ) from None


def _step_table(steps: list[dict[str, Any]]) -> str:
    header = (_("step"), _("skipped"), _("in deals"), _("extra"), _("in deals"))
    counts = ("skipped", "skipped_cases", "inserted", "inserted_cases")
    return table(header, [(row["step"], *(number(row[key]) for key in counts)) for row in steps])


def _example(example: dict[str, Any]) -> str:
    signs = {"both": "", "model": "−", "log": "+"}
    moves = [signs[move["side"]] + move["step"] for move in example["moves"][:MOVES]]
    if len(example["moves"]) > MOVES:
        moves.append("…")
    cases = ngettext("%(cases)s deal", "%(cases)s deals", example["cases"])
    return f"{cases % {'cases': number(example['cases'])}}  {' → '.join(moves)}"
