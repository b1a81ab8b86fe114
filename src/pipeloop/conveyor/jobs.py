"""What the conveyor does by the clock."""

from pipeloop.conveyor.actions.unparking import unpark_due
from pipeloop.core.jobs import job


@job("conveyor.unpark_due", cron="5 * * * *")
def wake() -> None:
    """Bring parked deals back, soon after their day has begun in any time zone."""
    unpark_due()
