"""Logs of how sales run. Their events are files of the engine; a row says where they are."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pipeloop.company.models import Person
from pipeloop.core.history import with_history
from pipeloop.history.words import LogKind, LogState


def empty() -> dict[str, Any]:
    """The default of columns that hold an object."""
    return {}


@with_history(exclude=["rejected_examples", "samples"])
class Log(models.Model):
    """A log: where it comes from, how its columns are read, and the folder they are stored in.

    `columns` says which column holds what, `{"case": "Deal ID"}`; `rejected` how many rows were
    left out for which reason, `rejected_examples` the first of them. A folder is never written
    over: a new reading makes a new one, and the row names it when it is whole. `revision` grows
    with every change of columns, so that the second of two people sees the first one's change.
    `watermark` is up to where the company's own events were read.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=LogKind)
    file = models.FileField(upload_to="logs/", blank=True)
    size = models.BigIntegerField(default=0)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=LogState)
    format = models.CharField(max_length=10, blank=True)
    header = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    columns = models.JSONField(default=empty)
    zone = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True)
    cases = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    rejected = models.JSONField(default=empty)
    rejected_examples = models.JSONField(default=list)
    watermark = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=empty)

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="own"), name="one_log_of_own_deals"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(folder=""), name="ready_log_has_a_folder"
            ),
            models.CheckConstraint(
                condition=Q(kind="own") | ~Q(file=""), name="log_has_a_file_or_is_own"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """Whether it holds the deals of this company."""
        return self.kind == LogKind.OWN

    @property
    def is_busy(self) -> bool:
        """Whether a job reads it now."""
        return self.state == LogState.READING

    @property
    def is_open(self) -> bool:
        """Whether it can be studied; also while it is read again."""
        return bool(self.folder)

    @property
    def rejected_count(self) -> int:
        """How many rows were left out."""
        return sum(self.rejected.values())
