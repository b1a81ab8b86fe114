"""How programs call: their tokens, and the answers to writes that they may repeat."""

from __future__ import annotations

from django.db import models

from pipeloop.company.models.people import Person
from pipeloop.company.words import Scope


class ApiToken(models.Model):
    """A token with which a program acts for a person. Only its digest is stored."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to a write, so that a repeated request does it only once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="key_is_used_once"),
        ]

    def __str__(self) -> str:
        return self.key
