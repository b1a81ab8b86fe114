"""The default process in a company: started once, read whole, loosened by those who may."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.process.actions import set_soft, start_from_template
from pipeloop.process.models import Criterion, Step, Version
from pipeloop.process.queries import has_live_version, live_version_id, outline, reasons
from tests import cast

CHANGERS = {"head_of_sales", "owner", "administrator"}


def test_the_template_becomes_the_law_once(alice: Person) -> None:
    cast.forget_process()
    version = start_from_template(alice)
    assert live_version_id() == version.pk
    assert Step.objects.filter(stage__version=version).count() == 40
    with pytest.raises(Refused, match="process_is_live"):
        start_from_template(alice)
    assert Version.objects.count() == 1


@pytest.mark.parametrize("role", RoleCode.values)
@pytest.mark.parametrize(
    "change",
    [start_from_template, lambda who: set_soft(who, Criterion.objects.all()[0].pk, soft=True)],
)
def test_the_process_is_changed_by_those_who_lead(
    house: None, role: str, change: Callable[[Person], object]
) -> None:
    who = cast.person("Robin Page", role)
    if change is start_from_template:
        cast.forget_process()
    if role in CHANGERS:
        change(who)
        assert has_live_version()
    else:
        with pytest.raises(Forbidden):
            change(who)


def test_the_outline_is_read_in_a_fixed_number_of_statements_and_remembered(house: None) -> None:
    version = live_version_id()
    Version.objects.filter(pk=version).update(changed_at=cast.TUESDAY)
    with CaptureQueriesContext(connection) as first:
        plan = outline(version)
    with CaptureQueriesContext(connection) as second:
        assert outline(version) is plan
    assert len(first) < 15
    assert len(second) == 1
    assert [len(stage.steps) for stage in plan.stages] == [5, 7, 10, 5, 7, 6]


def test_a_loosened_criterion_is_seen_at_once(alice: Person) -> None:
    step = cast.step("LD1")
    rule = Criterion.objects.get(step=step)
    assert not outline(live_version_id()).step(step.pk).rules[0].soft
    set_soft(alice, rule.pk, soft=True)
    assert outline(live_version_id()).step(step.pk).rules[0].soft
    set_soft(alice, rule.pk, soft=False)
    assert not outline(live_version_id()).step(step.pk).rules[0].soft


def test_a_criterion_that_is_not_there_is_not_found(alice: Person) -> None:
    with pytest.raises(NotFound):
        set_soft(alice, 10**9, soft=True)


def test_reasons_of_winning_and_of_losing_are_apart(house: None) -> None:
    won = {reason.code for reason in reasons(live_version_id(), won=True)}
    lost = {reason.code for reason in reasons(live_version_id(), won=False)}
    assert "w_value" in won
    assert "c_price" in lost
    assert not won & lost


def test_five_and_six_stages_hold_the_same_forty_steps(alice: Person) -> None:
    client = cast.browser(alice)
    six = client.get("/process/").content.decode()
    five = client.get("/process/?view=5").content.decode()
    for step in Step.objects.filter(stage__version=live_version_id()):
        address = f"/process/steps/{step.pk}/"
        assert address in six, step.code
        assert address in five, step.code
    assert six.count('class="stepmap-column"') == 6
    assert five.count('class="stepmap-column"') == 5


def test_without_a_process_the_page_offers_to_start(alice: Person, bob: Person) -> None:
    cast.forget_process()
    assert "Start from the template" in cast.browser(alice).get("/process/").content.decode()
    assert "Start from the template" not in cast.browser(bob).get("/process/").content.decode()
    assert cast.browser(bob).post("/process/start/").status_code == HTTPStatus.FORBIDDEN
    started = cast.browser(alice).post("/process/start/")
    assert started.status_code == HTTPStatus.FOUND
    assert has_live_version()


def test_a_steps_card_says_who_does_what_and_when_it_is_done(bob: Person) -> None:
    page = cast.browser(bob).get(f"/process/steps/{cast.step('LC2').pk}/").content.decode()
    for words in ("Closer", "Map", "Buying"):
        assert words in page
