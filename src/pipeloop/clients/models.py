"""Client companies and the people in them; they outlive any deal."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from pipeloop.clients.words import FitClass
from pipeloop.company.models import Origin, Person
from pipeloop.core.history import with_history


@with_history(exclude=["search"])
class Account(models.Model):
    """A client company. `external_id` is its name in the system its history came from."""

    name = models.CharField(max_length=200)
    tax_id = models.CharField(max_length=20, blank=True)
    domain = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    fit_class = models.CharField(max_length=2, choices=FitClass, blank=True)
    is_key = models.BooleanField(default=False)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    origin = models.ForeignKey(Origin, null=True, blank=True, on_delete=models.PROTECT)
    search = models.GeneratedField(
        expression=SearchVector(
            F("name"), F("tax_id"), F("domain"), F("industry"), F("region"), config="russian"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            GinIndex(fields=["search"], name="account_search"),
            models.Index(fields=["name", "id"], name="account_by_name"),
            models.Index(fields=["tax_id"], name="account_by_tax_id", condition=~Q(tax_id="")),
        ]

    def __str__(self) -> str:
        return self.name


@with_history()
class Contact(models.Model):
    """A person at a client. After erasure only the fact remains that there was one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_source = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    origin = models.ForeignKey(Origin, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(phone="", email="", position=""),
                name="erased_contact_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name
