"""All versions of the process, and which one a step belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from pipeloop.core.bilingual import Bilingual
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import VersionId
from pipeloop.process.models import Step, Version
from pipeloop.process.words import VersionKind, VersionState


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A line of the list of versions."""

    id: VersionId
    process: Bilingual
    number: int
    kind: VersionKind
    state: VersionState
    source_log: str
    created_at: datetime
    steps: int

    @property
    def is_live(self) -> bool:
        return self.state == VersionState.LIVE


def versions() -> list[VersionLine]:
    """Every version, the newest first: one SQL statement."""
    rows = (
        Version.objects.select_related("process")
        .annotate(steps=Count("stages__steps"))
        .order_by("-created_at", "-id")
    )
    return [
        VersionLine(
            id=VersionId(row.pk),
            process=row.process.name,
            number=row.number,
            kind=VersionKind(row.kind),
            state=VersionState(row.state),
            source_log=row.source_log,
            created_at=row.created_at,
            steps=row.steps,
        )
        for row in rows
    ]


def version_of_step(step_id: int) -> VersionId:
    """The version that a step is described in.

    Raises:
        NotFound: there is no such step.
    """
    version_id = Step.objects.filter(pk=step_id).values_list("stage__version_id", flat=True).first()
    if version_id is None:
        raise NotFound("step")
    return VersionId(version_id)
