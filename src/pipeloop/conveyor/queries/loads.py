"""What came with a load of deals."""

from __future__ import annotations

from pipeloop.company.models import Origin
from pipeloop.conveyor.models import Deal


def deals_worked_on(origin: Origin) -> int:
    """How many loaded deals people have worked on since."""
    return Deal.objects.filter(origin=origin, revision__gt=0).count()
