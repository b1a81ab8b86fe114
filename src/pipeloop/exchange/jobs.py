"""What imports, exports and connections do in the background."""

from pipeloop.core.ids import ConnectionId, ExportId, ImportId
from pipeloop.core.jobs import job
from pipeloop.exchange import actions


@job("exchange.check")
def check(run_id: int) -> None:
    """Check a file."""
    actions.check(ImportId(run_id))


@job("exchange.load")
def load(run_id: int) -> None:
    """Load a file."""
    actions.load(ImportId(run_id))


@job("exchange.take_back")
def take_back(run_id: int) -> None:
    """Take a load back."""
    actions.take_back(ImportId(run_id))


@job("exchange.write")
def write(export_id: int) -> None:
    """Write the file of an export."""
    actions.write_export(ExportId(export_id))


@job("exchange.remove_files", cron="*/10 * * * *")
def remove_files() -> None:
    """Remove files of exports that were kept for their day."""
    actions.remove_old_files()


@job("exchange.fetch")
def fetch(connection_id: int) -> None:
    """Fetch some pages of another system's history."""
    actions.fetch(ConnectionId(connection_id))


@job("exchange.hand_over")
def hand_over(connection_id: int) -> None:
    """Make an import of a fetched history."""
    actions.hand_over(ConnectionId(connection_id))
