"""Forms of the conveyor: they parse; the rules live in the actions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pipeloop.clients.forms import consent_field
from pipeloop.clients.words import FitClass
from pipeloop.conveyor.actions.evidence import Evidence, NewPerson
from pipeloop.conveyor.queries import CLIENT_ORDERS, DEAL_ORDERS, ClientFilters, Filters
from pipeloop.conveyor.words import DealState, DecisionRole, Motion
from pipeloop.core.money import to_minor, typed_amount
from pipeloop.process.queries import EvidenceView
from pipeloop.ui.answers import number
from pipeloop.ui.forms import set_choices


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


def day(label: Any, **options: Any) -> forms.DateField:
    """A field for a day."""
    options.setdefault("required", False)
    return forms.DateField(label=label, widget=DayInput(), input_formats=["%Y-%m-%d"], **options)


class AmountField(forms.DecimalField):
    """An amount of money, typed as people type it: "1 234,50" and "1,234.50" alike."""

    def __init__(self, **options: Any) -> None:
        options = {"min_value": 0, "max_digits": 15, "decimal_places": 2} | options
        super().__init__(required=False, localize=True, **options)

    def to_python(self, value: Any) -> Any:
        try:
            number, _currency = typed_amount(str(value or ""))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None
        return number


def deal_filters(query: QueryDict) -> Filters:
    """What an address narrows a list of deals by; nonsense is as if it were not there."""
    return Filters(
        text=query.get("text", "").strip()[:200],
        owner=number(query.get("owner", "")),
        team=number(query.get("team", "")),
        source=query.get("source", "").strip()[:100],
        hanging=query.get("hanging") == "1",
        state=_one_of(query.get("state", DealState.OPEN), DealState.values),
        order=_one_of(query.get("order", ""), DEAL_ORDERS),
    )


def _one_of(asked: str, known: Container[str]) -> str:
    return asked if asked in known else ""


def client_order(query: QueryDict) -> str:
    """How an address asks the list of clients to stand, likewise."""
    return _one_of(query.get("order", ""), CLIENT_ORDERS)


def client_filters(query: QueryDict) -> ClientFilters:
    """What an address narrows the list of clients by, likewise."""
    return ClientFilters(
        text=query.get("text", "").strip()[:200],
        fit_class=query.get("fit", "") if query.get("fit") in FitClass.values else "",
        key=query.get("key") == "1",
        active=query.get("active") == "1",
    )


class LeadForm(forms.Form):
    """A new lead: who, how to reach them, what about."""

    client = forms.CharField(label=_("Client company"), max_length=200)
    account = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Subject"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact person"), max_length=150, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    source = forms.CharField(label=_("Source"), max_length=100, required=False)
    amount = AmountField(label=_("Amount"))
    motion = forms.ChoiceField(label=_("Why now"), choices=Motion.choices, initial=Motion.NEW)
    consent = consent_field()
    take = forms.BooleanField(label=_("Assign to me"), required=False, initial=True)

    def minor(self, currency: str) -> int | None:
        """The amount in minor units."""
        amount = self.cleaned_data["amount"]
        return None if amount is None else to_minor(amount, currency)


class SeenForm(forms.Form):
    """What every change of a deal sends: the revision that its author saw."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DealForm(SeenForm):
    """A deal's own columns."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    amount = AmountField(label=_("Amount"))
    product = forms.CharField(label=_("Product"), max_length=150, required=False)
    next_step = forms.CharField(label=_("The client's next step"), max_length=200, required=False)
    next_step_on = day(_("When"))
    close_on = day(_("Expected to close"))


class MoveForm(SeenForm):
    to = forms.IntegerField(widget=forms.HiddenInput)
    waiver = forms.CharField(max_length=500, required=False)


Choices = Iterable[tuple[Any, Any]]


class ReturnForm(SeenForm):
    to = forms.TypedChoiceField(label=_("To which step"), coerce=int)
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, steps: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "to", steps)


class WonForm(SeenForm):
    reason = forms.TypedChoiceField(label=_("Why the client chose us"), coerce=int)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "reason", reasons)


class LostForm(SeenForm):
    reason = forms.TypedChoiceField(label=_("Reason"), coerce=int)
    note = forms.CharField(
        label=_("Evidence"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the client said or did, in their words."),
    )
    return_on = day(_("Come back on"))

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "reason", reasons)


class ReopenForm(SeenForm):
    why = forms.CharField(label=_("Why"), max_length=500)


class ParkForm(SeenForm):
    until = day(_("Until"), required=True)
    reason = forms.CharField(label=_("Why"), max_length=500)
    agreed = forms.CharField(label=_("How the client agreed"), max_length=500)


class AssignForm(SeenForm):
    owner = forms.TypedChoiceField(label=_("Whose deal"), coerce=int)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "owner", people)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.BooleanField(label=_("The client was in touch"), required=False)


def given(data: Any, evidence: dict[str, EvidenceView]) -> Evidence:
    """Evidence typed into a dialog, by key; a proof comes as a note and a day."""
    filled: dict[str, Any] = {}
    for key, view in evidence.items():
        if view.kind in {"doc", "buyer", "event", "approval"}:
            note, on = data.get(f"{key}.note", ""), data.get(f"{key}.on", "")
            done = data.get(f"{key}.done", "")
            if note.strip() or done:
                filled[key] = {"note": note, "on": on}
        elif str(data.get(key, "")).strip():
            filled[key] = data[key]
    return filled


def new_people(data: Any) -> list[NewPerson]:
    """People at the client typed into a dialog; empty lines are left out."""
    names, roles = data.getlist("person.name"), data.getlist("person.role")
    return [
        NewPerson(name, role)
        for name, role in zip(names, roles, strict=False)
        if name.strip() and role in DecisionRole.values
    ]


def typed_people(data: Any) -> Iterator[tuple[str, str]]:
    """Names and roles as they were typed, line by line, to be shown again."""
    return zip(data.getlist("person.name"), data.getlist("person.role"), strict=False)
