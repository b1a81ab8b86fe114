"""The company's settings, teams and working calendars."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import time

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company import policy
from pipeloop.company.domain.time_zones import known_zone
from pipeloop.company.models import Company, Person, Team, WorkCalendar
from pipeloop.company.words import Language, Visibility
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import TeamId
from pipeloop.core.subscribers import Subscribers

# Called when settings, teams or calendars have changed, by which work is judged; in the same
# transaction.
WORK_RULES_CHANGED: Subscribers[[], None] = Subscribers()


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The settings of the company, in full; without a term contacts are kept for good."""

    name: str
    currency: str
    language: str
    long_deal_days: int
    discount_limit: int
    sellers_see: str
    keep_contacts_months: int | None


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """A working calendar, in full; weekdays count from Monday, which is 0."""

    name: str
    time_zone: str
    weekdays: Collection[int]
    opens: time
    closes: time
    country: str


@transaction.atomic
def change_company(actor: Person, card: CompanyCard) -> Company:
    """Change the settings.

    Raises:
        Forbidden: the actor does not lead.
        Refused: a value is not one of those possible.
    """
    policy.require(actor, policy.change_company)
    company = Company.objects.select_for_update().get(pk=1)
    if not (len(card.currency) == 3 and card.currency.isascii() and card.currency.isupper()):
        raise Refused("bad_currency", _("Three letters, such as RUB or EUR."), field="currency")
    if card.language not in Language.values or card.sellers_see not in Visibility.values:
        raise Refused("bad_value", _("Choose from the list."))
    if not 1 <= card.long_deal_days <= 365:
        raise Refused("bad_days", _("From 1 to 365 days."), field="long_deal_days")
    if not 0 <= card.discount_limit <= 100:
        raise Refused("bad_share", _("From 0 to 100 percent."), field="discount_limit")
    if card.keep_contacts_months is not None and not 1 <= card.keep_contacts_months <= 600:
        raise Refused(
            "bad_months", _("From 1 to 600 months, or empty."), field="keep_contacts_months"
        )
    company.name, company.currency = card.name.strip()[:200], card.currency
    company.language, company.sellers_see = card.language, card.sellers_see
    company.long_deal_days, company.discount_limit = card.long_deal_days, card.discount_limit
    company.keep_contacts_months = card.keep_contacts_months
    company.save()
    WORK_RULES_CHANGED.call()
    return company


@transaction.atomic
def save_team(
    actor: Person, team_id: TeamId | None, *, name: str, calendar: int | None = None
) -> Team:
    """Add a team, or change one.

    Raises:
        Forbidden: the actor does not lead.
        NotFound: there is no such team or calendar.
        Refused: the name is empty or used by another team.
    """
    policy.require(actor, policy.change_company)
    teams = Team.objects.select_for_update(of=("self",))
    team = Team() if team_id is None else teams.filter(pk=team_id).first()
    if team is None:
        raise NotFound("team")
    team.name = " ".join(name.split())[:100]
    if not team.name:
        raise Refused("no_name", _("Name the team."), field="name")
    if Team.objects.filter(name=team.name).exclude(pk=team.pk).exists():
        raise Refused("name_in_use", _("There is already a team with this name."), field="name")
    if calendar is not None and not WorkCalendar.objects.filter(pk=calendar).exists():
        raise NotFound("calendar")
    team.calendar_id = calendar
    team.save()
    WORK_RULES_CHANGED.call()
    return team


@transaction.atomic
def save_calendar(actor: Person, calendar_id: int | None, card: CalendarCard) -> WorkCalendar:
    """Add a working calendar, or change one.

    Raises:
        Forbidden: the actor does not lead.
        NotFound: there is no such calendar.
        Refused: no hours, no days, an unknown zone or country, or a name in use.
    """
    policy.require(actor, policy.change_company)
    rows = WorkCalendar.objects.select_for_update()
    row = WorkCalendar() if calendar_id is None else rows.filter(pk=calendar_id).first()
    if row is None:
        raise NotFound("calendar")
    # The clock of work counts in whole seconds.
    card = replace(
        card, opens=card.opens.replace(microsecond=0), closes=card.closes.replace(microsecond=0)
    )
    _check(row, card)
    row.name, row.time_zone, row.country = card.name.strip(), card.time_zone, card.country
    row.weekdays, row.opens, row.closes = sorted(set(card.weekdays)), card.opens, card.closes
    row.save()
    WORK_RULES_CHANGED.call()
    return row


def _check(row: WorkCalendar, card: CalendarCard) -> None:
    if not card.name.strip():
        raise Refused("no_name", _("Name the calendar."), field="name")
    if WorkCalendar.objects.filter(name=card.name.strip()).exclude(pk=row.pk).exists():
        raise Refused("name_in_use", _("There is already a calendar with this name."), field="name")
    if card.closes <= card.opens:
        raise Refused("no_hours", _("The working day must end after it starts."), field="closes")
    if not card.weekdays or not set(card.weekdays) <= set(range(7)):
        raise Refused("no_days", _("Choose at least one working day."), field="weekdays")
    if not known_zone(card.time_zone):
        raise Refused("bad_zone", _("Choose a time zone from the list."), field="time_zone")
    if card.country and card.country not in holidays.list_supported_countries():
        raise Refused("bad_country", _("Two letters, such as RU or DE."), field="country")
