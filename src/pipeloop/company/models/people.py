"""People and the roles they hold."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pipeloop.company.models.organisation import Origin, Team
from pipeloop.company.words import Language, RoleCode
from pipeloop.core.bilingual import BilingualField
from pipeloop.core.history import with_history


@with_history()
class Role(models.Model):
    """A part that a person plays in the process."""

    code = models.SlugField(max_length=40, unique=True)
    name = BilingualField()
    mission = BilingualField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return str(self.name)


class People(BaseUserManager["Person"]):
    """Makes people; an address is compared without regard to case."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> Person:
        person = Person(email=self.normalize_email(email) if email else None, **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


@with_history(exclude=["password", "last_login"])
class Person(AbstractBaseUser):
    """Somebody of the company. Without an address they cannot sign in.

    Sellers named in an imported history have no address until somebody gives them one.
    """

    email = models.EmailField(null=True, blank=True)
    name = models.CharField(max_length=150)
    roles = models.ManyToManyField(Role, related_name="people", blank=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    language = models.CharField(max_length=2, choices=Language, default=Language.RU)
    time_zone = models.CharField(max_length=64, default="Europe/Moscow")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    origin = models.ForeignKey(Origin, null=True, blank=True, on_delete=models.PROTECT)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="address_is_used_once"),
            models.CheckConstraint(condition=~Q(email=""), name="no_address_is_null"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """Codes of the roles held; one SQL statement, then remembered."""
        return frozenset(role.code for role in self.roles.all())

    def plays(self, *codes: str) -> bool:
        """Whether the person holds any of these roles."""
        return not self.role_codes.isdisjoint(codes)

    @property
    def is_staff(self) -> bool:
        """Administrators see the style guide and the technical pages."""
        return self.is_active and self.plays(RoleCode.ADMINISTRATOR)
