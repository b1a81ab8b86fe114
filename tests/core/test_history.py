"""Rows keep their past, whoever changes them."""

from typing import Any

from pipeloop.process.models import Step
from tests import cast


def test_every_state_of_a_row_is_kept(house: None) -> None:
    step: Any = cast.step("LD1")
    before = step.history.count()
    Step.objects.filter(pk=step.pk).update(code="LD1a")
    Step.objects.filter(pk=step.pk).update(code="LD1b")
    states = list(step.history.order_by("pgh_id").values_list("code", flat=True))
    assert states[before:] == ["LD1a", "LD1b"]


def test_a_write_that_changes_nothing_leaves_no_trace(house: None) -> None:
    step: Any = cast.step("LD1")
    before = step.history.count()
    Step.objects.filter(pk=step.pk).update(code=step.code)
    assert step.history.count() == before


def test_secrets_are_not_copied_into_the_past(alice: Any) -> None:
    fields = {field.name for field in alice.history.model._meta.get_fields()}
    assert "name" in fields
    assert "password" not in fields
