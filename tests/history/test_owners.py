"""Who owned a deal when it entered a stage: known then, while who owns it now is known last."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.domain.owners import stage_owner_label, stage_owner_of, stage_team_label
from pipeloop.history.queries import Differences
from pipeloop.history.views.differences import words_of
from pipeloop.process.words import StageKind
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import ready_log
from tests.history.test_pages import page, text

DEALS = 400
CONVERSION = StageKind.LEAD_CONVERSION
DAY_S = 86_400


def sales() -> EventLog:
    """Deals of which half come to conversion: those of Ann are won more often there.

    Whoever wins a deal hands it to Eve, so that she owns all won deals in the end. Dan owns
    the leads that are lost at once.
    """
    rows, owners, teams, now = [], [], [], []
    for deal in range(DEALS):
        converts, is_ann = deal % 2 == 0, deal // 2 % 2 == 0
        won = converts and deal // 4 % 10 < (7 if is_ann else 3)
        path = ("Call", "Offer") if converts else ("Call",)
        rows += [
            (str(deal), step, deal + place * DAY_S)
            for place, step in enumerate((*path, "Won" if won else "Lost"))
        ]
        owners.append((1 if is_ann else 2) if converts else 0)
        teams.append(1 if converts else 0)
        now.append(3 if won else owners[-1] or 4)
    names = ("", "Ann", "Bob", "Eve", "Dan")
    labels = {
        "owner": Labels(np.array(now, np.uint8), names),
        "team": Labels(np.array(now, np.uint8), ("", "North", "South", "Late", "Early")),
        stage_owner_label(CONVERSION): Labels(np.array(owners, np.uint8), names),
        stage_team_label(CONVERSION): Labels(np.array(teams, np.uint8), ("", "North")),
    }
    return replace(log_of(rows), labels=labels)


def differences(log: EventLog) -> Differences:
    return queries.what_wins(queries.filter_log(ready_log(log), CaseFilter()))


def test_an_attribute_names_the_stage_and_what_it_says() -> None:
    owner, team = stage_owner_label(CONVERSION), stage_team_label(CONVERSION)

    assert (owner, team) == ("owner@lead_conversion", "team@lead_conversion")
    assert stage_owner_of(owner) == (CONVERSION, False)
    assert stage_owner_of(team) == (CONVERSION, True)


@pytest.mark.parametrize("name", ["owner", "team", "owner@", "owner@nowhere", "source", "@"])
def test_another_attribute_names_no_stage(name: str) -> None:
    assert stage_owner_of(name) is None


def test_its_title_is_said_in_words() -> None:
    with override("en"):
        assert (
            queries.attribute_title("owner@lead_conversion") == "Owner when it entered “Conversion”"
        )
        words = "Team of the owner when it entered “Conversion”"
        assert queries.attribute_title("team@lead_conversion") == words


@pytest.mark.django_db
def test_owners_are_compared_among_deals_that_entered_the_stage() -> None:
    findings = {words_of(finding): finding for finding in differences(sales()).findings}

    assert set(findings) == {
        "Owner when it entered “Conversion”: Ann",
        "Owner when it entered “Conversion”: Bob",
    }
    ann = findings["Owner when it entered “Conversion”: Ann"]
    assert (ann.won, ann.others_won, ann.sure) == ((70, 100), (30, 100), True)


@pytest.mark.django_db
def test_the_page_names_the_stage_at_which_owners_are_compared(alice: Person) -> None:
    shown = text(cast.browser(alice).get(page("differences", ready_log(sales()))))

    assert (
        "Owner when it entered “Conversion”: Ann, among deals that entered “Conversion” (" in shown
    )
    assert "Eve" not in shown.split('class="lead-line"')[1].split("</table>")[0]


@pytest.mark.django_db
def test_an_attribute_that_no_open_deal_has_comes_with_the_end() -> None:
    log = sales()
    cases = np.arange(DEALS)
    is_open = cases % 4 == 1
    ends = np.array([log.activities.index(log.path(case)[-1]) for case in cases])
    outcome = np.where(is_open, 0, np.where(ends == log.activities.index("Won"), 1, 2))
    comment = np.where(is_open, 0, 1 + cases % 2)
    labels = {
        "outcome": Labels(outcome, ("", "won", "lost")),
        "comment": Labels(comment, ("", "good", "bad")),
        "source": Labels(1 + cases % 3, ("", "Web", "Fair", "Call")),
    }

    names = {finding.name for finding in differences(replace(log, labels=labels)).findings}

    assert "source" in names
    assert "comment" not in names
