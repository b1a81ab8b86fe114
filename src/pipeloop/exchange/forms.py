"""Forms of imports, exports and connections."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pipeloop.conveyor.forms import client_filters, client_order, deal_filters
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.system import System
from pipeloop.exchange.words import Destination, ExportFormat, ExportKind


class UploadForm(forms.Form):
    """A file to be imported."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)


class ConnectForm(forms.Form):
    """Another CRM to be connected."""

    system = forms.ChoiceField(
        label=_("System"), choices=[(system.code, system.name) for system in SYSTEMS.values()]
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    token = forms.CharField(
        label=_("Token"),
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is stored encrypted and never shown again."),
    )

    def __init__(self, system: System, data: QueryDict | None) -> None:
        super().__init__(data, initial={"system": system.code, "address": system.home})
        self.fields["system"].widget = forms.HiddenInput()
        address = self.fields["address"]
        address.help_text, address.required = system.address_help, not system.home
        # Never filled in: an example may be somebody's address, and the token would go there.
        address.widget.attrs["placeholder"] = system.example
        self.fields["token"].help_text = f"{system.token_help} {self.fields['token'].help_text}"


class TokenForm(forms.Form):
    """Another token of the same account."""

    token = forms.CharField(
        label=_("New token"),
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class MultipleFileInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files, each validated as one file is."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(MultipleFileField, self).clean(file, initial) for file in data or [None]]


class HistoryForm(forms.Form):
    """Files of another system's history."""

    file = MultipleFileField(label=_("Files"), allow_empty_file=True)
    destination = forms.ChoiceField(choices=Destination.choices)


class ExportForm(forms.Form):
    """The list to export; `query` is the query string of the list as its reader sees it."""

    kind = forms.ChoiceField(choices=ExportKind.choices)
    format = forms.ChoiceField(choices=ExportFormat.choices)
    query = forms.CharField(required=False, max_length=4000)
    contact = forms.IntegerField(required=False, min_value=1)

    def clean_query(self) -> QueryDict:
        query = QueryDict(self.cleaned_data["query"])
        if any("\x00" in value for _name, values in query.lists() for value in values):
            raise forms.ValidationError(_("There is no such list."))
        return query

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of the list, as the action takes them."""
        kind, query = self.cleaned_data["kind"], self.cleaned_data["query"]
        if kind == ExportKind.PERSON:
            return {"contact": self.cleaned_data["contact"]}
        if kind == ExportKind.DEALS:
            return asdict(deal_filters(query))
        order = {"order": client_order(query)} if kind == ExportKind.CLIENTS else {}
        return asdict(client_filters(query)) | order
