"""What every other system's history comes to: deals, their changes, and what things are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

# What a change is.
CREATE, MOVE, PIPELINE, CLOSE, OWNER = "create", "move", "pipeline", "close", "owner"
# What a stage says of its deal: in work, won, lost; empty when it is not known.
WORK, WON, LOST = "P", "S", "F"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a deal, in the order in which they happened.

    Args:
        seq: place among the deal's changes, from 1.
        at: when, in UTC.
        kind: create, move, pipeline, close or owner.
        stage_from, stage_to: ids of stages; empty when not known, and `stage_to` also when the
            deal was closed where it stood.
        semantic: P, S, F, or empty.
        actor: id of who did it, if the system tells.
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
    """A deal as it stands now.

    Args:
        amount: in whole units of `currency`, which is empty when the system tells none.
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
    """What a stage is called and what it says of its deals."""

    name: str
    semantic: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids mean. A stage is known by its pipeline and its own id."""

    pipelines: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[tuple[str, str], StageName] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)

    def stage(self, pipeline: str, stage: str) -> StageName:
        """The stage's name, its id where there is none."""
        return self.stages.get((pipeline, stage)) or StageName(stage)

    def semantic(self, pipeline: str, stage: str) -> str:
        """What the stage says of its deals; in work, when it is known and says nothing."""
        known = self.stages.get((pipeline, stage))
        return (known.semantic or WORK) if known else ""


@dataclass(frozen=True, slots=True)
class Move:
    """A deal came to a stage, or to an owner, as the other system wrote it down.

    Args:
        order: tells apart what happened at one moment; compared as it stands.
        stage: where it came; empty when only its outcome or its owner changed.
        stage_from, pipeline_from: where it stood, if the system tells.
        semantic: the outcome, if the system tells.
        first: this is how the deal was made.
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
    first: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """All that a system or its files told, before it is put in order."""

    deals: Mapping[str, Deal]
    moves: tuple[Move, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class History:
    """Deals with their changes in order: by deal, then by time."""

    deals: Mapping[str, Deal]
    changes: tuple[Change, ...]
    names: Names
