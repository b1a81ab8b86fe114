"""Tables of the conveyor."""

from pipeloop.conveyor.models.clients import Account, Contact
from pipeloop.conveyor.models.deals import Deal, Participant
from pipeloop.conveyor.models.events import Event

__all__ = ["Account", "Contact", "Deal", "Event", "Participant"]
