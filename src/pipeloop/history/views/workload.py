"""Workload: who works when, as heat strips and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from pipeloop.company.queries.working_time import working_times
from pipeloop.history import queries
from pipeloop.history.queries import FilteredLog, PersonWorkload, TeamWorkload
from pipeloop.history.queries.organisation.workload import MIN_EVENTS, WEEKS, working_hours
from pipeloop.history.views.figures import interval_words, shade
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import switch_options
from pipeloop.history.views.workbooks import workbook
from pipeloop.history.views.workload_charts import bars, heat_strip, months
from pipeloop.ui import formatting

PEOPLE = 20
Counts = NDArray[np.int64]
Hours = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hour:
    """A cell of the week: its count, how dark it is, whether it is a working hour."""

    count: str
    shade: int
    title: str
    is_work: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's row: a heat strip with one path for each shade, and figures."""

    name: str
    strip: list[tuple[int, str]]
    width: int
    events: int
    title: str
    deals: str
    outside: float | None
    outside_interval: str
    query: str
    is_on: bool


@tab("workload")
def workload(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """When the filtered deals are worked on, and by whom."""
    team, work = queries.workload_of(filtered), working_times().company
    hours = working_hours(work)
    by_week = request.GET.get("view") == "week"
    name = request.GET.get("show", "")
    shown = next((person for person in team.people if person.name == name), team.all)
    most = max(
        (int(_counts(one, by_week=by_week).max(initial=0)) for one in team.people), default=0
    )
    return _conclusions(team, hours) | {
        "shown": shown,
        "by_week": by_week,
        "days": _days(shown, hours),
        "hours": range(24),
        "weeks": bars(shown, team.weeks),
        "most_deals": int(shown.latest().deals.max(initial=0)),
        "months": months(team.weeks[-WEEKS:]),
        "hidden_weeks": max(0, len(team.weeks) - WEEKS),
        "hidden_people": max(0, len(team.people) - PEOPLE),
        "rows": [
            _row(request, person, most, hours, by_week=by_week) for person in team.people[:PEOPLE]
        ],
        "weekdays": [str(WEEKDAYS_ABBR[day]) for day in range(7)],
        "opens": f"{work.opens:%H:%M}",
        "closes": f"{work.closes:%H:%M}",
        "views": switch_options(
            request, "view", [("", _("By hour"), "clock"), ("week", _("By week"), "calendar-week")]
        ),
        "everybody": _query_showing(request, ""),
    }


def _conclusions(team: TeamWorkload, hours: Hours) -> dict[str, Any]:
    """What the sentence above the chart says."""
    day, hour = team.all.busiest_hour
    outside = team.all.outside(hours)
    frequent = [person for person in team.people if person.events >= MIN_EVENTS]
    latest = max(frequent, key=lambda person: person.outside(hours).share, default=None)
    deals = sorted((person.median_deals for person in team.people), reverse=True)
    busiest = max(team.people, key=lambda person: person.median_deals, default=None)
    peak = int(team.all.deals.argmax()) if len(team.all.deals) else 0
    return {
        "busiest_day": weekdays()[day],
        "busiest_hour": f"{hour}:00–{hour + 1}:00",
        "outside": outside if outside.trials >= MIN_EVENTS else None,
        "latest": latest,
        "latest_share": latest.outside(hours).share if latest else 0,
        "latest_interval": interval_words(*latest.outside(hours).interval) if latest else "",
        "median_active": int(np.median(team.active)) if len(team.active) else 0,
        "median_deals": int(team.all.median_deals),
        "peak_week": team.weeks[peak] if team.weeks else None,
        "peak_deals": int(team.all.deals[peak]) if team.weeks else 0,
        "busiest": busiest,
        "busiest_deals": busiest.median_deals if busiest else 0,
        "others_deals": float(np.median(deals[1:])) if len(deals) > 1 else 0,
    }


def weekdays() -> list[str]:
    """Days of the week, Monday first."""
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    ]  # fmt: skip


def _counts(person: PersonWorkload, *, by_week: bool) -> Counts:
    return person.latest().deals if by_week else person.by_hour.reshape(-1)


def _days(person: PersonWorkload, hours: Hours) -> list[tuple[str, list[Hour], int]]:
    """The week of a person: name, hours and total of each day."""
    most = int(person.by_hour.max(initial=0))
    return [
        (
            name,
            [
                _hour(name, hour, int(count), most, is_work=bool(hours[day, hour]))
                for hour, count in enumerate(person.by_hour[day])
            ],
            int(person.by_hour[day].sum()),
        )
        for day, name in enumerate(weekdays())
    ]


def _hour(day: str, hour: int, count: int, most: int, *, is_work: bool) -> Hour:
    number = formatting.number(count)
    title = _("%(day)s, %(hour)s: %(n)s") % {"day": day, "hour": f"{hour}:00", "n": number}
    return Hour(number if count else "", shade(count, most), title, is_work)


def _row(
    request: HttpRequest, person: PersonWorkload, most: int, hours: Hours, *, by_week: bool
) -> PersonRow:
    counts = _counts(person, by_week=by_week)
    outside = person.outside(hours)
    is_enough = person.events >= MIN_EVENTS
    day, hour = person.busiest_hour
    return PersonRow(
        name=person.name,
        strip=list(heat_strip(counts, most)),
        width=len(counts),
        events=person.events,
        title=_("Mostly on %(day)s at %(hour)s") % {"day": weekdays()[day], "hour": f"{hour}:00"},
        deals=formatting.number(person.median_deals, 1),
        outside=outside.share if is_enough else None,
        outside_interval=interval_words(*outside.interval) if is_enough else "",
        query=_query_showing(request, person.name),
        is_on=request.GET.get("show") == person.name,
    )


def _query_showing(request: HttpRequest, name: str) -> str:
    """The address that shows the week of a person, or of everybody."""
    query = request.GET.copy()
    query.pop("show", None)
    if name:
        query["show"] = name
    return query.urlencode()


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """What each did when, as a workbook."""
    filtered = filtered_log_of(request, log_id)
    team = queries.workload_of(filtered)
    by_week = request.GET.get("view") == "week"
    header, rows = _week_table(team) if by_week else _hour_table(team)
    widths = (28, 14, 12, 10) if by_week else (28, 14, *[7] * 24, 10)
    return workbook(_("Workload"), header, rows, widths=widths, of=filtered)


def _week_table(team: TeamWorkload) -> tuple[list[str], Iterable[list[Any]]]:
    header = [_("Person"), _("Week from"), _("Events"), _("Deals")]
    return header, (
        [person.name, monday, int(events), int(deals)]
        for person in team.people
        for monday, events, deals in zip(team.weeks, person.by_week, person.deals, strict=True)
        if events
    )


def _hour_table(team: TeamWorkload) -> tuple[list[str], Iterable[list[Any]]]:
    header = [_("Person"), _("Weekday"), *(f"{hour}:00" for hour in range(24)), _("In total")]
    return header, (
        [person.name, name, *(int(n) for n in person.by_hour[day]), int(person.by_hour[day].sum())]
        for person in team.people
        for day, name in enumerate(weekdays())
    )
