"""What may prove a criterion, and the reasons with which deals close."""

from __future__ import annotations

from django.db import models

from pipeloop.core.bilingual import BilingualField
from pipeloop.core.history import with_history
from pipeloop.process.models.versions import Process
from pipeloop.process.words import EvidenceKind, ReasonClass


@with_history()
class Evidence(models.Model):
    """A fact that a step asks for: a field, a document, an action of the client, a count."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    code = models.CharField(max_length=40)
    name = BilingualField()
    ask = BilingualField(blank=True)
    value_type = models.CharField(max_length=12)
    choices = models.JSONField(default=list, blank=True)
    maps_to = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "kind", "code"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)


@with_history()
class Reason(models.Model):
    """Why a deal was won or lost; a company edits the list, and hides what it does not use."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="reasons")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=15, choices=ReasonClass)
    order = models.PositiveSmallIntegerField()
    name = BilingualField()
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "code"], name="reason_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)
