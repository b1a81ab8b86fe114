"""What may be asked about deals and clients; typed answers, few statements."""

from pipeloop.conveyor.queries.board import Board, Column, board, more_cards
from pipeloop.conveyor.queries.cards import (
    DEAL_ORDERS,
    Card,
    Filters,
    found_deals,
    hanging_deals,
)
from pipeloop.conveyor.queries.clients import (
    CLIENT_ORDERS,
    ClientFilters,
    ClientRow,
    client_card,
    client_names,
    clients,
)
from pipeloop.conveyor.queries.deal import DealPage, deal_page, gate_to, timeline, visible_deal
from pipeloop.conveyor.queries.export_rows import (
    DealLine,
    client_lines,
    contact_lines,
    count_clients,
    count_contacts,
    count_deals,
    deal_lines,
)
from pipeloop.conveyor.queries.personal import (
    Kept,
    Register,
    contact_name,
    kept_of,
    past_term,
    past_term_page,
    register,
)
from pipeloop.conveyor.queries.pulse import Pulse, pulse

__all__ = [
    "CLIENT_ORDERS",
    "DEAL_ORDERS",
    "Board",
    "Card",
    "ClientFilters",
    "ClientRow",
    "Column",
    "DealLine",
    "DealPage",
    "Filters",
    "Kept",
    "Pulse",
    "Register",
    "board",
    "client_card",
    "client_lines",
    "client_names",
    "clients",
    "contact_lines",
    "contact_name",
    "count_clients",
    "count_contacts",
    "count_deals",
    "deal_lines",
    "deal_page",
    "found_deals",
    "gate_to",
    "hanging_deals",
    "kept_of",
    "more_cards",
    "past_term",
    "past_term_page",
    "pulse",
    "register",
    "timeline",
    "visible_deal",
]
