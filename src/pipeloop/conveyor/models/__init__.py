"""Tables of the conveyor."""

from pipeloop.conveyor.models.deals import Deal, Participant
from pipeloop.conveyor.models.events import Event
from pipeloop.conveyor.models.usual_times import UsualTime

__all__ = ["Deal", "Event", "Participant", "UsualTime"]
