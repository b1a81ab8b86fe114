"""What the conveyor does by the clock, and in the background."""

from django.db.models import Q

from pipeloop.conveyor.actions.parking import unpark_due
from pipeloop.conveyor.actions.usual_times import judge_anew, measure_usual_times
from pipeloop.core.jobs import job


@job("conveyor.unpark_due", cron="5 * * * *")
def unpark() -> None:
    """Bring parked deals back, soon after their day has begun in any time zone."""
    unpark_due()


@job("conveyor.measure_usual_times", cron="40 1 * * *")
def measure() -> None:
    """Measure how long deals usually stay on each step, every night."""
    measure_usual_times()


@job("conveyor.judge_all")
def judge_all() -> None:
    """Judge every open deal anew, after the company has changed what hanging depends on."""
    judge_anew(Q())
