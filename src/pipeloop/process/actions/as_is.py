"""Drafting a version "as is" from the steps that a log shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from pipeloop.company.models import Company, Person, Role
from pipeloop.company.policy import require
from pipeloop.core.bilingual import Bilingual
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.process import policy
from pipeloop.process.domain.template import StageSpec, load_template
from pipeloop.process.models import Process, Stage, Step, Version
from pipeloop.process.words import Conversion, StageKind, StepKind, VersionKind, VersionState

# How many characters the columns hold.
NAME_LENGTH, SOURCE_LENGTH = 200, 200


@dataclass(frozen=True, slots=True)
class AsIsStep:
    """A step as it is done today.

    Args:
        role: code of the role that does it.
        share: of the deals that come to it, how many go on; None for too small a sample.
        days_p50, days_p80: working days on it, the median and the 80th percentile.
    """

    name: str
    stage: StageKind
    role: str
    share: float | None
    days_p50: float | None
    days_p80: float | None


@transaction.atomic
def draft_as_is(actor: Person, steps: Sequence[AsIsStep], *, source_log: str) -> Version:
    """Make a version "as is", a draft, of steps in the order in which deals come to them.

    Args:
        source_log: name of the log that shows them.

    Raises:
        Forbidden: the actor does not change the process.
        Refused: there are no steps.
    """
    require(actor, policy.change_process)
    if not steps:
        raise Refused("no_steps", _("There are no steps to describe."))
    # One at a time, so that no two versions get the same number.
    Company.objects.select_for_update().get(pk=1)
    process = Process.objects.order_by("id").first() or _process()
    last = Version.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
    at = now()
    version = Version.objects.create(
        process=process,
        number=last + 1,
        kind=VersionKind.AS_IS,
        state=VersionState.DRAFT,
        source_log=source_log[:SOURCE_LENGTH],
        created_at=at,
        changed_at=at,
    )
    roles = {role.code: role for role in Role.objects.all()}
    kinds = list(StageKind)
    specs = {spec.kind: spec for spec in load_template().stages}
    in_order = sorted(steps, key=lambda step: kinds.index(step.stage))
    for kind, own in groupby(in_order, key=lambda step: step.stage):
        _add_stage(version, specs[kind], list(own), roles)
    return version


def _process() -> Process:
    template = load_template()
    return Process.objects.create(name=template.name, description=template.description)


def _add_stage(
    version: Version, spec: StageSpec, steps: Sequence[AsIsStep], roles: dict[str, Role]
) -> None:
    """A stage with its steps; it is led by the role that does most of them."""
    most_common_role = Counter(step.role for step in steps).most_common(1)[0][0]
    stage = Stage.objects.create(
        version=version,
        kind=spec.kind,
        code=spec.code,
        order=list(StageKind).index(StageKind(spec.kind)) + 1,
        base=spec.base,
        base_name=spec.base_name,
        name=spec.name,
        exit_code=spec.exit_code,
        exit_name=spec.exit_name,
        owner_role=roles[most_common_role],
    )
    Step.objects.bulk_create(
        Step(
            stage=stage,
            code=f"{spec.code}{order}",
            order=order,
            kind=StepKind.FLOW,
            name=Bilingual(step.name[:NAME_LENGTH], step.name[:NAME_LENGTH]),
            role=roles[step.role],
            conversion=Conversion.NONE if step.share is None else Conversion.SEQUENTIAL,
            expected_share=step.share,
            days_p50=step.days_p50,
            days_p80=step.days_p80,
        )
        for order, step in enumerate(steps, start=1)
    )
