"""When a deal hangs: known dates, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeloop.conveyor.domain.hanging import DealSnapshot, Sign, judge, weightiest
from pipeloop.engine.worktime import WorkTime

MOSCOW = ZoneInfo("Europe/Moscow")
WORK = WorkTime(MOSCOW, (0, 1, 2, 3, 4), time(9), time(18), lambda day: False)
CAME = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # Tuesday noon in Moscow
QUIET = DealSnapshot(
    in_conversion=False,
    entered_stage_at=CAME,
    entered_step_at=CAME,
    changed_at=CAME,
    days_p50=None,
    long_days=15,
    worked_here=True,
)
SELLING = replace(
    QUIET,
    in_conversion=True,
    people=2,
    has_map=True,
    has_plan=True,
    next_step_on=date(2026, 6, 1),
)


def days(count: float) -> datetime:
    """So many calendar days after the deal came."""
    return CAME + timedelta(days=count)


def midnight(year: int, month: int, day: int) -> datetime:
    """The first second of a day in Moscow."""
    return datetime(year, month, day, tzinfo=MOSCOW)


def told(deal: DealSnapshot) -> tuple[Sign, ...]:
    """Signs of the first two months, before the next step of `SELLING` passes."""
    return judge(deal, WORK).at(days(60))


def test_a_deal_without_a_fault_has_no_sign() -> None:
    assert judge(QUIET, WORK).signs == ()


@pytest.mark.parametrize(
    ("p50", "warns", "hangs"),
    [(4, 6, 8), (1, 2, 3), (10, 15, 20)],
)
def test_a_step_that_takes_long_warns_at_half_more_and_hangs_at_twice(
    p50: float, warns: float, hangs: float
) -> None:
    found = judge(replace(QUIET, days_p50=p50), WORK)
    assert (found.warns_at, found.hangs_at) == (days(warns), days(hangs))


def test_no_next_step_hangs_a_day_after_the_deal_came() -> None:
    found = judge(replace(SELLING, next_step_on=None), WORK)
    assert (found.hangs_at, weightiest(found.at(days(1)))) == (days(1), ("no_next_step",))


def test_a_next_step_that_passed_hangs_from_the_next_midnight() -> None:
    found = judge(replace(SELLING, next_step_on=date(2026, 3, 6)), WORK)
    assert found.hangs_at == midnight(2026, 3, 7)


@pytest.mark.parametrize(
    ("missing", "points"), [({"has_map": False}, 3), ({"has_plan": False}, 3), ({"people": 1}, 2)]
)
def test_a_long_deal_needs_a_map_a_plan_and_a_second_person(
    missing: dict[str, object], points: int
) -> None:
    deal = replace(SELLING, **missing)  # type: ignore[arg-type]
    assert [(sign.points, sign.since) for sign in told(deal)] == [(points, days(15))]
    assert judge(deal, WORK).at(days(15) - timedelta(seconds=1)) == ()


@pytest.mark.parametrize(
    ("fit", "until"),
    [("A", 6), ("B", 10), ("", 12)],
)
def test_silence_counts_in_working_days_by_the_class_of_the_client(fit: str, until: int) -> None:
    # From Tuesday 3 March: A after 3 working days is Friday, B after 5 is next Tuesday,
    # anybody else after 7 is Thursday of the next week.
    (sign,) = told(replace(SELLING, fit_class=fit, last_contact_at=CAME))
    assert sign.since == datetime(2026, 3, until, 12, 0, tzinfo=MOSCOW)


def test_a_close_date_moved_three_times_tells_at_once_and_two_moves_do_not() -> None:
    assert told(replace(SELLING, close_pushes=2)) == ()
    (sign,) = told(replace(SELLING, close_pushes=3))
    assert (sign.rule, sign.since) == ("close_pushed", CAME)


def test_points_add_up_to_hanging_at_the_moment_of_the_last_one() -> None:
    deal = replace(SELLING, close_on=date(2026, 3, 10), last_contact_at=CAME, fit_class="A")
    found = judge(deal, WORK)
    assert found.warns_at == datetime(2026, 3, 6, 12, 0, tzinfo=MOSCOW)
    assert found.hangs_at == midnight(2026, 3, 11)


def test_a_parked_deal_has_no_sign() -> None:
    assert judge(replace(SELLING, next_step_on=None, parked=True), WORK).signs == ()


def test_what_another_system_did_not_tell_is_no_blame() -> None:
    imported = replace(SELLING, next_step_on=None, people=0, has_map=False, worked_here=False)
    assert judge(imported, WORK).signs == ()


def test_being_two_phases_ahead_of_the_client_is_told_and_one_is_not() -> None:
    assert told(replace(SELLING, phase_gap=1)) == ()
    assert [s.rule for s in told(replace(SELLING, phase_gap=2))] == ["stage_mismatch"]


def test_twice_too_long_says_it_all_about_time() -> None:
    found = judge(replace(QUIET, days_p50=4), WORK)
    assert weightiest(found.at(days(9))) == ("step_overdue_crit",)
    assert weightiest(found.at(days(7))) == ("step_overdue_warn",)
