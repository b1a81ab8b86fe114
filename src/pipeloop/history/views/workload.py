"""Load: who works when, as strips of heat and as a table."""

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
from pipeloop.history.queries import PersonLoad, Slice, TeamLoad
from pipeloop.history.queries.workload import LEAST, WEEKS, working_hours
from pipeloop.history.views.shades import between, shade, switch
from pipeloop.history.views.sheets import workbook
from pipeloop.history.views.strips import bars, months, strip
from pipeloop.history.views.tabs import chosen_deals, tab
from pipeloop.ui import formatting

PEOPLE = 20
Counts = NDArray[np.int64]
Hours = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hour:
    """A cell of the week: how much was done, how dark it is, whether it is an hour of work."""

    told: str
    shade: int
    title: str
    is_work: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's row: a strip of heat, one path for each shade, and figures."""

    name: str
    strip: list[tuple[int, str]]
    width: int
    done: int
    title: str
    deals: str
    outside: float | None
    between: str
    query: str
    is_on: bool


@tab("load")
def load(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """When the chosen deals are worked on, and by whom."""
    found, work = queries.load_of(part), working_times().company
    hours = working_hours(work)
    by_week = request.GET.get("view") == "week"
    asked = request.GET.get("show", "")
    one = next((person for person in found.people if person.name == asked), found.all)
    most = max(
        (int(_of(person, by_week=by_week).max(initial=0)) for person in found.people), default=0
    )
    return {
        "found": found,
        "one": one,
        "by_week": by_week,
        "days": _days(one, hours),
        "hours": range(24),
        "weeks": bars(one, found.weeks),
        "most_deals": int(one.latest().deals.max(initial=0)),
        "months": months(found.weeks[-WEEKS:]),
        "hidden_weeks": max(0, len(found.weeks) - WEEKS),
        "hidden_people": max(0, len(found.people) - PEOPLE),
        "lines": [
            _line(request, person, most, hours, by_week=by_week) for person in found.people[:PEOPLE]
        ],
        "weekdays": [str(WEEKDAYS_ABBR[day]) for day in range(7)],
        "opens": f"{work.opens:%H:%M}",
        "closes": f"{work.closes:%H:%M}",
        "views": switch(
            request, "view", [("", _("By hour"), "clock"), ("week", _("By week"), "calendar-week")]
        ),
        "everybody": _shown(request, ""),
    } | _conclusion(found, hours)


def _conclusion(found: TeamLoad, hours: Hours) -> dict[str, Any]:
    day, hour = found.all.busiest_hour
    outside = found.all.outside(hours)
    sure = [person for person in found.people if person.done >= LEAST]
    late = max(sure, key=lambda person: person.outside(hours).share, default=None)
    usual = sorted((person.usual_deals for person in found.people), reverse=True)
    busiest = max(found.people, key=lambda person: person.usual_deals, default=None)
    peak = int(found.all.deals.argmax()) if len(found.all.deals) else 0
    return {
        "busy_day": weekdays()[day],
        "busy_hour": f"{hour}:00–{hour + 1}:00",
        "outside": outside if outside.trials >= LEAST else None,
        "late": late,
        "late_share": late.outside(hours).share if late else 0,
        "late_between": between(*late.outside(hours).interval) if late else "",
        "usual_active": int(np.median(found.active)) if len(found.active) else 0,
        "usual_deals": int(found.all.usual_deals),
        "peak_week": found.weeks[peak] if found.weeks else None,
        "peak_deals": int(found.all.deals[peak]) if found.weeks else 0,
        "busiest": busiest,
        "busiest_deals": busiest.usual_deals if busiest else 0,
        "others_deals": float(np.median(usual[1:])) if len(usual) > 1 else 0,
    }


def weekdays() -> list[str]:
    """Days of the week, Monday first."""
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    ]  # fmt: skip


def _of(person: PersonLoad, *, by_week: bool) -> Counts:
    return person.latest().deals if by_week else person.by_hour.reshape(-1)


def _days(one: PersonLoad, hours: Hours) -> list[tuple[str, list[Hour], int]]:
    """The week of somebody, day by day."""
    most = int(one.by_hour.max(initial=0))
    return [
        (
            name,
            [
                _hour(name, hour, int(count), most, work=bool(hours[day, hour]))
                for hour, count in enumerate(one.by_hour[day])
            ],
            int(one.by_hour[day].sum()),
        )
        for day, name in enumerate(weekdays())
    ]


def _hour(day: str, hour: int, count: int, most: int, *, work: bool) -> Hour:
    told = formatting.number(count)
    title = _("%(day)s, %(hour)s: %(n)s") % {"day": day, "hour": f"{hour}:00", "n": told}
    return Hour(told if count else "", shade(count, most), title, work)


def _line(
    request: HttpRequest, person: PersonLoad, most: int, hours: Hours, *, by_week: bool
) -> Line:
    values = _of(person, by_week=by_week)
    outside = person.outside(hours)
    sure = person.done >= LEAST
    day, hour = person.busiest_hour
    return Line(
        name=person.name,
        strip=list(strip(values, most)),
        width=len(values),
        done=person.done,
        title=_("Mostly on %(day)s at %(hour)s") % {"day": weekdays()[day], "hour": f"{hour}:00"},
        deals=formatting.number(person.usual_deals, 1),
        outside=outside.share if sure else None,
        between=between(*outside.interval) if sure else "",
        query=_shown(request, person.name),
        is_on=request.GET.get("show") == person.name,
    )


def _shown(request: HttpRequest, name: str) -> str:
    """The address that shows the week of somebody, or of all."""
    query = request.GET.copy()
    query.pop("show", None)
    if name:
        query["show"] = name
    return query.urlencode()


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """What each did when, as a workbook."""
    part = chosen_deals(request, log_id)
    found = queries.load_of(part)
    if request.GET.get("view") == "week":
        header = [_("Person"), _("Week from"), _("Things done"), _("Deals")]
        rows: Iterable[list[Any]] = (
            [person.name, monday, int(done), int(deals)]
            for person in found.people
            for monday, done, deals in zip(found.weeks, person.by_week, person.deals, strict=True)
            if done
        )
        return workbook(_("Load"), header, rows, widths=(28, 14, 12, 10), of=part)
    header = [_("Person"), _("Weekday"), *(f"{hour}:00" for hour in range(24)), _("In all")]
    rows = (
        [person.name, name, *(int(n) for n in person.by_hour[day]), int(person.by_hour[day].sum())]
        for person in found.people
        for day, name in enumerate(weekdays())
    )
    return workbook(_("Load"), header, rows, widths=(28, 14, *[7] * 24, 10), of=part)
