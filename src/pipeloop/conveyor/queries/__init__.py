"""What may be asked about deals and clients; typed answers, few statements."""

from pipeloop.conveyor.queries.board import Board, Column, board, more_cards
from pipeloop.conveyor.queries.cards import Card, Filters, found_deals, hanging_deals
from pipeloop.conveyor.queries.clients import (
    ClientFilters,
    client_card,
    client_names,
    clients,
)
from pipeloop.conveyor.queries.deal import DealPage, deal_page, gate_to, timeline, visible_deal
from pipeloop.conveyor.queries.pulse import Pulse, pulse

__all__ = [
    "Board",
    "Card",
    "ClientFilters",
    "Column",
    "DealPage",
    "Filters",
    "Pulse",
    "board",
    "client_card",
    "client_names",
    "clients",
    "deal_page",
    "found_deals",
    "gate_to",
    "hanging_deals",
    "more_cards",
    "pulse",
    "timeline",
    "visible_deal",
]
