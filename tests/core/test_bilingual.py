"""A text in two languages prints itself in the reader's one, and keeps both."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.core.bilingual import Bilingual, BilingualField
from pipeloop.process.models import Stage, Step
from tests import cast

BOTH = Bilingual("Да", "Yes")


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (BOTH, "ru", "Да"),
        (BOTH, "ru-ru", "Да"),
        (BOTH, "en", "Yes"),
        (BOTH, "en-gb", "Yes"),
        (BOTH, "de", "Yes"),
        (Bilingual(ru="Да"), "en", "Да"),
        (Bilingual(en="Yes"), "ru", "Yes"),
        (Bilingual(), "ru", ""),
    ],
)
def test_a_text_is_shown_in_the_language_of_the_reader(
    text: Bilingual, language: str, shown: str
) -> None:
    with translation.override(language):
        assert str(text) == shown


def test_without_a_language_a_text_is_english() -> None:
    with translation.override(None):
        assert str(BOTH) == "Yes"


@pytest.mark.parametrize(
    ("text", "full"),
    [(Bilingual(), False), (Bilingual(ru="Да"), True), (Bilingual(en="Yes"), True)],
)
def test_a_text_is_empty_only_in_both_languages(text: Bilingual, full: bool) -> None:
    assert bool(text) is full


@pytest.mark.parametrize(
    ("value", "blank", "code"),
    [
        ("Yes", True, "invalid"),
        (None, True, "invalid"),
        ({"ru": "Да"}, True, "invalid"),
        (Bilingual(), False, "blank"),
    ],
)
def test_what_is_no_text_in_two_languages_is_not_valid(value: Any, blank: bool, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BilingualField(blank=blank).validate(value, None)
    assert caught.value.code == code


@pytest.mark.parametrize(("value", "blank"), [(Bilingual(), True), (Bilingual(en="Yes"), False)])
def test_one_language_is_enough_and_none_where_blank_may_be(value: Bilingual, blank: bool) -> None:
    BilingualField(blank=blank).clean(value, None)


@settings(max_examples=30, deadline=None)
@given(st.builds(Bilingual, st.text(max_size=20), st.text(max_size=20)))
def test_a_text_goes_through_json_unchanged(text: Bilingual) -> None:
    field = BilingualField()
    assert field.to_python(field.get_prep_value(text)) == text


def test_each_row_begins_with_an_empty_text_of_its_own() -> None:
    assert BilingualField().get_default() == Bilingual()
    assert BilingualField().deconstruct()[3]["default"] is Bilingual


def test_a_column_keeps_both_languages(house: None) -> None:
    step = cast.step("LD1")
    step.name = Bilingual('Ещё "раз"', "Once more\n")
    step.save()
    assert Step.objects.get(pk=step.pk).name == Bilingual('Ещё "раз"', "Once more\n")
    assert Step.objects.filter(name=step.name).get() == step


def test_a_column_is_searched_and_read_by_one_language(house: None) -> None:
    Stage.objects.filter(pk=cast.step("LD1").stage_id).update(name=Bilingual("Начало", "Start"))
    stages = Stage.objects.filter(name__ru="Начало")
    assert list(stages.values_list("name__ru", "name__en")) == [("Начало", "Start")]
    assert list(stages.values_list("name", flat=True)) == [Bilingual("Начало", "Start")]
