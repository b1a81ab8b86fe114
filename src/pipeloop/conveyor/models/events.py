"""The append-only record of everything that happens to a deal."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.models.deals import Deal
from pipeloop.conveyor.words import DEPARTURES
from pipeloop.process.models import Stage, Step, Version


class Event(models.Model):
    """Something that happened to a deal at a moment.

    A departure carries how long the deal had stood, in working seconds of its team, on
    the step and in the stage it left. A trigger refuses to change an event; only undoing a
    whole load (`Origin`) removes events, together with its deals. `kind` is one of those that
    capabilities register (`pipeloop.conveyor.domain.event_kinds`).
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    from_step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    to_step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    step_work_s = models.BigIntegerField(null=True)
    stage_work_s = models.BigIntegerField(null=True)
    waiver = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)
    origin = models.ForeignKey(Origin, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["deal", "at", "id"], name="event_of_deal"),
            models.Index(
                fields=["at"],
                include=["from_stage", "to_stage", "kind", "stage_work_s"],
                condition=Q(kind__in=[kind.value for kind in DEPARTURES]),
                name="event_departures",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
