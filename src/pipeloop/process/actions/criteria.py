"""Exit criteria: how strict a gate is."""

from __future__ import annotations

from django.db import transaction

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound
from pipeloop.process import policy
from pipeloop.process.models import Criterion, Version


@transaction.atomic
def set_soft(actor: Person, criterion_id: int, *, soft: bool) -> Criterion:
    """Let a criterion only warn, or stop again.

    New gates irritate: a company may begin with warnings and tighten later.

    Raises:
        Forbidden: the actor does not change the process.
        NotFound: there is no such criterion.
    """
    require(actor, policy.change_process)
    criterion = (
        Criterion.objects.select_for_update(of=("self",))
        .select_related("step__stage")
        .filter(pk=criterion_id)
        .first()
    )
    if criterion is None:
        raise NotFound("criterion")
    if criterion.soft != soft:
        criterion.soft = soft
        criterion.save()
        version = criterion.step.stage.version_id
        Version.objects.filter(pk=version).update(changed_at=now())
    return criterion
