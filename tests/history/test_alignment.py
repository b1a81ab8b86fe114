"""Optimal alignment on the conformance tab: cost, where deals differ, examples, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.engine.mining.conformance.alignment import Move, Side, TooLong
from pipeloop.engine.mining.conformance.petri import CannotEnd, TooManyStates
from pipeloop.history import actions, queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from pipeloop.history.queries import alignment
from pipeloop.process.queries import live_version_id, outline
from tests import cast
from tests.history.logs import ready_log
from tests.history.test_conformance import part, plan, sales
from tests.history.test_pages import PART, SEE, text

pytestmark = pytest.mark.django_db


def address(row: Log) -> str:
    return reverse("history:alignment", args=[row.pk])


def test_cost_and_fitness_are_those_of_the_deals(house: None, alice: Person) -> None:
    summary = queries.alignment_report(part(), plan(alice)).summary
    assert summary is not None
    # One deal lacks the offer, one has a party; going back and being lost are allowed.
    assert (summary.fitting, summary.cases, summary.cost) == (3, 5, 2)
    assert summary.mean_cost == pytest.approx(0.4)
    # Each path left out and the shortest way added: 3 + 3, 5 + 3, 1 + 1, 2 + 3 and 4 + 1 steps.
    assert summary.fitness == pytest.approx(1 - 2 / 26)


def test_steps_at_which_deals_differ_are_counted(house: None, alice: Person) -> None:
    summary = queries.alignment_report(part(), plan(alice)).summary
    assert summary is not None
    counts = {step.step: (step.skipped_cases, step.inserted_cases) for step in summary.steps}
    assert counts == {"Offer": (1, 0), "Party": (0, 1)}


def test_examples_hold_the_moves_of_misfitting_variants(house: None, alice: Person) -> None:
    summary = queries.alignment_report(part(), plan(alice)).summary
    assert summary is not None
    moves = {example.moves for example in summary.examples}
    both, log, model = Side.BOTH, Side.LOG, Side.MODEL
    assert moves == {
        (Move(both, "Call"), Move(model, "Offer"), Move(both, "Contract")),
        (Move(both, "Call"), Move(both, "Offer"), Move(log, "Party"), Move(both, "Contract")),
    }


def test_every_reader_reads_the_steps_in_their_own_language(bob: Person) -> None:
    cast.deal(bob, at="LD1")
    actions.refresh_own()
    deals, live = queries.filter_log(Log.objects.get(), CaseFilter()), outline(live_version_id())
    first = live.flow[0]
    for language in ("en", "ru"):
        with override(language):
            summary = queries.alignment_report(deals, live).summary
            deviations = queries.conformance_report(deals, live).all
            name = str(first.name)
        assert summary is not None
        assert name in {step.step for step in summary.steps}
        assert name in {deviation.step for deviation in deviations}


def test_the_tab_loads_the_alignment_when_it_is_opened(house: None, alice: Person) -> None:
    process, row, browser = plan(alice), ready_log(sales()), cast.browser(alice)
    query = {"version": process.version_id}
    tab = text(browser.get(reverse("history:conformance", args=[row.pk]), query))
    assert f'hx-get="{address(row)}?version={process.version_id}"' in tab
    assert 'hx-trigger="toggle once"' in tab
    assert "Fitness" not in tab
    section = text(browser.get(address(row), query, headers=PART))
    assert "3 of 5 deals fit the process exactly." in section
    assert "1 deal, cost 1, fitness 0.8" in section
    assert "<html" not in section
    page = text(browser.get(address(row), query))
    assert "3 of 5 deals fit the process exactly." in page
    assert "<html" in page


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooManyStates(20_000), "The process has too many steps to align with: at most 20,000"),
        (TooLong(99), "A deal has too many events to align: at most 99."),
        (CannotEnd(), "No path through the process leads to its end."),
    ],
)
def test_a_log_that_cannot_be_aligned_says_why(
    house: None, alice: Person, monkeypatch: pytest.MonkeyPatch, error: ValueError, words: str
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr(alignment, "align_model", refuse)
    query = {"version": plan(alice).version_id}
    answer = cast.browser(alice).get(address(ready_log(sales())), query, headers=PART)
    assert (answer.status_code, words in text(answer)) == (200, True)


def test_too_many_paths_are_not_aligned(
    house: None, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "MAX_WORK", 10)
    query = {"version": plan(alice).version_id}
    section = text(cast.browser(alice).get(address(ready_log(sales())), query, headers=PART))
    assert "too many different paths" in section


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    browser = cast.browser(cast.person("Rita Reader", role))
    answer = browser.get(address(ready_log(sales())), headers=PART)
    assert (answer.status_code == 200) == (role in SEE)
