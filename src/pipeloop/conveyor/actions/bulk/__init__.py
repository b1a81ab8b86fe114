"""Bringing many deals at once, with their past, and undoing that."""

from pipeloop.conveyor.actions.bulk.create import load_deals
from pipeloop.conveyor.actions.bulk.past import LoadCounts, PastContact, PastDeal, PastEvent
from pipeloop.conveyor.actions.bulk.undo import UndoneLoad, undo_load

__all__ = [
    "LoadCounts",
    "PastContact",
    "PastDeal",
    "PastEvent",
    "UndoneLoad",
    "load_deals",
    "undo_load",
]
