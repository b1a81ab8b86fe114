"""Forms of imports and exports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pipeloop.conveyor.forms import client_filters, client_order, deal_filters
from pipeloop.exchange.words import ExportFormat, ExportKind


class UploadForm(forms.Form):
    """A file on its way in."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)


class ExportForm(forms.Form):
    """What is asked for; `query` is the address of the list as its reader sees it."""

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
