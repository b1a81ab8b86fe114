"""What imports do in the background."""

from pipeloop.core.ids import ImportId
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
