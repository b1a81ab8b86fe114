"""When a deal needs a look, and when it hangs: the signs of one deal.

Each sign is a moment from which it holds, for as long as nobody touches the deal, so a
verdict at any time is a comparison, and the moment of hanging can be kept in the row. The
points of the signs and the limits of a stay are the engine's (`pipeloop.engine.hanging`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeloop.engine.hanging import HANGS, POINTS, WARNS, UsualTime, overdue_after
from pipeloop.engine.worktime import WorkTime

# Working days without a word from the client, by the client's class.
SILENCE_DAYS = {"A": 3, "B": 5}
SILENCE_DAYS_OTHERS = 7
# A close date moved so often is a sign.
PUSHES = 3


@dataclass(frozen=True, slots=True)
class DealSnapshot:
    """What the rules look at in one deal.

    Args:
        in_conversion: the deal stands in the stage of conversion.
        entered_stage_at, entered_step_at: aware moments.
        changed_at: the moment of the change after which the verdict is made anew.
        usual: the usual stay on the step, if known.
        long_days: calendar days from which a deal is long.
        worked_here: people work the deal in this system; a deal that is only imported
            has no signs from what its source did not record.
        phase_gap: how many buying phases our step is ahead of the client's proven one.
    """

    in_conversion: bool
    entered_stage_at: datetime
    entered_step_at: datetime
    changed_at: datetime
    usual: UsualTime | None
    long_days: int
    worked_here: bool
    fit_class: str = ""
    next_step_on: date | None = None
    close_on: date | None = None
    close_pushes: int = 0
    last_contact_at: datetime | None = None
    people: int = 0
    has_map: bool = False
    has_plan: bool = False
    phase_gap: int = 0
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A rule that holds from a moment on."""

    rule: str
    since: datetime

    @property
    def points(self) -> int:
        return POINTS[self.rule]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The signs of a deal, earliest first, and the moments they add up."""

    signs: tuple[Sign, ...]

    def at(self, moment: datetime) -> tuple[Sign, ...]:
        """The signs that hold at `moment`."""
        return tuple(sign for sign in self.signs if sign.since <= moment)

    @property
    def warns_at(self) -> datetime | None:
        """From when the deal needs a look."""
        return self._reaches(WARNS)

    @property
    def hangs_at(self) -> datetime | None:
        """From when the deal hangs."""
        return self._reaches(HANGS)

    def _reaches(self, points: int) -> datetime | None:
        total = 0
        for sign in self.signs:
            total += sign.points
            if total >= points:
                return sign.since
        return None


def weightiest(signs: tuple[Sign, ...]) -> tuple[str, ...]:
    """Rules of the signs, the weightiest first; of the two about time only the later one."""
    rules = [sign.rule for sign in sorted(signs, key=lambda sign: -sign.points)]
    if "step_overdue_crit" in rules:
        rules.remove("step_overdue_warn")
    return tuple(rules)


def judge(deal: DealSnapshot, work: WorkTime) -> Verdict:
    """The signs of a deal: every rule with the moment from which it holds.

    Args:
        work: the working calendar of the deal's team.
    """
    if deal.parked:
        return Verdict(())
    signs = [*_overdue(deal, work), *_dates(deal, work)]
    if deal.in_conversion and deal.worked_here:
        signs += _conversion(deal, work.zone)
    return Verdict(tuple(sorted(signs, key=lambda sign: (sign.since, sign.rule))))


def _overdue(deal: DealSnapshot, work: WorkTime) -> list[Sign]:
    if deal.usual is None:
        return []
    warn_s, critical_s = overdue_after(deal.usual.seconds, work.day_s)
    return [
        Sign("step_overdue_warn", work.after(deal.entered_step_at, float(warn_s))),
        Sign("step_overdue_crit", work.after(deal.entered_step_at, float(critical_s))),
    ]


def _dates(deal: DealSnapshot, work: WorkTime) -> list[Sign]:
    signs = []
    if deal.close_on:
        signs.append(Sign("close_past", _end_of(deal.close_on, work.zone)))
    if deal.close_pushes >= PUSHES:
        signs.append(Sign("close_pushed", deal.changed_at))
    if deal.last_contact_at:
        quiet = SILENCE_DAYS.get(deal.fit_class, SILENCE_DAYS_OTHERS)
        signs.append(Sign("silence", work.days_after(deal.last_contact_at, quiet)))
    return signs


def _conversion(deal: DealSnapshot, zone: ZoneInfo) -> list[Sign]:
    signs = []
    long = deal.entered_stage_at + timedelta(days=deal.long_days)
    if not (deal.has_map and deal.has_plan):
        signs.append(Sign("no_map_15", long))
    if deal.people < 2:
        signs.append(Sign("single_thread", long))
    if deal.phase_gap > 1:
        signs.append(Sign("stage_mismatch", deal.changed_at))
    if deal.next_step_on:
        signs.append(Sign("no_next_step", _end_of(deal.next_step_on, zone)))
    else:
        # A day to agree the next step with the client before the deal is called hanging.
        signs.append(Sign("no_next_step", deal.entered_step_at + timedelta(days=1)))
    return signs


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)
