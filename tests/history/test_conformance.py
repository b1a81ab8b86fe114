"""Deals compared with the process, shown on its steps."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pipeloop.company.models import Person
from pipeloop.core.ids import VersionId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from pipeloop.history.queries import FilteredLog, conformance_report, deviating, filter_log
from pipeloop.process.actions import FoundStep, draft_as_is
from pipeloop.process.queries import Outline, outline
from pipeloop.process.words import StageKind
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import ready_log
from tests.history.test_pages import rows, text

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
# The second of February 2026, a Monday, 12:00 in Moscow.
MONDAY = 32 * DAY + 9 * HOUR


def plan(actor: Person) -> Outline:
    """A process of three steps, drafted."""
    steps = [
        FoundStep(name, stage, role, None, None, None)
        for name, stage, role in (
            ("Call", StageKind.LEAD_DEVELOPMENT, "hunter"),
            ("Offer", StageKind.LEAD_CONVERSION, "closer"),
            ("Contract", StageKind.LEAD_CONVERSION, "closer"),
        )
    ]
    return outline(VersionId(draft_as_is(actor, steps, found_in="what was agreed").pk))


def sales() -> EventLog:
    """Three deals that follow it, one that goes past the offer, one with a step of its own."""
    told = {
        "right": ("Call", "Offer", "Contract", "Won"),
        "back": ("Call", "Offer", "Call", "Offer", "Contract", "Won"),
        "lost": ("Call", "Lost"),
        "past": ("Call", "Contract", "Won"),
        "other": ("Call", "Offer", "Party", "Contract", "Lost"),
    }
    return log_of(
        (deal, step, MONDAY + place * HOUR)
        for deal, steps in told.items()
        for place, step in enumerate(steps)
    )


def part(row: Log | None = None) -> FilteredLog:
    return filter_log(row or ready_log(sales()), CaseFilter())


def test_deals_that_follow_the_process_are_counted(house: None, alice: Person) -> None:
    found = conformance_report(part(), plan(alice))
    assert (found.following.successes, found.following.trials) == (3, 5)
    assert (found.following_won.successes, found.following_won.trials) == (2, 3)
    assert found.difference is None


def test_each_step_tells_what_deals_do_otherwise(house: None, alice: Person) -> None:
    process = plan(alice)
    report = conformance_report(part(), process)
    facts = {str(fact.step.name): fact for fact in report.steps.values()}
    assert (facts["Call"].reached, facts["Call"].troubled) == (5, False)
    assert (facts["Offer"].reached, facts["Offer"].missing) == (3, 1)


def test_the_deals_behind_a_deviation_are_found(house: None, alice: Person) -> None:
    process, chosen = plan(alice), part()
    one = next(one for one in conformance_report(chosen, process).top if one.step == "Offer")
    log = deviating(chosen, process, one.number)
    assert [log.case_id(case) for case in range(log.case_count)] == ["past"]


def test_the_page_lays_it_over_the_steps_and_gives_it_out(house: None, alice: Person) -> None:
    process, row, browser = plan(alice), ready_log(sales()), cast.browser(alice)
    query = {"version": process.version_id}
    shown = text(browser.get(reverse("history:conformance", args=[row.pk]), query))
    assert "60%" in shown
    assert "Skip “Offer”" in shown
    table = rows(browser.get(reverse("history:conformance_table", args=[row.pk]), query))
    assert ("Do “Party”, which is not in the process", 1, 20) in [line[:3] for line in table]


def test_a_log_of_other_words_says_what_to_do(house: None, alice: Person) -> None:
    row = ready_log(log_of([("a", "Foo", 0), ("a", "Bar", 5)]))
    shown = text(cast.browser(alice).get(reverse("history:conformance", args=[row.pk])))
    assert "No step of this log has the same name as in this process" in shown


def test_without_a_process_there_is_nothing_to_compare_with(house: None, alice: Person) -> None:
    cast.forget_process()
    shown = text(cast.browser(alice).get(reverse("history:conformance", args=[ready_log().pk])))
    assert "There is no process to compare deals with" in shown


def test_a_version_that_is_not_there_is_not_found(house: None, alice: Person) -> None:
    address = reverse("history:conformance", args=[ready_log().pk])
    assert cast.browser(alice).get(address, {"version": 10**6}).status_code == 404
