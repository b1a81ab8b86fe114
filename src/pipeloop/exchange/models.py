"""Imports: a file, how its columns are read, what came of it. Exports, which are their own log.
Connections to other CRMs, and what was fetched through them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.models import Deal
from pipeloop.exchange.words import (
    BUSY,
    FILE_KEPT,
    LINK_BUSY,
    PERSONAL,
    UNFINISHED,
    ExportFormat,
    ExportKind,
    ExportState,
    ImportState,
    LinkState,
    Shape,
)


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
    def was_loaded(self) -> bool:
        """Whether its deals are here, or were until it was taken back."""
        return self.loaded_at is not None

    @property
    def tells_all(self) -> bool:
        """Whether every line with a problem is among those told."""
        lines = {problem["line"] for problem in self.problems}
        return len(lines) >= int(self.totals.get("bad", 0)) + int(self.totals.get("warned", 0))

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


class Export(models.Model):
    """Rows that somebody has taken out. The file goes after a day, the row stays: it is the log.

    `filters` are those of the list, and its order; for one person's data, who it is.
    """

    kind = models.CharField(max_length=8, choices=ExportKind)
    format = models.CharField(max_length=4, choices=ExportFormat)
    filters = models.JSONField(default=dict)
    # People of a demonstration go with it; that something was taken out stays known.
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="exports/", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="export_log"),
            models.Index(fields=["by", "-at", "-id"], name="export_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, ended_at__isnull=True)
                | ~Q(state__in=UNFINISHED) & Q(ended_at__isnull=False),
                name="ended_export_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_format_display()}"

    @property
    def is_busy(self) -> bool:
        """Whether it waits for its job or is being written."""
        return self.state in UNFINISHED

    @property
    def file_name(self) -> str:
        """What the file is called when it is fetched, in the reader's language."""
        return f"{self.get_kind_display()} {timezone.localdate(self.at)}.{self.format}"

    @property
    def is_personal(self) -> bool:
        """Whether it holds people's data."""
        return self.kind in PERSONAL

    @property
    def percent(self) -> int:
        """How far the job is."""
        return min(100, round(100 * self.done / self.rows)) if self.rows else 0

    def has_file(self, at: datetime) -> bool:
        """Whether there is a file to fetch at this moment."""
        return bool(self.file and self.ended_at and at < self.ended_at + FILE_KEPT)


class Connection(models.Model):
    """Another CRM whose history is fetched.

    `token` is sealed, and empty once it is forgotten; `cursor` is where a fetch that is under
    way goes on; `fetched_until` is up to when everything is here; `counts` by kind.
    """

    system = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    token = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=LinkState, default=LinkState.READY)
    cursor = models.JSONField(null=True)
    fetched_until = models.DateTimeField(null=True)
    counts = models.JSONField(default=no_totals)
    error = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LinkState.OFF, token="") | ~Q(state=LinkState.OFF) & ~Q(token=""),
                name="connected_by_a_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} · {self.account or self.address}"

    @property
    def is_busy(self) -> bool:
        """Whether a job works on it now."""
        return self.state in LINK_BUSY

    @property
    def is_off(self) -> bool:
        """Whether its token is forgotten."""
        return self.state == LinkState.OFF

    @property
    def has_history(self) -> bool:
        """Whether a fetch has come to its end, so that there is something to load."""
        return self.fetched_until is not None and not self.is_off


class Fetched(models.Model):
    """One thing as another CRM told it last."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="fetched")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=300)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "key"], name="fetched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
