"""What the conveyor does by the clock."""

from pipeloop.conveyor.actions.waking import wake_parked
from pipeloop.core.jobs import job


@job("conveyor.wake_parked", cron="5 * * * *")
def wake() -> None:
    """Bring parked deals back, soon after their day has begun in any time zone."""
    wake_parked()
