"""What the filters say where there is nothing to say, and how a field is dressed."""

import pytest
from django import forms
from django.template import Context, Template

from pipeloop.ui.templatetags import display


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Work address")
    agreed = forms.BooleanField(label="Agreed", required=False)


def drawn(form: forms.Form) -> str:
    return Template("{% form_fields form %}").render(Context({"form": form}))


@pytest.mark.parametrize(
    "write",
    [
        *(
            display.number,
            display.money,
            display.short_money,
            display.share,
            display.days,
            display.duration,
        ),
        *(display.short_days, display.day, display.near_day, display.moment),
    ],
    ids=lambda write: write.__name__,
)
def test_what_is_not_known_is_a_dash(write: object) -> None:
    assert write(None) == "—"  # type: ignore[operator]


def test_a_zero_is_known() -> None:
    assert display.number(0) == "0"


def test_an_icon_is_silent_unless_it_is_labelled() -> None:
    assert 'aria-hidden="true"' in display.icon("check")
    assert 'role="img" aria-label="done &lt;b&gt;"' in display.icon("check", "done <b>")


def test_a_wrong_field_names_its_help_and_its_error() -> None:
    html = drawn(AddressForm({"email": "?"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_help id_email_error"' in html
    assert 'id="id_email_help"' in html
    assert 'id="id_email_error"' in html


def test_an_untouched_field_is_not_called_wrong() -> None:
    assert "aria-invalid" not in drawn(AddressForm())


def test_a_field_keeps_what_was_typed() -> None:
    assert 'value="not an address"' in drawn(AddressForm({"email": "not an address"}))


def test_a_checkbox_stands_inside_its_label() -> None:
    assert '<label class="form-check"><input type="checkbox"' in drawn(AddressForm())


@pytest.mark.parametrize(("part", "whole", "wide"), [(50, 100, 50), (0, 100, 1), (5, 0, 0)])
def test_a_bar_is_seen_however_short(part: float, whole: float, wide: int) -> None:
    assert display.width(part, whole) == wide
