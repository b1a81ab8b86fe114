"""Steps: how long each takes, where deals wait, rework, times between any two."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from pipeloop.history import queries
from pipeloop.history.queries import Clock, FilteredLog, ReworkLine, StepLine, TimeBetween
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import (
    clock_context,
    duration_words,
    hidden_fields,
    requested_clock,
)
from pipeloop.history.views.workbooks import days, percent, workbook

# The size of a chart in its own units, and how many returns and skips are named in sentences.
WIDTH, HEIGHT, NAMED = 1000, 200, 4


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the page draws it: bars up to its median, p80 and p90, all on one scale."""

    step: StepLine
    longest_s: float

    @property
    def median(self) -> int:
        """The width of the bar up to the median."""
        return self._width(self.step.median_s)

    @property
    def p80(self) -> int:
        """The width of the bar up to the 80th percentile."""
        return self._width(self.step.p80_s)

    @property
    def p90(self) -> int:
        """The width of the bar up to the 90th percentile."""
        return self._width(self.step.p90_s)

    @property
    def work_share(self) -> float | None:
        """The part of the time that is work, where that is known."""
        waiting, work = self.step.waiting_s, self.step.work_s
        if waiting is None or work is None or not waiting + work:
            return None
        return work / (waiting + work)

    @property
    def work_width(self) -> int:
        """The width of the work in the bar of waiting and work."""
        return round(WIDTH * (self.work_share or 0))

    @property
    def work_x(self) -> int:
        """Where the work begins in that bar."""
        return WIDTH - self.work_width

    def _width(self, seconds: float | None) -> int:
        return max(2, round(WIDTH * (seconds or 0) / self.longest_s)) if self.longest_s else 0


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of the histogram: its place and size, and its words."""

    x: int
    width: int
    y: int
    height: int
    words: str


@tab("steps")
def steps(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """The steps of the filtered deals."""
    clock = requested_clock(request)
    report, rework = queries.step_report(filtered, clock), queries.rework_of(filtered)
    needed = [line for line in rework if not line.is_optional]
    return (
        clock_context(request, clock)
        | _between_context(request, filtered, clock)
        | {
            "report": report,
            "rows": [StepRow(line, report.longest_s) for line in report.lines],
            "slowest": report.slowest,
            "held_most": queries.held_most(filtered),
            "rework": [line for line in rework if line.again or line.skipped],
            "back": _largest([line for line in rework if line.back_share], "back_share"),
            "skipped": _largest([line for line in needed if line.skipped_share], "skipped_share"),
        }
    )


def _largest(lines: list[ReworkLine], name: str) -> list[ReworkLine]:
    """Those with the largest share above 0."""
    share = attrgetter(f"{name}.share")
    return sorted((line for line in lines if share(line) > 0), key=share, reverse=True)[:NAMED]


def _between_context(request: HttpRequest, filtered: FilteredLog, clock: Clock) -> dict[str, Any]:
    names = queries.steps_in_order(filtered)
    first = request.GET.get("first", "") or (names[0] if names else "")
    second = request.GET.get("second", "") or (names[-1] if names else "")
    between = queries.time_between(filtered, first, second, clock)
    return {
        "between": between,
        "step_names": names,
        "first": first,
        "second": second,
        "columns": _columns(between, clock) if between else [],
        "marks": _marks(between) if between else [],
        "axis": _axis(between, clock) if between else None,
        "fields": hidden_fields(request, "first", "second"),
    }


def _columns(between: TimeBetween, clock: Clock) -> list[Column]:
    bars, highest = between.bars, between.highest
    columns = []
    for place, bar in enumerate(bars):
        x, next_x = WIDTH * place // len(bars), WIDTH * (place + 1) // len(bars)
        height = max(2, round(HEIGHT * bar.count / highest)) if bar.count else 0
        words = _("from %(low)s to %(high)s: %(count)s") % {
            "low": duration_words(bar.low_s, clock),
            "high": duration_words(bar.high_s, clock),
            "count": bar.count,
        }
        columns.append(Column(x + 1, max(1, next_x - x - 2), HEIGHT - height, height, words))
    return columns


def _marks(between: TimeBetween) -> list[tuple[str, int, float]]:
    """Name, place and seconds of the median and the 90th percentile, where there is a chart."""
    end = between.bars[-1].high_s if between.bars else 0
    quantiles = (("median", between.median_s), ("p90", between.p90_s))
    return [
        (name, round(WIDTH * seconds / end), seconds)
        for name, seconds in quantiles
        if seconds is not None and end
    ]


def _axis(between: TimeBetween, clock: Clock) -> list[str]:
    """The labels of the axis: at its beginning, in the middle and at its end."""
    end = between.bars[-1].high_s if between.bars else 0
    return [duration_words(end * part, clock) for part in (0, 0.5, 1)]


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The steps as a workbook."""
    filtered, clock = filtered_log_of(request, log_id), requested_clock(request)
    report = queries.step_report(filtered, clock)
    rework = {line.name: line for line in queries.rework_of(filtered)}
    header = [_("Step"), _("In"), _("Out"), _("There now"), _("Stalled")]
    header += [
        _("%(name)s, days") % {"name": name}
        for name in (_("Mean"), _("Median"), _("80% within"), _("90% within"),
                     _("Waiting"), _("Work"))
    ]  # fmt: skip
    header += [_("Repeat it, deals"), _("Go back to it, deals"), _("Go back to it, %")]
    header += [_("Skip it, deals"), _("Skip it, %")]
    rows = (
        [
            line.name, line.came, line.went, line.standing, line.stalled,
            *(None if seconds is None else days(seconds, clock.day_s) for seconds in (
                line.mean_s, line.median_s, line.p80_s, line.p90_s, line.waiting_s, line.work_s)),
            *_rework_cells(rework[line.name]),
        ]
        for line in report.lines
    )  # fmt: skip
    return workbook(_("Steps"), header, rows, widths=(32, *[12] * 15), of=filtered)


def _rework_cells(line: ReworkLine) -> list[Any]:
    back, skipped = line.back_share, line.skipped_share
    return [
        line.again,
        line.back,
        percent(back.share) if back else None,
        line.skipped,
        percent(skipped.share) if skipped else None,
    ]
