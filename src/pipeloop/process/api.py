"""The process in force, for programs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.company.web.schemas import REFUSALS
from pipeloop.core.bilingual import Bilingual
from pipeloop.process import policy, queries
from pipeloop.process.queries import Outline, StageView, StepView

router = Router(tags=["process"])


class Both(Schema):
    ru: str
    en: str


class RuleOut(Schema):
    rule: str
    evidence: str
    name: Both
    soft: bool


class StepOut(Schema):
    id: int
    code: str
    kind: str
    name: Both
    role: str
    entry: Both
    exit: Both
    result: Both
    norm: Both
    activities: list[Both]
    rules: list[RuleOut]
    asks_for: list[str]
    days_p50: float | None
    days_p80: float | None
    expected_share: float | None


class StageOut(Schema):
    id: int
    kind: str
    base: int
    name: Both
    steps: list[StepOut]


class ProcessOut(Schema):
    version: int
    number: int
    kind: str
    name: Both
    stages: list[StageOut]


class ReasonOut(Schema):
    """Why a deal closes; `kind` is "won" or a class of losses."""

    id: int
    code: str
    kind: str
    name: Both


def _both(text: Bilingual) -> Both:
    return Both(ru=text.ru, en=text.en)


def _step(step: StepView) -> StepOut:
    return StepOut(
        id=step.id,
        code=step.code,
        kind=step.kind,
        name=_both(step.name),
        role=step.role_code,
        entry=_both(step.entry),
        exit=_both(step.exit),
        result=_both(step.result),
        norm=_both(step.norm),
        activities=[_both(text) for text in step.activities],
        rules=[
            RuleOut(
                rule=each.rule.text,
                evidence=each.evidence.key,
                name=_both(each.evidence.name),
                soft=each.soft,
            )
            for each in step.rules
        ],
        asks_for=[evidence.key for evidence in step.fields],
        days_p50=step.days_p50,
        days_p80=step.days_p80,
        expected_share=step.expected_share,
    )


def _stage(stage: StageView) -> StageOut:
    return StageOut(
        id=stage.id,
        kind=stage.kind,
        base=stage.base,
        name=_both(stage.name),
        steps=[_step(step) for step in stage.steps],
    )


def _out(outline: Outline) -> ProcessOut:
    return ProcessOut(
        version=outline.version_id,
        number=outline.number,
        kind=outline.kind,
        name=_both(outline.name),
        stages=[_stage(stage) for stage in outline.stages],
    )


@router.get("/process", response={200: ProcessOut} | REFUSALS)
def get_process(request: HttpRequest) -> ProcessOut:
    """The live process: its stages, steps, rules and what they ask for."""
    require(person(request), policy.see_process)
    return _out(queries.outline(queries.live_version_id()))


@router.get("/process/reasons", response={200: list[ReasonOut]} | REFUSALS)
def list_reasons(request: HttpRequest) -> list[ReasonOut]:
    """Reasons to choose from when a deal closes, in the company's order."""
    require(person(request), policy.see_process)
    version = queries.live_version_id()
    rows = [*queries.reasons(version, won=True), *queries.reasons(version, won=False)]
    return [
        ReasonOut(id=row.pk, code=row.code, kind=row.kind, name=_both(row.name)) for row in rows
    ]
