"""Forms of clients: they parse; the rules live in the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pipeloop.clients.words import FitClass


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    tax_id = forms.CharField(label=_("Tax number"), max_length=20, required=False)
    domain = forms.CharField(label=_("Site"), max_length=200, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=100, required=False)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    fit_class = forms.ChoiceField(
        label=_("Fit to the portrait"),
        required=False,
        choices=[("", _("not set")), *FitClass.choices],
    )
    is_key = forms.BooleanField(label=_("Key client"), required=False)


def consent_field() -> forms.CharField:
    """A field that says where a person agreed that their data is kept."""
    return forms.CharField(
        label=_("Consent to keep their data"),
        max_length=200,
        required=False,
        help_text=_("Where and how the person agreed; empty if they have not."),
    )


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    consent = consent_field()
