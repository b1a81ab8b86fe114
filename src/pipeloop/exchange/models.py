"""Imports: a file, how its columns are read, and what came of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.models import Deal
from pipeloop.exchange.words import BUSY, ImportState, Shape


def no_totals() -> dict[str, Any]:
    """Nothing counted yet."""
    return {}


class ImportRun(models.Model):
    """One file on its way in.

    `columns` says which column holds what, `{"amount": 4, "step:17": 9}`; `stages` what
    the words for stages mean, `{"Won": "won", "Demo": "step:17", "Junk": "skip"}`;
    `problems` are the first of them by line.
    """

    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/")
    size = models.BigIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.MAPPING)
    shape = models.CharField(max_length=7, choices=Shape)
    system = models.CharField(max_length=40)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    stages = models.JSONField(default=dict)
    day_first = models.BooleanField(default=True)
    totals = models.JSONField(default=no_totals)
    problems = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    origin = models.ForeignKey(Origin, null=True, on_delete=models.SET_NULL, related_name="+")
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(loaded_at__isnull=False), name="done_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether a job works on it now."""
        return self.state in BUSY

    @property
    def percent(self) -> int:
        """How far the job is."""
        return min(100, round(100 * self.done / self.rows)) if self.rows else 0


class Before(models.Model):
    """A deal as it was before an import brought it up to date, to put it back on undo."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="before")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    row = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "deal"], name="before_once")]

    def __str__(self) -> str:
        return f"{self.run} · {self.deal}"
