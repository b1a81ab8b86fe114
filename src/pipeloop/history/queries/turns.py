"""Where deals leave the straight way: steps that they come back to, and steps that they skip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeloop.history.queries.clocks import LEAST
from pipeloop.history.queries.returns import ReturnLine, returns_of
from pipeloop.history.queries.slices import Slice

# So many steps are named, and none that so few deals come back to or skip.
NAMED, WORTH = 4, 0.02
# What nearly all go past is no step that they leave out.
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Turn:
    """A step with the share of the deals that came back to it, repeated it, or went past it."""

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
    lines = returns_of(part)
    skipped = _turns((line, line.skipped, line.past) for line in lines)
    return Turns(
        back=_most(_turns((line, line.back, line.deals) for line in lines)),
        again=_most(_turns((line, line.at_once, line.deals) for line in lines)),
        skipped=_most([turn for turn in skipped if turn.share < NEARLY_ALL]),
    )


def _turns(told: Iterable[tuple[ReturnLine, int, int]]) -> list[Turn]:
    """Shares of those steps that enough deals came to."""
    return [Turn(line.name, some / whole) for line, some, whole in told if whole >= LEAST]


def _most(turns: list[Turn]) -> tuple[Turn, ...]:
    worth = [turn for turn in turns if turn.share >= WORTH]
    return tuple(sorted(worth, key=lambda turn: -turn.share)[:NAMED])
