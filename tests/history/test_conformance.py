"""Deals compared with the process, shown on its steps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from django.urls import reverse

from pipeloop.company.models import Person
from pipeloop.core.ids import VersionId
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.mining.conformance.landmarks import Obstacle
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from pipeloop.history.queries import FilteredLog, conformance_report, deviating_deals, filter_log
from pipeloop.history.views.win_rates import OBSTACLES
from pipeloop.process.actions import AsIsStep, draft_as_is
from pipeloop.process.queries import Outline, outline
from pipeloop.process.words import StageKind
from pipeloop.site.cli import main
from tests import cast
from tests.engine.logs import START, listed, log_of
from tests.engine.mining.simulated import STEPS, Chances
from tests.engine.mining.simulated import sales as sales_of
from tests.history.logs import ready_log
from tests.history.test_pages import rows, text

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
# The second of February 2026, a Monday, 12:00 in Moscow.
MONDAY = 32 * DAY + 9 * HOUR


def plan(actor: Person) -> Outline:
    """A process of three steps, drafted."""
    steps = [
        AsIsStep(name, stage, role, None, None, None)
        for name, stage, role in (
            ("Call", StageKind.LEAD_DEVELOPMENT, "hunter"),
            ("Offer", StageKind.LEAD_CONVERSION, "closer"),
            ("Contract", StageKind.LEAD_CONVERSION, "closer"),
        )
    ]
    return outline(VersionId(draft_as_is(actor, steps, source_log="what was agreed").pk))


def sales() -> EventLog:
    """Three deals that follow it, one that goes past the offer, one with a step of its own."""
    steps_by_deal = {
        "right": ("Call", "Offer", "Contract", "Won"),
        "back": ("Call", "Offer", "Call", "Offer", "Contract", "Won"),
        "lost": ("Call", "Lost"),
        "past": ("Call", "Contract", "Won"),
        "other": ("Call", "Offer", "Party", "Contract", "Lost"),
    }
    return log_of(
        (deal, step, MONDAY + place * HOUR)
        for deal, steps in steps_by_deal.items()
        for place, step in enumerate(steps)
    )


def part(row: Log | None = None) -> FilteredLog:
    return filter_log(row or ready_log(sales()), CaseFilter())


def test_deals_that_follow_the_process_are_counted(house: None, alice: Person) -> None:
    report = conformance_report(part(), plan(alice))
    assert (report.following.successes, report.following.trials) == (3, 5)
    assert report.win_rates.headline is None
    assert report.win_rates.obstacle is Obstacle.FEW_FOLLOWED


def test_each_step_counts_the_deals_that_deviate(house: None, alice: Person) -> None:
    process = plan(alice)
    report = conformance_report(part(), process)
    facts = {str(fact.step.name): fact for fact in report.steps.values()}
    assert (facts["Call"].reached, facts["Call"].troubled) == (5, False)
    assert (facts["Offer"].reached, facts["Offer"].missing) == (3, 1)


def test_the_deals_behind_a_deviation_are_found(house: None, alice: Person) -> None:
    process, chosen = plan(alice), part()
    one = next(one for one in conformance_report(chosen, process).top if one.step == "Offer")
    log = deviating_deals(chosen, process, one.number)
    assert [log.case_id(case) for case in range(log.case_count)] == ["past"]


def long_plan(actor: Person) -> Outline:
    """The process of the simulated sales, drafted."""
    steps = [
        AsIsStep(name, StageKind.LEAD_CONVERSION, "closer", None, None, None) for name in STEPS
    ]
    return outline(VersionId(draft_as_is(actor, steps, source_log="what was agreed").pk))


def test_deals_that_followed_are_compared_with_others_that_came_as_far(
    house: None, alice: Person
) -> None:
    simulated = sales_of(Chances(followed_won=0.6, skipped_won=0.3))

    rates = conformance_report(part(ready_log(simulated.log)), long_plan(alice)).win_rates

    assert rates.headline is not None
    assert rates.headline.landmark == "Contract"
    assert rates.headline.difference.low > 0
    assert rates.by_step == (rates.headline,)
    assert [one.landmark for one in rates.by_deviation.values()] == ["Contract"]


def test_a_step_that_closes_every_deal_is_no_landmark(house: None, alice: Person) -> None:
    steps_by_deal = {
        f"{deal}": ("Call", *(["Offer"] if deal % 2 else []), "Contract") for deal in range(120)
    }
    log = log_of(
        (deal, step, MONDAY + place * HOUR)
        for deal, steps in steps_by_deal.items()
        for place, step in enumerate(steps)
    )
    ends = np.array([1 + deal % 3 // 2 for deal in range(120)])
    log = replace(log, labels={"outcome": Labels(ends, ("", "won", "lost"))})

    rates = conformance_report(part(ready_log(log)), plan(alice)).win_rates

    assert rates.obstacle is Obstacle.FEW_DEVIATED


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        (Chances(followed_won=0.6, skipped_won=0.3), "percentage points (+"),
        (Chances(followed_won=0.3, skipped_won=0.6), "percentage points (−"),
        (Chances(), "no proven difference (−"),
    ],
)
def test_the_page_says_whether_following_helps(
    house: None, alice: Person, chances: Chances, words: str
) -> None:
    process, row = long_plan(alice), ready_log(sales_of(chances, deals=1_500).log)
    query = {"version": process.version_id}
    shown = text(cast.browser(alice).get(reverse("history:conformance", args=[row.pk]), query))
    headline = conformance_report(part(row), process).win_rates.headline
    assert headline is not None
    sentence = (
        f"Among the {headline.cases} closed deals that reached “Contract”, those that had "
        f"followed the process until then are won in {headline.group.share:.0%} ("
    )
    assert sentence in shown
    assert words in shown.split(sentence)[1].split("</p>")[0]
    assert "Does following the process help to win?" in shown
    assert "A difference does not prove a cause" in shown


def test_page_table_and_command_line_agree(
    house: None, alice: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = sales_of(Chances(followed_won=0.6, skipped_won=0.3)).log
    process, row, browser = long_plan(alice), ready_log(log), cast.browser(alice)
    headline = conformance_report(part(row), process).win_rates.headline
    assert headline is not None

    output = conform(capsys, csv_of(log, tmp_path), "--json")
    query = {"version": process.version_id}
    table = rows(browser.get(reverse("history:conformance_table", args=[row.pk]), query))

    result = json.loads(output)
    won = result["won"]
    assert (won["step"], won["group"]["won"], won["group"]["closed"]) == (
        headline.landmark,
        *headline.group,
    )
    assert (won["others"]["won"], won["others"]["closed"]) == headline.others
    assert tuple(won["difference"].values()) == headline.difference
    assert result["won_by_step"] == [won]
    assert result["not_compared"] is None
    skipped = next(one["won"] for one in result["deviations"] if one["step"] == "Offer")
    assert skipped["group"]["won"] == headline.others.successes
    assert table[0][3:6] == (
        "Contract",
        round(100 * headline.others.share, 2),
        round(100 * headline.group.share, 2),
    )
    words = conform(capsys, csv_of(log, tmp_path))
    assert f"of {headline.cases} closed deals that reached “Contract”" in words


def test_the_command_line_says_why_it_does_not_compare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = conform(capsys, csv_of(log_of([("a", "Lead", 0), ("a", "Call", 5)]), tmp_path))
    assert "won shares are not compared: no deal has a last step that says it was won" in words


def test_every_obstacle_has_its_words() -> None:
    assert set(OBSTACLES) == set(Obstacle)
    assert len({str(words) for words in OBSTACLES.values()}) == len(Obstacle)


def csv_of(log: EventLog, folder: Path) -> Path:
    path = folder / "history.csv"
    lines = [
        f"{deal},{step},{datetime.fromtimestamp(START + second, UTC).isoformat()},{person}"
        for deal, events in listed(log).items()
        for step, second, person in events
    ]
    path.write_text("\n".join(["deal,step,moment,seller", *lines]), encoding="utf-8")
    return path


def conform(capsys: pytest.CaptureFixture[str], file: Path, *arguments: str) -> str:
    """What the command line says of a log and the process of the simulated sales."""
    flow = ("--flow", ",".join(STEPS))
    assert main(["log", "conform", str(file), *flow, *arguments]) == 0
    return capsys.readouterr().out


def test_the_page_lays_it_over_the_steps_and_gives_it_out(house: None, alice: Person) -> None:
    process, row, browser = plan(alice), ready_log(sales()), cast.browser(alice)
    query = {"version": process.version_id}
    shown = text(browser.get(reverse("history:conformance", args=[row.pk]), query))
    assert "60%" in shown
    assert "Skip “Offer”" in shown
    table = rows(browser.get(reverse("history:conformance_table", args=[row.pk]), query))
    assert ("Include “Party”, which is not in the process", 1, 20) in [line[:3] for line in table]


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
