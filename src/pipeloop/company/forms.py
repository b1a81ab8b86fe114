"""Forms of the company: they parse; the rules live in the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from pipeloop.company.actions.tokens import DAYS
from pipeloop.company.domain.time_zones import zones
from pipeloop.company.models import Company, Role, Team, WorkCalendar
from pipeloop.company.words import Language, Scope, Visibility
from pipeloop.ui.forms import set_choices


def zone_field() -> forms.ChoiceField:
    """A field for a time zone."""
    return forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(z, z) for z in zones()], initial="Europe/Moscow"
    )


class SetupForm(forms.Form):
    """The very first form: the company and its first administrator."""

    company = forms.CharField(label=_("Company"), max_length=200)
    name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=128
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Without it the person cannot sign in."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, required=False, empty_value=None)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = zone_field()

    def __init__(
        self, *args: Any, roles: Iterable[Role], teams: Iterable[Team], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "roles", [(role.code, role.name) for role in roles])
        set_choices(self, "team", [("", _("no team")), *((team.pk, team.name) for team in teams)])


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = zone_field()


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Company
        fields = (
            "name",
            "currency",
            "language",
            "long_deal_days",
            "discount_limit",
            "sellers_see",
            "keep_contacts_months",
        )
        labels = {
            "name": _("Company"),
            "currency": _("Currency"),
            "language": _("Language of the company"),
            "long_deal_days": _("A deal is long-running after, calendar days"),
            "discount_limit": _("Discount that needs no approval, %"),
            "sellers_see": _("Sellers see deals"),
        }

    sellers_see = forms.ChoiceField(label=_("Sellers see deals"), choices=Visibility.choices)
    keep_contacts_months = forms.IntegerField(
        label=_("Keep contacts without business for, months"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("Empty: no limit. Nothing is erased automatically."),
    )


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Team"), max_length=100)
    calendar = forms.TypedChoiceField(
        label=_("Working calendar"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, calendars: Iterable[WorkCalendar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(calendar.pk, calendar.name) for calendar in calendars]
        set_choices(self, "calendar", [("", _("the company's")), *own])


class CalendarForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    time_zone = zone_field()
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4],
    )
    opens = forms.TimeField(
        label=_("Working day starts"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    closes = forms.TimeField(
        label=_("Working day ends"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    country = forms.CharField(
        label=_("Public holidays of country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as RU or DE; empty for none."),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What the token is for"), max_length=100)
    scope = forms.ChoiceField(label=_("Access"), choices=Scope.choices)
    days = forms.TypedChoiceField(
        label=_("Valid for, days"), coerce=int, choices=[(days, days) for days in DAYS], initial=90
    )
