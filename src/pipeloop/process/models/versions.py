"""A process, its versions and their stages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pipeloop.company.models import Role
from pipeloop.core.bilingual import BilingualField
from pipeloop.core.history import with_history
from pipeloop.process.words import StageKind, VersionKind, VersionState


@with_history()
class Process(models.Model):
    """A named way in which the company sells."""

    name = BilingualField()
    description = BilingualField(blank=True)

    def __str__(self) -> str:
        return str(self.name)


@with_history()
class Version(models.Model):
    """The process as it was described at one time: as it is, or as it is to be.

    `source_log` names the log that a drafted version "as is" was made from.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=VersionKind, default=VersionKind.TO_BE)
    state = models.CharField(max_length=7, choices=VersionState, default=VersionState.DRAFT)
    template = models.CharField(max_length=40, blank=True)
    source_log = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(state="live"), name="one_live_version"
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_at__isnull=False), name="live_since_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.number}"


@with_history()
class BuyingPhase(models.Model):
    """Where the client stands in their own way of buying."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="buying_phases")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = BilingualField()
    question = BilingualField(blank=True)
    proof = BilingualField(blank=True)
    strategy = BilingualField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["process", "code"], name="buying_phase_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)


@with_history()
class Stage(models.Model):
    """One of the six parts of the process; `base` is its number in the view of five."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=22, choices=StageKind)
    code = models.CharField(max_length=8)
    order = models.PositiveSmallIntegerField()
    base = models.PositiveSmallIntegerField()
    base_name = BilingualField(blank=True)
    name = BilingualField()
    goal = BilingualField(blank=True)
    exit_code = models.CharField(max_length=20, blank=True)
    exit_name = BilingualField(blank=True)
    problem = BilingualField(blank=True)
    owner_role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="stage_kind_once"),
            models.UniqueConstraint(fields=["version", "order"], name="stage_order_once"),
            models.CheckConstraint(condition=Q(base__gte=1, base__lte=5), name="five_base_stages"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_flow(self) -> bool:
        """Whether deals pass through it; the last two stages are cycles of clients."""
        return self.order <= 4
