"""How long deals of the company usually stay on each step, measured nightly."""

from __future__ import annotations

from django.db import models

from pipeloop.process.models import Process


class UsualTime(models.Model):
    """The median stay on a step over the departures of all versions of a process.

    A step is identified by its code, which it keeps from version to version. The median is in
    working seconds of the teams that worked on the deals.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    step_code = models.CharField(max_length=8)
    departures = models.PositiveIntegerField()
    median_s = models.FloatField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "step_code"], name="usual_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step_code} {self.median_s:.0f}"
