"""What is done with logs in the background."""

from pipeloop.core.ids import LogId
from pipeloop.core.jobs import job
from pipeloop.history import actions


@job("history.read")
def read(log_id: int) -> None:
    """Read a log."""
    actions.read(LogId(log_id))


@job("history.refresh_own", cron="*/5 * * * *")
def refresh_own() -> None:
    """Bring the log of the company's own deals up to date."""
    actions.refresh_own()


@job("history.repair_folders", cron="20 * * * *")
def repair_folders() -> None:
    """Remove folders that interrupted readings left, and read again what was lost."""
    actions.repair_folders()
