"""What may be asked about deals; typed answers, few statements."""

from pipeloop.conveyor.queries.board import Board, Column, board, more_cards
from pipeloop.conveyor.queries.cards import (
    DEAL_ORDERS,
    Card,
    Filters,
    card,
    cards_by_id,
    deals,
    hanging_deals,
)
from pipeloop.conveyor.queries.client_base import ClientBase, client_base
from pipeloop.conveyor.queries.client_list import (
    CLIENT_ORDERS,
    ClientDeals,
    ClientFilters,
    ClientRow,
    clients,
    deals_of_client,
)
from pipeloop.conveyor.queries.deal import (
    DealPage,
    deal_and_step,
    deal_page,
    gate_before,
    timeline,
    visible_deal,
)
from pipeloop.conveyor.queries.export_rows import (
    DealExportRow,
    client_export_rows,
    contact_export_rows,
    count_clients,
    count_contacts,
    count_deals,
    deal_export_rows,
)
from pipeloop.conveyor.queries.flow import Flow, StageSummary, flow
from pipeloop.conveyor.queries.people import deals_of_contact, in_use
from pipeloop.conveyor.queries.usual_times import UsualTimes, usual_times

__all__ = [
    "CLIENT_ORDERS",
    "DEAL_ORDERS",
    "Board",
    "Card",
    "ClientBase",
    "ClientDeals",
    "ClientFilters",
    "ClientRow",
    "Column",
    "DealExportRow",
    "DealPage",
    "Filters",
    "Flow",
    "StageSummary",
    "UsualTimes",
    "board",
    "card",
    "cards_by_id",
    "client_base",
    "client_export_rows",
    "clients",
    "contact_export_rows",
    "count_clients",
    "count_contacts",
    "count_deals",
    "deal_and_step",
    "deal_export_rows",
    "deal_page",
    "deals",
    "deals_of_client",
    "deals_of_contact",
    "flow",
    "gate_before",
    "hanging_deals",
    "in_use",
    "more_cards",
    "timeline",
    "usual_times",
    "visible_deal",
]
