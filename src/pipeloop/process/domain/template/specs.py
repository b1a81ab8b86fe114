"""A described process as plain data; every reference in it resolves."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.core.bilingual import Bilingual
from pipeloop.process.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class BaseSpec:
    """One of the five base stages, and the kinds of stages that it consists of."""

    number: int
    name: Bilingual
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleSpec:
    code: str
    name: Bilingual
    mission: Bilingual


@dataclass(frozen=True, slots=True)
class TechniqueSpec:
    code: str
    name: Bilingual
    how: Bilingual


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """A part of the client's own way of buying.

    `proof` is what the client does in it, `hangs` how a deal sticks in it.
    """

    code: str
    name: Bilingual
    question: Bilingual
    proof: Bilingual
    hangs: Bilingual
    strategy: Bilingual
    content: Bilingual


@dataclass(frozen=True, slots=True)
class EvidenceSpec:
    """A fact that a gate may ask for. `maps_to` names the column that holds it, if one does."""

    kind: str
    code: str
    name: Bilingual
    ask: Bilingual
    value_type: str
    choices: tuple[tuple[str, Bilingual], ...]
    maps_to: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True, slots=True)
class ReasonSpec:
    """Why a deal closed; `kind` is the class of its outcome."""

    code: str
    kind: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """A formula over events and amounts.

    `stage` is a kind of stage, or `process` for the whole; `target` is in `unit`; below
    `min_sample` observations no share is shown; `counter` keeps it honest.
    """

    code: str
    stage: str
    name: Bilingual
    formula: Bilingual
    expr: str
    unit: Bilingual
    direction: str
    source: Bilingual
    target: float
    counter: str
    pays: tuple[str, ...]
    min_sample: int


@dataclass(frozen=True, slots=True)
class HandoverSpec:
    """What is handed over where a deal or a client passes from role to role."""

    code: str
    from_stage: str
    to_stage: str
    from_role: str
    to_role: str
    accept_within: Bilingual
    pack: tuple[Bilingual, ...]
    return_reasons: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class NormSpec:
    """The time that a step may take, in `unit`, counted from the event `since`."""

    text: Bilingual
    value: float
    unit: str
    since: str


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step. `expected_share` lies between 0 and 1; days are working days."""

    code: str
    kind: str
    name: Bilingual
    role: str
    entry: Bilingual
    exit: Bilingual
    result: Bilingual
    tool: Bilingual
    activities: tuple[Bilingual, ...]
    rules: tuple[Rule, ...]
    techniques: tuple[str, ...]
    fields: tuple[str, ...]
    indicators: tuple[str, ...]
    norm: NormSpec
    conversion: str
    expected_share: float | None
    days_p50: float
    days_p80: float
    buying_phase: str


@dataclass(frozen=True, slots=True)
class StageSpec:
    kind: str
    code: str
    base: int
    base_name: Bilingual
    name: Bilingual
    goal: Bilingual
    problem: Bilingual
    exit_code: str
    exit_name: Bilingual
    owner_role: str
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True)
class ProcessTemplate:
    """A whole process, checked."""

    code: str
    name: Bilingual
    description: Bilingual
    bases: tuple[BaseSpec, ...]
    roles: tuple[RoleSpec, ...]
    techniques: tuple[TechniqueSpec, ...]
    phases: tuple[PhaseSpec, ...]
    evidence: tuple[EvidenceSpec, ...]
    reasons: tuple[ReasonSpec, ...]
    churn_reasons: tuple[tuple[str, Bilingual], ...]
    indicators: tuple[IndicatorSpec, ...]
    handovers: tuple[HandoverSpec, ...]
    stages: tuple[StageSpec, ...]
