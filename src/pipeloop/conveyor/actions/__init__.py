"""What people do on the conveyor: each verb is one function, one transaction, one event."""

from pipeloop.conveyor.actions.clients import (
    add_contact,
    change_account,
    change_contact,
    erase_contact,
    erase_past_term,
)
from pipeloop.conveyor.actions.closing import close_lost, close_won, reopen_deal
from pipeloop.conveyor.actions.leads import create_lead
from pipeloop.conveyor.actions.moving import Moved, move_deal, return_deal
from pipeloop.conveyor.actions.working import (
    add_participant,
    assign_deal,
    edit_deal,
    note,
    park_deal,
    record_facts,
    resume_deal,
)

__all__ = [
    "Moved",
    "add_contact",
    "add_participant",
    "assign_deal",
    "change_account",
    "change_contact",
    "close_lost",
    "close_won",
    "create_lead",
    "edit_deal",
    "erase_contact",
    "erase_past_term",
    "move_deal",
    "note",
    "park_deal",
    "record_facts",
    "reopen_deal",
    "resume_deal",
    "return_deal",
]
