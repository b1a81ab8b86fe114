"""How a page answers when an action refuses."""

from dataclasses import dataclass

import pytest
from django import forms
from django.http import QueryDict

from pipeloop.core.errors import Forbidden, Refused, Stale
from pipeloop.ui.answers import showing_refusals


class NoteForm(forms.Form):
    text = forms.CharField()
    seen = forms.IntegerField()


@dataclass
class Row:
    revision: int


@pytest.fixture
def form() -> NoteForm:
    form = NoteForm(QueryDict("text=Called&seen=3"))
    assert form.is_valid()
    return form


def test_an_action_that_succeeds_leaves_the_form_as_it_was(form: NoteForm) -> None:
    with showing_refusals(form):
        pass
    assert not form.errors


def test_a_refusal_is_shown_at_its_field(form: NoteForm) -> None:
    with showing_refusals(form):
        raise Refused("short", "Write more.", field="text")
    assert form.errors == {"text": ["Write more."]}


def test_a_refusal_of_no_field_of_the_form_is_shown_above_it(form: NoteForm) -> None:
    with showing_refusals(form):
        raise Refused("closed", "The deal is closed.", field="step")
    assert form.non_field_errors() == ["The deal is closed."]


def test_the_second_of_two_is_warned_and_may_send_again_what_was_typed(form: NoteForm) -> None:
    with showing_refusals(form, stale_words="Somebody was first."):
        raise Stale(Row(revision=7))
    assert form.non_field_errors() == ["Somebody was first."]
    assert (form.data["text"], form.data["seen"]) == ("Called", 7)


def test_what_the_actor_may_not_do_is_no_matter_of_the_form(form: NoteForm) -> None:
    with pytest.raises(Forbidden), showing_refusals(form):
        raise Forbidden("park_deal")
