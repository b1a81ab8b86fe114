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
    from pipeloop.engine.mining.conformance.alignment_summary import AlignmentSummary
    from pipeloop.engine.mining.conformance.model import Model
    from pipeloop.site.cli.arguments import Parser
    from pipeloop.site.cli.logs.sources import Source

# At so many steps at most won shares are compared.
LANDMARKS = 60
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
    if arguments.align:
        return _align(source, arguments, model)
    order = list(model.steps) if arguments.flow else _usual_order(source)
    return _check(source, arguments, model, _without_ends(order))


def _model(source: Source, arguments: Namespace) -> Model:
    from pipeloop.engine.mining.conformance.model import FlowStep, discover_model, flow_model
    from pipeloop.engine.mining.discovery.dfg import discover_dfg

    if arguments.flow:
        names = [name.strip() for name in arguments.flow.split(",")]
        if len(set(names)) < len(names):
            raise Problem(_("--flow names a step twice."))
        return flow_model([FlowStep(name, repeats=True) for name in names])
    activities = source.names.activities
    return discover_model(source.ask(discover_dfg), activities, arguments.share)


def _check(source: Source, arguments: Namespace, model: Model, landmarks: list[str]) -> Answer:
    from pipeloop.site.cli.logs.win_rates import conformance_report, report_as_dict, win_words

    question = partial(conformance_report, model=model, order=landmarks)
    result = report_as_dict(source.ask(question))
    lines = [
        _("follow it: %(share)s of %(cases)s deals")
        % {"share": share_with_interval(result), "cases": number(result["cases"])},
        win_words(result),
        *(_deviation(row) for row in result["deviations"][: arguments.top or SHOWN]),
    ]
    result["deviations"] = result["deviations"][: arguments.top]
    return Answer("\n".join(lines), result)


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
