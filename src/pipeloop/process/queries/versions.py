"""All versions of the process, and which one a step belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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


class StepName(NamedTuple):
    """What a step of a version is called; its code is the same in every version."""

    id: int
    code: str
    name: Bilingual
    version_id: int


def step_names() -> list[StepName]:
    """Every step of every version: one SQL statement."""
    steps = Step.objects.select_related("stage").order_by("pk")
    return [StepName(step.pk, step.code, step.name, step.stage.version_id) for step in steps]


def version_of_step(step_id: int) -> VersionId:
    """The version that a step is described in.

    Raises:
        NotFound: there is no such step.
    """
    version_id = Step.objects.filter(pk=step_id).values_list("stage__version_id", flat=True).first()
    if version_id is None:
        raise NotFound("step")
    return VersionId(version_id)
