"""A whole version as plain data, ready to work by.

The description changes rarely and is read on every request, so each process of the
server keeps it, keyed by the moment of its last change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pipeloop.core.bilingual import Bilingual
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import StageId, StepId, VersionId
from pipeloop.process.domain.rules import Rule, parse
from pipeloop.process.models import Evidence, Stage, Step, Version


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A fact that may be asked for; `key` names it in a deal's facts."""

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
class RuleView:
    """An exit criterion: the rule, whether it only warns, and the evidence it looks at."""

    id: int
    rule: Rule
    soft: bool
    evidence: EvidenceView


@dataclass(frozen=True, slots=True)
class TechniqueView:
    """How a step is done well."""

    name: Bilingual
    how: Bilingual


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with all that belongs to it. `place` is its number in the whole process."""

    id: StepId
    stage_id: StageId
    place: int
    code: str
    kind: str
    name: Bilingual
    role_code: str
    role: Bilingual
    entry: Bilingual
    exit: Bilingual
    result: Bilingual
    tool: Bilingual
    norm: Bilingual
    norm_value: float | None
    norm_unit: str
    activities: tuple[Bilingual, ...]
    techniques: tuple[TechniqueView, ...]
    rules: tuple[RuleView, ...]
    fields: tuple[EvidenceView, ...]
    indicators: tuple[str, ...]
    buying_phase: Bilingual
    buying_order: int | None
    expected_share: float | None
    days_p50: float | None
    days_p80: float | None

    @property
    def is_complete(self) -> bool:
        """A step without a result or a way out cannot go live."""
        return bool(self.result) and bool(self.exit)


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its steps, in order."""

    id: StageId
    kind: str
    code: str
    order: int
    base: int
    base_name: Bilingual
    name: Bilingual
    goal: Bilingual
    exit_code: str
    exit_name: Bilingual
    problem: Bilingual
    owner_role: Bilingual
    is_flow: bool
    steps: tuple[StepView, ...]

    @property
    def flow_steps(self) -> tuple[StepView, ...]:
        """The steps that each deal passes; those done once a period are left out."""
        return tuple(step for step in self.steps if step.kind == "flow")


@dataclass(frozen=True, slots=True)
class Outline:
    """A version: its stages, and the evidence and buying phases of its process."""

    version_id: VersionId
    process_id: int
    number: int
    kind: str
    state: str
    source_log: str
    changed_at: datetime
    name: Bilingual
    stages: tuple[StageView, ...]
    evidence: dict[str, EvidenceView]
    phases: dict[str, tuple[int, Bilingual]]

    @property
    def flow(self) -> tuple[StepView, ...]:
        """The steps that deals travel along, stage by stage."""
        return tuple(step for stage in self.stages if stage.is_flow for step in stage.flow_steps)

    def step(self, step_id: int) -> StepView:
        """The step of that id.

        Raises:
            NotFound: this version has no such step.
        """
        for stage in self.stages:
            for step in stage.steps:
                if step.id == step_id:
                    return step
        raise NotFound("step")

    def stage(self, stage_id: int) -> StageView:
        """The stage of that id.

        Raises:
            NotFound: this version has no such stage.
        """
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise NotFound("stage")


def outline(version_id: VersionId) -> Outline:
    """The version of that id: one SQL statement when it is already known, eight when not.

    Raises:
        NotFound: there is no such version.
    """
    changed = Version.objects.filter(pk=version_id).values_list("changed_at", flat=True).first()
    if changed is None:
        raise NotFound("version")
    return _outline(version_id, changed)


@lru_cache(maxsize=64)
def _outline(version_id: VersionId, changed: datetime) -> Outline:
    version = Version.objects.select_related("process").get(pk=version_id)
    evidence = {
        view.key: view for view in map(_evidence, Evidence.objects.filter(process=version.process))
    }
    stages = (
        Stage.objects.filter(version=version)
        .select_related("owner_role")
        .prefetch_related(
            "steps__role",
            "steps__norm",
            "steps__activities",
            "steps__criteria",
            "steps__buying_phase",
            "steps__steptechnique_set__technique",
        )
    )
    counter = iter(range(10_000))
    return Outline(
        version_id=version_id,
        process_id=version.process_id,
        number=version.number,
        kind=version.kind,
        state=version.state,
        source_log=version.source_log,
        changed_at=changed,
        name=version.process.name,
        stages=tuple(
            _stage(stage, tuple(_step(s, next(counter), evidence) for s in _in_order(stage)))
            for stage in stages
        ),
        evidence=evidence,
        phases={
            phase.code: (phase.order, phase.name) for phase in version.process.buying_phases.all()
        },
    )


def _in_order(stage: Stage) -> list[Step]:
    return sorted(stage.steps.all(), key=lambda step: step.order)


def _evidence(row: Evidence) -> EvidenceView:
    return EvidenceView(
        kind=row.kind,
        code=row.code,
        name=row.name,
        ask=row.ask,
        value_type=row.value_type,
        choices=tuple((c["code"], Bilingual(c["ru"], c["en"])) for c in row.choices),
        maps_to=row.maps_to,
    )


def _stage(stage: Stage, steps: tuple[StepView, ...]) -> StageView:
    return StageView(
        id=StageId(stage.pk),
        kind=stage.kind,
        code=stage.code,
        order=stage.order,
        base=stage.base,
        base_name=stage.base_name,
        name=stage.name,
        goal=stage.goal,
        exit_code=stage.exit_code,
        exit_name=stage.exit_name,
        problem=stage.problem,
        owner_role=stage.owner_role.name,
        is_flow=stage.is_flow,
        steps=steps,
    )


def _step(step: Step, place: int, evidence: dict[str, EvidenceView]) -> StepView:
    norm = getattr(step, "norm", None)
    phase = step.buying_phase
    return StepView(
        id=StepId(step.pk),
        stage_id=StageId(step.stage_id),
        place=place,
        code=step.code,
        kind=step.kind,
        name=step.name,
        role_code=step.role.code,
        role=step.role.name,
        entry=step.entry,
        exit=step.exit,
        result=step.result,
        tool=step.tool,
        norm=norm.text if norm else Bilingual(),
        norm_value=norm.value if norm else None,
        norm_unit=norm.unit if norm else "",
        activities=tuple(activity.text for activity in step.activities.all()),
        techniques=tuple(
            TechniqueView(link.technique.name, link.technique.how)
            for link in step.steptechnique_set.all()
        ),
        rules=tuple(
            RuleView(row.pk, parse(row.rule), row.soft, _evidence_of(parse(row.rule), evidence))
            for row in step.criteria.all()
        ),
        fields=tuple(evidence[f"field:{code}"] for code in step.fields),
        indicators=tuple(step.indicators),
        buying_phase=phase.name if phase else Bilingual(),
        buying_order=phase.order if phase else None,
        expected_share=step.expected_share,
        days_p50=step.days_p50,
        days_p80=step.days_p80,
    )


def _evidence_of(rule: Rule, evidence: dict[str, EvidenceView]) -> EvidenceView:
    return evidence[f"{rule.kind}:{rule.code}"]
