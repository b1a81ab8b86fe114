"""Steps: how long each takes, where deals stand, what is done again, times between any two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from pipeloop.history import queries
from pipeloop.history.queries import BetweenFound, Clock, ReturnLine, Slice, StepLine
from pipeloop.history.views.looks import clock_asked, kept_fields, look_context, told_time
from pipeloop.history.views.sheets import days, percent, workbook
from pipeloop.history.views.tabs import chosen_deals, filters_of, tab

# Units of a picture, and as many returns and skips as are said in words.
WIDE, TALL, SAID = 1000, 200, 4
# What nearly all go past is no step that they leave out.
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the page draws it: half, four of five and nine of ten deals, on one scale."""

    step: StepLine
    longest_s: float

    @property
    def median(self) -> int:
        return self._at(self.step.median_s)

    @property
    def p80(self) -> int:
        return self._at(self.step.p80_s)

    @property
    def p90(self) -> int:
        return self._at(self.step.p90_s)

    @property
    def work_share(self) -> float | None:
        """The part of the time that is work, where that is known."""
        waiting, work = self.step.waiting_s, self.step.work_s
        if waiting is None or work is None or not waiting + work:
            return None
        return work / (waiting + work)

    @property
    def work_width(self) -> int:
        return round(WIDE * (self.work_share or 0))

    @property
    def work_x(self) -> int:
        return WIDE - self.work_width

    def _at(self, seconds: float | None) -> int:
        return max(2, round(WIDE * (seconds or 0) / self.longest_s)) if self.longest_s else 0


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of the histogram: where it stands, how high, and what it says."""

    x: int
    width: int
    y: int
    height: int
    words: str


@tab("steps")
def steps(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """The steps of the chosen deals."""
    clock = clock_asked(request)
    found, again = queries.steps_told(part, clock), queries.returns_of(part)
    return (
        look_context(request, clock)
        | _between(request, part, clock)
        | {
            "found": found,
            "lines": [Line(line, found.longest_s) for line in found.lines],
            "slow": found.slowest,
            "returns": [one for one in again if one.again or one.skipped],
            "back": _most(again, "back_share"),
            "skipped": _most(again, "skipped_share"),
            "behind": filters_of(request),
        }
    )


def _most(lines: tuple[ReturnLine, ...], name: str) -> list[ReturnLine]:
    """Those of which the largest share is told."""
    told = [
        line
        for line in lines
        if (share := getattr(line, name))
        and share.share > 0
        and (name != "skipped_share" or share.share < NEARLY_ALL)
    ]
    return sorted(told, key=lambda line: -getattr(line, name).share)[:SAID]


def _between(request: HttpRequest, part: Slice, clock: Clock) -> dict[str, Any]:
    names = queries.steps_to_choose(part)
    first = request.GET.get("first", "") or (names[0] if names else "")
    second = request.GET.get("second", "") or (names[-1] if names else "")
    found = queries.between_of(part, first, second, clock)
    return {
        "between": found,
        "choices": names,
        "first": first,
        "second": second,
        "columns": _columns(found, clock) if found else [],
        "marks": _marks(found) if found else [],
        "ends": _ends(found, clock) if found else None,
        "fields": kept_fields(request, "first", "second"),
    }


def _columns(found: BetweenFound, clock: Clock) -> list[Column]:
    bars, high = found.bars, found.highest
    columns = []
    for place, bar in enumerate(bars):
        x, after = WIDE * place // len(bars), WIDE * (place + 1) // len(bars)
        height = max(2, round(TALL * bar.count / high)) if bar.count else 0
        words = _("from %(low)s to %(high)s: %(count)s") % {
            "low": told_time(bar.low_s, clock),
            "high": told_time(bar.high_s, clock),
            "count": bar.count,
        }
        columns.append(Column(x + 1, max(1, after - x - 2), TALL - height, height, words))
    return columns


def _marks(found: BetweenFound) -> list[tuple[str, int, float]]:
    """Where the median and the 90th percentile stand; none where they are not in the picture."""
    whole = found.bars[-1].high_s if found.bars else 0
    told = (("median", found.median_s), ("p90", found.p90_s))
    return [(name, round(WIDE * at / whole), at) for name, at in told if at is not None and whole]


def _ends(found: BetweenFound, clock: Clock) -> tuple[str, str, str]:
    """What the axis says at its beginning, in its middle and at its end."""
    whole = found.bars[-1].high_s if found.bars else 0
    return tuple(told_time(whole * part, clock) for part in (0, 0.5, 1))  # type: ignore[return-value]


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The steps as a workbook."""
    part, clock = chosen_deals(request, log_id), clock_asked(request)
    found = queries.steps_told(part, clock)
    again = {line.name: line for line in queries.returns_of(part)}
    header = [_("Step"), _("In"), _("Out"), _("Stand now"), _("Over 2 medians")]
    header += [
        _("%(name)s, days") % {"name": name}
        for name in (_("Mean"), _("Median"), _("80 % are faster"), _("90 % are faster"),
                     _("Waiting"), _("Work"))
    ]  # fmt: skip
    header += [_("Come again, deals"), _("Go back, deals"), _("Go back, %"), _("Go past, deals")]
    header += [_("Go past, %")]
    rows = (
        [
            line.name, line.came, line.went, line.standing, line.over,
            *(None if seconds is None else days(seconds, clock.day_s) for seconds in (
                line.mean_s, line.median_s, line.p80_s, line.p90_s, line.waiting_s, line.work_s)),
            *_again(again[line.name]),
        ]
        for line in found.lines
    )  # fmt: skip
    return workbook(_("Steps"), header, rows, widths=(32, *[12] * 15), of=part)


def _again(line: ReturnLine) -> list[Any]:
    back, skipped = line.back_share, line.skipped_share
    return [
        line.again,
        line.back,
        percent(back.share) if back else None,
        line.skipped,
        percent(skipped.share) if skipped else None,
    ]
