"""What imports, exports and connections do in the background."""

from pipeloop.core.ids import ConnectionId, ExportId, ImportId
from pipeloop.core.jobs import job
from pipeloop.exchange import actions


@job("exchange.check_import")
def check_import(run_id: int) -> None:
    """Check a file."""
    actions.check_import(ImportId(run_id))


@job("exchange.load_import")
def load_import(run_id: int) -> None:
    """Load a file."""
    actions.load_import(ImportId(run_id))


@job("exchange.undo_import")
def undo_import(run_id: int) -> None:
    """Undo an import."""
    actions.undo_import(ImportId(run_id))


@job("exchange.write_export")
def write_export(export_id: int) -> None:
    """Write the file of an export."""
    actions.write_export(ExportId(export_id))


@job("exchange.remove_expired_files", cron="*/10 * * * *")
def remove_expired_files() -> None:
    """Remove files of exports that were kept for their day."""
    actions.remove_expired_files()


@job("exchange.fetch_history")
def fetch_history(connection_id: int) -> None:
    """Fetch some pages of another system's history."""
    actions.fetch_history(ConnectionId(connection_id))


@job("exchange.deliver_history")
def deliver_history(connection_id: int, destination: str) -> None:
    """Deliver a fetched history."""
    actions.deliver_history(ConnectionId(connection_id), destination)
