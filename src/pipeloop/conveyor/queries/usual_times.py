"""How long a stay on each step usually lasts: the company's own median, or the template's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeloop.conveyor.models import UsualTime as Row
from pipeloop.engine.hanging import UsualTime, usual_time
from pipeloop.process.queries import Outline, StepView


@dataclass(frozen=True, slots=True)
class UsualTimes:
    """The usual time of every step.

    Args:
        own: departures and their median in working seconds, by process and code of the step.
        day_s: working seconds of a day by the company's calendar, in which templates count.
    """

    own: Mapping[tuple[int, str], tuple[int, float]]
    day_s: int

    def of(self, plan: Outline, step: StepView) -> UsualTime | None:
        """The usual time on a step; None where neither own departures nor a template give it."""
        departures, median_s = self.own.get((plan.process_id, step.code), (0, None))
        template_s = None if step.days_p50 is None else step.days_p50 * self.day_s
        return usual_time(median_s=median_s, departures=departures, template_s=template_s)

    def days(self, usual: UsualTime | None) -> float | None:
        """A usual time in working days."""
        return None if usual is None else usual.seconds / self.day_s


def usual_times(day_s: int) -> UsualTimes:
    """The usual times as they were measured last: one statement.

    Args:
        day_s: working seconds of a day by the company's calendar.
    """
    rows = Row.objects.values_list("process", "step_code", "departures", "median_s")
    own = {(process, code): (count, median_s) for process, code, count, median_s in rows}
    return UsualTimes(own, day_s)
