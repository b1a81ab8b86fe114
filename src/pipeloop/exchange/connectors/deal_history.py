"""The history of deals in another system: deals, their changes, and the names of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

# Kinds of changes.
CREATE, MOVE, PIPELINE, CLOSE, OWNER = "create", "move", "pipeline", "close", "owner"
# Whether the deals of a stage are open, won or lost; empty when it is not known.
OPEN, WON, LOST = "P", "S", "F"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a deal.

    Args:
        seq: number among the deal's changes in order of time, from 1.
        at: when, in UTC.
        kind: create, move, pipeline, close or owner.
        stage_from, stage_to: ids of stages; empty when not known, and `stage_to` also when the
            deal was closed on the stage where it was.
        semantic: P (open), S (won), F (lost), or empty.
        actor: id of who did it, if the system says.
        owner: id of the new owner, when that is what changed.
    """

    deal: str
    seq: int
    at: datetime
    kind: str
    pipeline: str = ""
    stage_from: str = ""
    stage_to: str = ""
    semantic: str = ""
    actor: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as it is now.

    Args:
        amount: in whole units of `currency`, which is empty when the system names none.
        owner, pipeline, stage: ids.
        client, source, reason: in words.
        outcome: S when won, F when lost, else empty.
    """

    ext_id: str
    title: str = ""
    amount: Decimal | None = None
    currency: str = ""
    owner: str = ""
    source: str = ""
    client: str = ""
    pipeline: str = ""
    stage: str = ""
    created_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StageName:
    """What a stage is called, and whether its deals are open, won or lost."""

    name: str
    semantic: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of ids. A stage is identified by its pipeline and its own id."""

    pipelines: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[tuple[str, str], StageName] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)

    def stage(self, pipeline: str, stage: str) -> StageName:
        """The stage's name, its id where there is none."""
        return self.stages.get((pipeline, stage)) or StageName(stage)

    def semantic(self, pipeline: str, stage: str) -> str:
        """Whether the stage's deals are open, won or lost; empty for an unknown stage."""
        name = self.stages.get((pipeline, stage))
        return (name.semantic or OPEN) if name else ""


@dataclass(frozen=True, slots=True)
class Move:
    """A deal came to a stage or to an owner, as the other system recorded it.

    Args:
        order: sorts moves that happened at the same time.
        stage: where it came to; empty when only its outcome or its owner changed.
        stage_from, pipeline_from: where it was before, if the system says.
        semantic: the outcome, if the system says.
        is_creation: the deal was created by it.
    """

    deal: str
    at: datetime
    order: tuple[int, str] = (0, "")
    pipeline: str = ""
    stage: str = ""
    pipeline_from: str = ""
    stage_from: str = ""
    semantic: str = ""
    actor: str = ""
    owner: str = ""
    is_creation: bool = False


@dataclass(frozen=True, slots=True)
class SourceData:
    """Everything that a system or its files contain, before the history is reconstructed."""

    deals: Mapping[str, Deal]
    moves: tuple[Move, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class History:
    """Deals with their changes in order: by deal, then by time."""

    deals: Mapping[str, Deal]
    changes: tuple[Change, ...]
    names: Names
