"""How sales run today, described from a log: stages, roles, shares, working days."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pipeloop.company.models import Person
from pipeloop.company.queries.working_time import working_times
from pipeloop.company.words import RoleCode
from pipeloop.core.errors import Forbidden, Refused
from pipeloop.core.ids import LogId, VersionId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.actions import describe_as_is
from pipeloop.history.domain.as_is import describe_steps
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.words import IN_ROLE
from pipeloop.process.actions import AsIsStep
from pipeloop.process.models import Version
from pipeloop.process.queries import outline
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import ready_log

pytestmark = pytest.mark.django_db
DAY, HOUR = 86_400, 3_600
# Seconds from the first of January to the second of February, a Monday, 09:00 UTC.
MONDAY = 32 * DAY + 9 * HOUR


def deals(count: int, who: str = "Анна") -> EventLog:
    """So many deals from a call on Monday to an offer on Wednesday; every second one is paid."""
    rows = []
    for deal in range(count):
        rows += [
            (str(deal), "Новая заявка", MONDAY, who),
            (str(deal), "Звонок", MONDAY + HOUR, who),
            (str(deal), "КП отправлено", MONDAY + HOUR + 2 * DAY, who),
        ]
        ending = "Оплата" if deal % 2 else "Отказ клиента"
        rows.append((str(deal), ending, MONDAY + HOUR + 3 * DAY, who))
    return log_of(rows)


def described(log: EventLog) -> dict[str, AsIsStep]:
    roles = {"Хантер": "hunter", "Клоузер": "closer"}
    return {step.name: step for step in describe_steps(log, working_times().company, roles)}


def test_steps_are_put_into_stages_by_their_names_and_go_forward(house: None) -> None:
    stages = [(name, step.stage.value) for name, step in described(deals(20)).items()]
    assert stages == [
        ("Новая заявка", "lead_generation"),
        ("Звонок", "lead_development"),
        ("КП отправлено", "lead_conversion"),
        ("Оплата", "lead_conversion"),
    ]


def test_shares_and_working_days_are_those_of_the_deals(house: None) -> None:
    steps = described(deals(20))
    assert steps["Звонок"].share == 1
    assert steps["КП отправлено"].share == 0.5
    assert steps["Звонок"].days_p50 == pytest.approx(2, rel=0.02)
    assert steps["Оплата"].share is None


def test_few_deals_have_no_figures(house: None) -> None:
    step = described(deals(14))["Звонок"]
    assert (step.share, step.days_p50, step.days_p80) == (None, None, None)


def test_an_outcome_is_no_step(house: None) -> None:
    assert "Отказ клиента" not in described(deals(20))


def test_the_role_is_that_in_which_people_worked_or_else_that_of_the_stage(house: None) -> None:
    assert described(deals(20))["Звонок"].role == "hunter"
    assert described(deals(20, f"Анна{IN_ROLE}Клоузер"))["Звонок"].role == "closer"


def test_one_click_makes_a_draft_and_shows_it(house: None, alice: Person) -> None:
    row = ready_log()
    answer = cast.browser(alice).post(reverse("history:describe", args=[row.pk]))
    version = Version.objects.latest("pk")
    assert answer.headers["Location"] == reverse("process:version", args=[version.pk])
    assert (version.kind, version.state, version.source_log) == ("as_is", "draft", row.name)
    assert outline(VersionId(version.pk)).flow


def test_only_the_chosen_deals_are_described(house: None, alice: Person) -> None:
    with pytest.raises(Refused, match="no_deals"):
        describe_as_is(alice, LogId(ready_log().pk), CaseFilter(passes=("no such step",)))
    assert not Version.objects.filter(kind="as_is").exists()


@pytest.mark.parametrize("role", RoleCode.values)
def test_those_who_lead_describe_from_a_log(house: None, role: str) -> None:
    who, row = cast.person("Robin Page", role), ready_log()
    if role in {"head_of_sales", "owner", "administrator"}:
        describe_as_is(who, LogId(row.pk), CaseFilter())
    else:
        with pytest.raises(Forbidden):
            describe_as_is(who, LogId(row.pk), CaseFilter())
