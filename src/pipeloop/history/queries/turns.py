"""Where deals leave the straight way: steps that they come back to, and steps that they skip."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.order import usual_order
from pipeloop.engine.mining.rework import rework, skips
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.queries.slices import Slice

# Below so many deals a share is chance, and is not told (reference: at least 15).
LEAST = 15
# So many steps are named, and none that so few deals come back to or skip.
NAMED, WORTH = 4, 0.02


@dataclass(frozen=True, slots=True)
class Turn:
    """A step with the share of the deals that came back to it, or went past it."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Turns:
    """Steps that most deals come back to, repeat at once, and skip."""

    back: tuple[Turn, ...]
    again: tuple[Turn, ...]
    skipped: tuple[Turn, ...]


def turns_of(part: Slice) -> Turns:
    """Where the chosen deals leave the straight way."""
    return part.remembered("turns", _found)


def _found(log: EventLog) -> Turns:
    names = log.activities
    order = [code for code in usual_order(log).tolist() if not guess_outcome(names[code])]
    found, left_out = rework(log), skips(log, order)
    cases = found.cases[order].tolist()
    called = [names[code] for code in order]
    return Turns(
        back=_most(called, found.returned_cases[order].tolist(), cases),
        again=_most(called, found.at_once_cases[order].tolist(), cases),
        skipped=_most(called, left_out.skipped.tolist(), left_out.past.tolist()),
    )


def _most(names: list[str], some: list[int], whole: list[int]) -> tuple[Turn, ...]:
    told = [
        Turn(name, part / all_)
        for name, part, all_ in zip(names, some, whole, strict=True)
        if all_ >= LEAST and part >= WORTH * all_
    ]
    return tuple(sorted(told, key=lambda turn: -turn.share)[:NAMED])
