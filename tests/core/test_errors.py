"""Errors carry what a person needs to go on."""

import pytest

from pipeloop.core.errors import Forbidden, NotFound, PipeloopError, Refused, Stale


@pytest.mark.parametrize(
    "error", [Forbidden("move"), NotFound("deal"), Stale("row"), Refused("late", "Too late.")]
)
def test_every_error_of_the_product_is_caught_by_its_root(error: PipeloopError) -> None:
    with pytest.raises(PipeloopError):
        raise error


def test_a_refusal_of_access_names_the_rule() -> None:
    assert Forbidden("load_history").rule == "load_history"
    assert str(Forbidden("load_history")) == "load_history"


def test_a_stale_write_brings_the_row_as_it_is_now() -> None:
    fresh = object()
    assert Stale(fresh).fresh is fresh


def test_a_refusal_has_a_code_for_programs_and_words_for_people() -> None:
    error = Refused("too_late", "The deal is closed.", field="amount")
    assert (error.code, error.words, error.field) == ("too_late", "The deal is closed.", "amount")
    assert str(error) == "too_late"
    assert Refused("too_late", "").field == ""
