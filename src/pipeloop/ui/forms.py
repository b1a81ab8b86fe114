"""What forms of all pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


def set_choices(form: forms.BaseForm, field: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field the choices that the form's constructor was called with."""
    form.fields[field].choices = list(choices)  # type: ignore[attr-defined]
