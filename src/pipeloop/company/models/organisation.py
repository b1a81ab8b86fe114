"""The company itself: its settings, calendars, teams, and where its rows came from."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pipeloop.company.words import Language, OriginKind, Visibility
from pipeloop.core.history import with_history

WEEK = [0, 1, 2, 3, 4]


def working_week() -> list[int]:
    """Monday to Friday."""
    return list(WEEK)


@with_history()
class WorkCalendar(models.Model):
    """When a team works: hours of the day, days of the week, holidays of a country."""

    name = models.CharField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=64, default="Europe/Moscow")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=working_week)
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(18))
    country = models.CharField(max_length=2, blank=True, default="RU")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="calendar_has_hours"),
            models.CheckConstraint(
                condition=Q(weekdays__len__gt=0) & Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="calendar_has_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@with_history()
class Company(models.Model):
    """The one company of this installation, and its settings."""

    name = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, default="RUB")
    language = models.CharField(max_length=2, choices=Language, default=Language.RU)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT)
    long_deal_days = models.PositiveSmallIntegerField(default=15)
    discount_limit = models.PositiveSmallIntegerField(default=10)
    sellers_see = models.CharField(max_length=4, choices=Visibility, default=Visibility.TEAM)
    keep_contacts_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_company"),
            models.CheckConstraint(condition=Q(long_deal_days__gt=0), name="long_deal_is_positive"),
            models.CheckConstraint(
                condition=Q(discount_limit__lte=100), name="discount_limit_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(keep_contacts_months__isnull=True)
                | Q(keep_contacts_months__range=(1, 600)),
                name="contacts_are_kept_for_a_term",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Pipeloop"


class Origin(models.Model):
    """A load of rows that were not typed in by hand, and that can be undone as a whole."""

    kind = models.CharField(max_length=13, choices=OriginKind)
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("company.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name


@with_history()
class Team(models.Model):
    """People who work together, by one calendar."""

    name = models.CharField(max_length=100, unique=True)
    calendar = models.ForeignKey(WorkCalendar, null=True, blank=True, on_delete=models.PROTECT)
    origin = models.ForeignKey(Origin, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
