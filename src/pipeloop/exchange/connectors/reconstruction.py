"""Puts what another system told in order: who stood where, from the creation to the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeloop.exchange.connectors.rows import (
    CLOSE,
    CREATE,
    LOST,
    MOVE,
    OWNER,
    PIPELINE,
    WON,
    WORK,
    Change,
    Deal,
    History,
    Move,
    Names,
    Told,
)

# A first entry of a history so soon after the creation is the creation.
AT_ONCE = timedelta(minutes=1)


def weave(told: Told) -> History:
    """The changes of each deal in order of time.

    Where a system writes down only changes, the creation comes from the deal's own date and the
    end from the date of its closing. Entries that repeat the stage before them are left out.
    """
    moves: dict[str, list[Move]] = defaultdict(list)
    for move in told.moves:
        moves[move.deal].append(move)
    deals = dict(told.deals)
    for unknown in moves.keys() - deals.keys():
        deals[unknown] = Deal(unknown)
    changes: list[Change] = []
    for ext_id in sorted(deals):
        changes.extend(_Thread(deals[ext_id], told.names).changes(in_order(moves[ext_id])))
    return History(deals, tuple(changes), told.names)


def in_order(moves: list[Move]) -> list[Move]:
    """Moves by time; of those at one moment, the one that goes on from where the deal stands."""
    rest = sorted(moves, key=lambda move: (move.at, move.order))
    ordered: list[Move] = []
    here = ""
    while rest:
        same = [move for move in rest if move.at == rest[0].at]
        found = _onward(same, here)
        rest.remove(found)
        ordered.append(found)
        here = found.stage or here
    return ordered


def _onward(same: list[Move], here: str) -> Move:
    """Of moves at one moment, the one from `here`; else one that no other of them leads to."""
    for move in same:
        if here and move.stage and move.stage_from == here:
            return move
    reached = {move.stage for move in same if move.stage}
    return next((move for move in same if move.stage_from not in reached), same[0])


@dataclass
class _Thread:
    """One deal on its way: where it stands and how many changes it has had."""

    deal: Deal
    names: Names
    pipeline: str = ""
    stage: str = ""
    outcome: str = ""
    seq: int = 0
    made: datetime | None = None

    def changes(self, moves: list[Move]) -> Iterator[Change]:
        """Creation, changes, end."""
        last = None
        for change in self._all(moves):
            last = change
            yield change
        if last and self.deal.closed_at and self.deal.outcome not in ("", self.outcome):
            at = max(self.deal.closed_at, last.at)
            end = Move(self.deal.ext_id, at, semantic=self.deal.outcome)
            yield self._closed(end, self.deal.outcome)

    def _all(self, moves: list[Move]) -> Iterator[Change]:
        going = [move for move in moves if not move.owner]
        if not (going and self._makes(going[0])):
            made = self._creation(going)
            if made is not None:
                yield self._change(made, CREATE)
        for move in moves:
            found = self._next(move)
            if found is not None:
                yield found

    def _makes(self, first: Move) -> bool:
        """Whether the first entry of a history is how the deal was made."""
        if first.first:
            return True
        if first.stage_from or not first.stage:
            return False
        created = self.deal.created_at
        return created is None or first.at - created <= AT_ONCE

    def _creation(self, going: list[Move]) -> Move | None:
        """The creation that is not in the history; None when its moment is not known."""
        created = self.deal.created_at
        if created is None:
            return None
        if not going:
            return Move(self.deal.ext_id, created, (0, ""), self.deal.pipeline, self.deal.stage)
        first = going[0]
        pipeline = first.pipeline_from or first.pipeline or self.deal.pipeline
        stage = first.stage_from
        if not stage and not first.stage:  # closed where it was made
            stage = next((move.stage_from or move.stage for move in going if move.stage), "")
            stage = stage or self.deal.stage
        return Move(self.deal.ext_id, min(created, first.at), (0, ""), pipeline, stage)

    def _next(self, move: Move) -> Change | None:
        if move.owner:
            # The owner that it was made with is no change.
            new = self.made is not None and move.at - self.made > AT_ONCE
            return self._change(move, OWNER) if new else None
        if not move.stage:
            return self._ended(move)
        before = (move.pipeline_from or self.pipeline, move.stage_from or self.stage)
        after = (move.pipeline or self.pipeline, move.stage)
        if self.seq and after == (self.pipeline, self.stage):
            return None
        if not self.seq and not move.stage_from:
            return self._change(move, CREATE)
        semantic = move.semantic or self.names.semantic(*after)
        if semantic in (WON, LOST):
            return self._change(move, CLOSE)
        changed = before[0] and before[0] != after[0]
        return self._change(move, PIPELINE if changed else MOVE)

    def _ended(self, move: Move) -> Change | None:
        """Closed, or opened again, where it stood."""
        if move.semantic == self.outcome or (move.semantic == WORK and not self.outcome):
            return None
        if move.semantic in (WON, LOST):
            return self._closed(move, move.semantic)
        self.outcome = ""
        self.seq += 1
        return Change(
            move.deal, self.seq, move.at, MOVE, self.pipeline, "", self.stage, WORK, move.actor
        )

    def _closed(self, move: Move, outcome: str) -> Change:
        self.outcome = outcome
        self.seq += 1
        return Change(
            move.deal, self.seq, move.at, CLOSE, self.pipeline, self.stage, "", outcome, move.actor
        )

    def _change(self, move: Move, kind: str) -> Change:
        before = "" if kind == CREATE else move.stage_from or self.stage
        if kind != OWNER:
            self.pipeline, self.stage = move.pipeline or self.pipeline, move.stage
        semantic = move.semantic or self.names.semantic(self.pipeline, self.stage)
        if kind != OWNER:
            self.outcome = semantic if semantic in (WON, LOST) else ""
        self.seq += 1
        self.made = self.made or move.at
        return Change(
            deal=move.deal,
            seq=self.seq,
            at=move.at,
            kind=kind,
            pipeline=self.pipeline,
            stage_from=self.stage if kind == OWNER else before,
            stage_to=self.stage,
            semantic=semantic,
            actor=move.actor,
            owner=move.owner,
        )
