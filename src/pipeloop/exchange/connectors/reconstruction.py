"""Reconstructs the history of each deal, from its creation to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeloop.exchange.connectors.deal_history import (
    CLOSE,
    CREATE,
    LOST,
    MOVE,
    OPEN,
    OWNER,
    PIPELINE,
    WON,
    Change,
    Deal,
    History,
    Move,
    Names,
    SourceData,
)

# A first entry so soon after the creation is the creation.
CREATION_WINDOW = timedelta(minutes=1)


def reconstruct(source: SourceData) -> History:
    """The changes of each deal in order of time.

    Where a system records only changes, the creation comes from the deal's own date, and the end
    from its closing date. Entries that repeat the stage before them are left out.
    """
    moves: dict[str, list[Move]] = defaultdict(list)
    for move in source.moves:
        moves[move.deal].append(move)
    deals = dict(source.deals)
    for ext_id in moves.keys() - deals.keys():
        deals[ext_id] = Deal(ext_id)
    changes: list[Change] = []
    for ext_id in sorted(deals):
        position = _Position(deals[ext_id], source.names)
        changes.extend(position.changes(sort_moves(moves[ext_id])))
    return History(deals, tuple(changes), source.names)


def sort_moves(moves: list[Move]) -> list[Move]:
    """Moves by time; of simultaneous ones, first the one that starts where the deal is."""
    remaining = sorted(moves, key=lambda move: (move.at, move.order))
    in_order: list[Move] = []
    stage = ""
    while remaining:
        simultaneous = [move for move in remaining if move.at == remaining[0].at]
        move = _next_move(simultaneous, stage)
        remaining.remove(move)
        in_order.append(move)
        stage = move.stage or stage
    return in_order


def _next_move(simultaneous: list[Move], stage: str) -> Move:
    """The move that starts on `stage`; else one that does not follow another of them."""
    for move in simultaneous:
        if stage and move.stage and move.stage_from == stage:
            return move
    reached = {move.stage for move in simultaneous if move.stage}
    starts = (move for move in simultaneous if move.stage_from not in reached)
    return next(starts, simultaneous[0])


@dataclass
class _Position:
    """Where a deal is while its moves are read, and how many changes it has had."""

    deal: Deal
    names: Names
    pipeline: str = ""
    stage: str = ""
    outcome: str = ""
    seq: int = 0
    created_at: datetime | None = None

    def changes(self, moves: list[Move]) -> Iterator[Change]:
        """Creation, changes, end."""
        last = None
        for change in self._changes_but_end(moves):
            last = change
            yield change
        if last and self.deal.closed_at and self.deal.outcome not in ("", self.outcome):
            at = max(self.deal.closed_at, last.at)
            end = Move(self.deal.ext_id, at, semantic=self.deal.outcome)
            yield self._close(end, self.deal.outcome)

    def _changes_but_end(self, moves: list[Move]) -> Iterator[Change]:
        stage_moves = [move for move in moves if not move.owner]
        if not (stage_moves and self._is_creation(stage_moves[0])):
            creation = self._creation(stage_moves)
            if creation is not None:
                yield self._change(creation, CREATE)
        for move in moves:
            change = self._next(move)
            if change is not None:
                yield change

    def _is_creation(self, first: Move) -> bool:
        """Whether the first entry of a history is the creation of the deal."""
        if first.is_creation:
            return True
        if first.stage_from or not first.stage:
            return False
        created = self.deal.created_at
        return created is None or first.at - created <= CREATION_WINDOW

    def _creation(self, stage_moves: list[Move]) -> Move | None:
        """The creation that is not in the history; None when its date is not known."""
        created = self.deal.created_at
        if created is None:
            return None
        if not stage_moves:
            return Move(self.deal.ext_id, created, (0, ""), self.deal.pipeline, self.deal.stage)
        first = stage_moves[0]
        pipeline = first.pipeline_from or first.pipeline or self.deal.pipeline
        stage = first.stage_from
        if not stage and not first.stage:  # closed on the stage where it was created
            stages = (move.stage_from or move.stage for move in stage_moves if move.stage)
            stage = next(stages, "") or self.deal.stage
        return Move(self.deal.ext_id, min(created, first.at), (0, ""), pipeline, stage)

    def _next(self, move: Move) -> Change | None:
        if move.owner:
            # The owner with whom it was created is no change.
            is_new = self.created_at is not None and move.at - self.created_at > CREATION_WINDOW
            return self._change(move, OWNER) if is_new else None
        if not move.stage:
            return self._outcome_change(move)
        before = (move.pipeline_from or self.pipeline, move.stage_from or self.stage)
        after = (move.pipeline or self.pipeline, move.stage)
        if self.seq and after == (self.pipeline, self.stage):
            return None
        if not self.seq and not move.stage_from:
            return self._change(move, CREATE)
        semantic = move.semantic or self.names.semantic(*after)
        if semantic in (WON, LOST):
            return self._change(move, CLOSE)
        is_other_pipeline = before[0] and before[0] != after[0]
        return self._change(move, PIPELINE if is_other_pipeline else MOVE)

    def _outcome_change(self, move: Move) -> Change | None:
        """The deal was closed, or opened again, without leaving its stage."""
        if move.semantic == self.outcome or (move.semantic == OPEN and not self.outcome):
            return None
        if move.semantic in (WON, LOST):
            return self._close(move, move.semantic)
        self.outcome = ""
        self.seq += 1
        return Change(
            move.deal, self.seq, move.at, MOVE, self.pipeline, "", self.stage, OPEN, move.actor
        )

    def _close(self, move: Move, outcome: str) -> Change:
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
        self.created_at = self.created_at or move.at
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
