"""Imports: a file, how its columns are read, and the result. Exports, which are their own log.
Connections to other CRMs, and what was fetched through them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.models import Deal
from pipeloop.exchange.words import (
    BUSY,
    CONNECTION_BUSY,
    FILE_KEPT,
    PERSONAL,
    UNFINISHED,
    ConnectionState,
    ExportFormat,
    ExportKind,
    ExportState,
    ImportState,
    Shape,
)
from pipeloop.history.models import Log


class ImportRun(models.Model):
    """A file that is being loaded or was loaded.

    `columns` says which column holds what, `{"amount": 4, "step:17": 9}`; `stages` what
    the file's stages mean, `{"Won": "won", "Demo": "step:17", "Junk": "skip"}`;
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
    totals = models.JSONField(default=dict)
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
                condition=~Q(state="done") | Q(loaded_at__isnull=False),
                name="loaded_import_has_a_time",
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
        """Whether its deals are here, or were until it was undone."""
        return self.loaded_at is not None

    @property
    def lists_all_problems(self) -> bool:
        """Whether every line with a problem is in `problems`."""
        lines = {problem["line"] for problem in self.problems}
        return len(lines) >= int(self.totals.get("bad", 0)) + int(self.totals.get("warned", 0))

    @property
    def percent(self) -> int:
        """How far the job is."""
        return min(100, round(100 * self.done / self.rows)) if self.rows else 0


class DealSnapshotRow(models.Model):
    """A deal as it was before an import brought it up to date, to put it back on undo."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="snapshots")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    row = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "deal"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.run} · {self.deal}"


class Export(models.Model):
    """Rows that somebody exported. The file is removed after a day; the row stays, as the log.

    `filters` are those of the list, and its order; for one person's data, who it is.
    """

    kind = models.CharField(max_length=8, choices=ExportKind)
    format = models.CharField(max_length=4, choices=ExportFormat)
    filters = models.JSONField(default=dict)
    # People of a demonstration are removed with it; that something was exported stays known.
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
                name="ended_export_has_a_time",
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
        """What the file is called when it is downloaded, in the reader's language."""
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
        """Whether there is a file to download at this moment."""
        return bool(self.file and self.ended_at and at < self.ended_at + FILE_KEPT)


class Connection(models.Model):
    """Another CRM whose history is fetched.

    `token` is encrypted, and empty once it is forgotten; `cursor` is where an unfinished fetch
    resumes; everything that happened before `fetched_until` is here; `counts` are by kind.
    """

    system = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    token = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ConnectionState, default=ConnectionState.READY)
    cursor = models.JSONField(null=True)
    fetched_until = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    requested_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")
    log = models.ForeignKey(Log, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConnectionState.OFF, token="")
                | ~Q(state=ConnectionState.OFF) & ~Q(token=""),
                name="connected_has_a_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} · {self.account or self.address}"

    @property
    def is_busy(self) -> bool:
        """Whether a job works on it now."""
        return self.state in CONNECTION_BUSY

    @property
    def is_off(self) -> bool:
        """Whether its token is forgotten."""
        return self.state == ConnectionState.OFF

    @property
    def has_history(self) -> bool:
        """Whether a fetch has come to its end, so that there is something to deliver."""
        return self.fetched_until is not None and not self.is_off


class SourceRecord(models.Model):
    """One object of another CRM as it was fetched last."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=300)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"], name="source_record_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
