"""When a deal hangs: known dates, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeloop.conveyor.domain.hanging import DealSnapshot, Sign, judge, weightiest
from pipeloop.engine.hanging import UsualTime
from pipeloop.engine.worktime import WorkTime

MOSCOW = ZoneInfo("Europe/Moscow")
WORK = WorkTime(MOSCOW, (0, 1, 2, 3, 4), time(9), time(18), lambda day: False)
CAME = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # Tuesday noon in Moscow
QUIET = DealSnapshot(
    in_conversion=False,
    entered_stage_at=CAME,
    entered_step_at=CAME,
    changed_at=CAME,
    usual=None,
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


def signs_of(deal: DealSnapshot) -> tuple[Sign, ...]:
    """Signs of the first two months, before the next step of `SELLING` passes."""
    return judge(deal, WORK).at(days(60))


def test_a_deal_without_a_fault_has_no_sign() -> None:
    assert judge(QUIET, WORK).signs == ()


def usual(business_days: float) -> UsualTime:
    """A step that usually takes so many business days."""
    return UsualTime(business_days * WORK.day_s, 20, is_own=True)


def noon(month: int, day: int) -> datetime:
    """Noon in Moscow, three hours after work began."""
    return datetime(2026, month, day, 12, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("business_days", "warns", "hangs"),
    # From Tuesday 3 March at noon; 7 and 8, 14 and 15, 21 and 22 March are weekends.
    [(4, noon(3, 11), noon(3, 13)), (10, noon(3, 24), noon(3, 31)), (1, noon(3, 5), noon(3, 5))],
)
def test_a_stay_warns_over_one_and_a_half_usual_times_and_hangs_over_two(
    business_days: float, warns: datetime, hangs: datetime
) -> None:
    verdict = judge(replace(QUIET, usual=usual(business_days)), WORK)
    assert (verdict.warns_at, verdict.hangs_at) == (warns, hangs)


def test_a_deal_of_friday_on_a_step_of_one_day_does_not_warn_on_sunday() -> None:
    friday = datetime(2026, 3, 6, 12, tzinfo=MOSCOW)
    verdict = judge(replace(QUIET, entered_step_at=friday, usual=usual(1)), WORK)
    assert verdict.at(datetime(2026, 3, 8, 23, 59, tzinfo=MOSCOW)) == ()
    assert verdict.warns_at == noon(3, 10)


def test_a_step_of_hours_gets_one_day_more_than_usual() -> None:
    verdict = judge(replace(QUIET, usual=usual(0.1)), WORK)
    # Wednesday noon, and a tenth of nine hours.
    assert verdict.warns_at == noon(3, 4) + timedelta(minutes=54)


def test_no_next_step_hangs_a_day_after_the_deal_came() -> None:
    verdict = judge(replace(SELLING, next_step_on=None), WORK)
    assert (verdict.hangs_at, weightiest(verdict.at(days(1)))) == (days(1), ("no_next_step",))


def test_a_next_step_that_passed_hangs_from_the_next_midnight() -> None:
    verdict = judge(replace(SELLING, next_step_on=date(2026, 3, 6)), WORK)
    assert verdict.hangs_at == midnight(2026, 3, 7)


@pytest.mark.parametrize(
    ("missing", "points"), [({"has_map": False}, 3), ({"has_plan": False}, 3), ({"people": 1}, 2)]
)
def test_a_long_deal_needs_a_map_a_plan_and_a_second_person(
    missing: dict[str, object], points: int
) -> None:
    deal = replace(SELLING, **missing)  # type: ignore[arg-type]
    assert [(sign.points, sign.since) for sign in signs_of(deal)] == [(points, days(15))]
    assert judge(deal, WORK).at(days(15) - timedelta(seconds=1)) == ()


@pytest.mark.parametrize(
    ("fit", "until"),
    [("A", 6), ("B", 10), ("", 12)],
)
def test_silence_counts_in_working_days_by_the_class_of_the_client(fit: str, until: int) -> None:
    # From Tuesday 3 March: A after 3 working days is Friday, B after 5 is next Tuesday,
    # anybody else after 7 is Thursday of the next week.
    (sign,) = signs_of(replace(SELLING, fit_class=fit, last_contact_at=CAME))
    assert sign.since == datetime(2026, 3, until, 12, 0, tzinfo=MOSCOW)


def test_a_close_date_moved_three_times_is_a_sign_at_once_and_two_moves_are_not() -> None:
    assert signs_of(replace(SELLING, close_pushes=2)) == ()
    (sign,) = signs_of(replace(SELLING, close_pushes=3))
    assert (sign.rule, sign.since) == ("close_pushed", CAME)


def test_points_add_up_to_hanging_at_the_moment_of_the_last_one() -> None:
    deal = replace(SELLING, close_on=date(2026, 3, 10), last_contact_at=CAME, fit_class="A")
    verdict = judge(deal, WORK)
    assert verdict.warns_at == datetime(2026, 3, 6, 12, 0, tzinfo=MOSCOW)
    assert verdict.hangs_at == midnight(2026, 3, 11)


def test_a_parked_deal_has_no_sign() -> None:
    assert judge(replace(SELLING, next_step_on=None, parked=True), WORK).signs == ()


def test_what_another_system_did_not_record_is_no_sign() -> None:
    imported = replace(SELLING, next_step_on=None, people=0, has_map=False, worked_here=False)
    assert judge(imported, WORK).signs == ()


def test_being_two_phases_ahead_of_the_client_is_a_sign_and_one_is_not() -> None:
    assert signs_of(replace(SELLING, phase_gap=1)) == ()
    assert [s.rule for s in signs_of(replace(SELLING, phase_gap=2))] == ["stage_mismatch"]


def test_twice_too_long_is_the_only_sign_about_time() -> None:
    verdict = judge(replace(QUIET, usual=usual(4)), WORK)
    assert weightiest(verdict.at(noon(3, 13))) == ("step_overdue_crit",)
    assert weightiest(verdict.at(noon(3, 12))) == ("step_overdue_warn",)
