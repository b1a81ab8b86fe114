"""Steps and what belongs to them: actions, criteria, techniques, the norm."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pipeloop.company.models import Role
from pipeloop.core.bilingual import BilingualField
from pipeloop.core.history import with_history
from pipeloop.process.models.versions import BuyingPhase, Process, Stage
from pipeloop.process.words import Conversion, NormUnit, StepKind


@with_history()
class Technique(models.Model):
    """How a step is done well."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="techniques")
    code = models.SlugField(max_length=40)
    name = BilingualField()
    how = BilingualField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "code"], name="technique_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)


@with_history()
class Step(models.Model):
    """What one role does inside a stage to reach one result.

    `fields` are codes of the evidence asked here, three at most. Expected days are
    working days: the median and the 80th percentile. They are the template's numbers
    until the company has its own.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=8)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=StepKind, default=StepKind.FLOW)
    name = BilingualField()
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    entry = BilingualField(blank=True)
    exit = BilingualField(blank=True)
    result = BilingualField(blank=True)
    tool = BilingualField(blank=True)
    fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    indicators = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    buying_phase = models.ForeignKey(
        BuyingPhase, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    conversion = models.CharField(max_length=10, choices=Conversion, default=Conversion.NONE)
    expected_share = models.FloatField(null=True, blank=True)
    days_p50 = models.FloatField(null=True, blank=True)
    days_p80 = models.FloatField(null=True, blank=True)
    techniques = models.ManyToManyField(Technique, through="StepTechnique", related_name="steps")

    class Meta:
        ordering = ["stage__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "code"], name="step_code_once"),
            models.UniqueConstraint(fields=["stage", "order"], name="step_order_once"),
            models.CheckConstraint(condition=Q(fields__len__lte=3), name="three_fields_at_most"),
            models.CheckConstraint(
                condition=Q(expected_share__isnull=True)
                | Q(expected_share__gte=0, expected_share__lte=1),
                name="expected_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_complete(self) -> bool:
        """A step without a result or a way out cannot go live."""
        return bool(self.result) and bool(self.exit)


class StepTechnique(models.Model):
    """A technique of a step, in the order to try."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE)
    technique = models.ForeignKey(Technique, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["step", "technique"], name="technique_once_a_step"),
        ]

    def __str__(self) -> str:
        return str(self.technique)


@with_history()
class Activity(models.Model):
    """A line of a step's checklist."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="activities")
    order = models.PositiveSmallIntegerField()
    text = BilingualField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return str(self.text)


@with_history()
class Criterion(models.Model):
    """An exit criterion as a rule on evidence; a soft one warns and lets through."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=200)
    soft = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["step", "rule"], name="rule_once_a_step"),
        ]

    def __str__(self) -> str:
        return self.rule


@with_history()
class Norm(models.Model):
    """The time that a step may take, counted from an event named in `since`."""

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="norm")
    text = BilingualField()
    value = models.FloatField()
    unit = models.CharField(max_length=16, choices=NormUnit)
    since = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="norm_is_positive"),
        ]

    def __str__(self) -> str:
        return str(self.text)
