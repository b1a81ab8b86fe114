"""What people do on the conveyor: each verb is one function, one transaction, one event."""

from pipeloop.conveyor.actions.closing import close_lost, close_won, reopen_deal
from pipeloop.conveyor.actions.editing import add_note, assign_deal, edit_deal
from pipeloop.conveyor.actions.evidence import add_participant, record_facts
from pipeloop.conveyor.actions.leads import create_lead
from pipeloop.conveyor.actions.moving import Moved, move_deal, return_deal
from pipeloop.conveyor.actions.parking import park_deal, resume_deal

__all__ = [
    "Moved",
    "add_note",
    "add_participant",
    "assign_deal",
    "close_lost",
    "close_won",
    "create_lead",
    "edit_deal",
    "move_deal",
    "park_deal",
    "record_facts",
    "reopen_deal",
    "resume_deal",
    "return_deal",
]
