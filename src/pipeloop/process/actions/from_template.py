"""Starting to work by the process of the template."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Company, Person, Role
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.process import policy
from pipeloop.process.domain.template import (
    EvidenceSpec,
    ProcessTemplate,
    StageSpec,
    StepSpec,
    load_template,
)
from pipeloop.process.models import (
    Activity,
    BuyingPhase,
    Criterion,
    Evidence,
    Norm,
    Process,
    Reason,
    Stage,
    Step,
    StepTechnique,
    Technique,
    Version,
)
from pipeloop.process.words import VersionKind, VersionState


@transaction.atomic
def start_from_template(actor: Person | None) -> Version:
    """Make the default B2B process live.

    Args:
        actor: who starts it; None when the product does, for its demonstration.

    Raises:
        Forbidden: the actor does not change the process.
        Refused: a process is live already.
    """
    if actor is not None:
        require(actor, policy.change_process)
    # One at a time: the second of two clicks finds that a process is live.
    Company.objects.select_for_update().get(pk=1)
    if Version.objects.filter(state=VersionState.LIVE).exists():
        raise Refused("process_is_live", _("There is already a live process."))
    return _build(load_template())


def _build(template: ProcessTemplate) -> Version:
    at = now()
    process = Process.objects.create(name=template.name, description=template.description)
    version = Version.objects.create(
        process=process,
        number=1,
        kind=VersionKind.TO_BE,
        state=VersionState.LIVE,
        template=template.code,
        created_at=at,
        changed_at=at,
        live_at=at,
    )
    Evidence.objects.bulk_create(_evidence(process, spec) for spec in template.evidence)
    Reason.objects.bulk_create(
        Reason(process=process, code=r.code, kind=r.kind, order=order, name=r.name)
        for order, r in enumerate(template.reasons)
    )
    techniques = {
        spec.code: Technique(process=process, code=spec.code, name=spec.name, how=spec.how)
        for spec in template.techniques
    }
    Technique.objects.bulk_create(techniques.values())
    phases = {
        spec.code: BuyingPhase(
            process=process,
            code=spec.code,
            order=order,
            name=spec.name,
            question=spec.question,
            proof=spec.proof,
            strategy=spec.strategy,
        )
        for order, spec in enumerate(template.phases)
    }
    BuyingPhase.objects.bulk_create(phases.values())
    roles = {role.code: role for role in Role.objects.all()}
    for order, stage_spec in enumerate(template.stages, start=1):
        stage = _stage(version, order, stage_spec, roles)
        for place, step_spec in enumerate(stage_spec.steps, start=1):
            step = _step(stage, place, step_spec, roles, phases)
            _create_parts_of_step(step, step_spec, techniques)
    return version


def _evidence(process: Process, spec: EvidenceSpec) -> Evidence:
    return Evidence(
        process=process,
        kind=spec.kind,
        code=spec.code,
        name=spec.name,
        ask=spec.ask,
        value_type=spec.value_type,
        choices=[{"code": code, "ru": name.ru, "en": name.en} for code, name in spec.choices],
        maps_to=spec.maps_to,
    )


def _stage(version: Version, order: int, spec: StageSpec, roles: dict[str, Role]) -> Stage:
    return Stage.objects.create(
        version=version,
        kind=spec.kind,
        code=spec.code,
        order=order,
        base=spec.base,
        base_name=spec.base_name,
        name=spec.name,
        goal=spec.goal,
        exit_code=spec.exit_code,
        exit_name=spec.exit_name,
        problem=spec.problem,
        owner_role=roles[spec.owner_role],
    )


def _step(
    stage: Stage,
    order: int,
    spec: StepSpec,
    roles: dict[str, Role],
    phases: dict[str, BuyingPhase],
) -> Step:
    return Step.objects.create(
        stage=stage,
        code=spec.code,
        order=order,
        kind=spec.kind,
        name=spec.name,
        role=roles[spec.role],
        entry=spec.entry,
        exit=spec.exit,
        result=spec.result,
        tool=spec.tool,
        fields=list(spec.fields),
        indicators=list(spec.indicators),
        buying_phase=phases[spec.buying_phase],
        conversion=spec.conversion,
        expected_share=spec.expected_share,
        days_p50=spec.days_p50,
        days_p80=spec.days_p80,
    )


def _create_parts_of_step(step: Step, spec: StepSpec, techniques: dict[str, Technique]) -> None:
    Activity.objects.bulk_create(
        Activity(step=step, order=order, text=text) for order, text in enumerate(spec.activities)
    )
    Criterion.objects.bulk_create(
        Criterion(step=step, order=order, rule=str(rule)) for order, rule in enumerate(spec.rules)
    )
    StepTechnique.objects.bulk_create(
        StepTechnique(step=step, technique=techniques[code], order=order)
        for order, code in enumerate(spec.techniques)
    )
    norm = spec.norm
    Norm.objects.create(
        step=step, text=norm.text, value=norm.value, unit=norm.unit, since=norm.since
    )
