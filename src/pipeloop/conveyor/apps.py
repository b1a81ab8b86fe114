from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConveyorConfig(AppConfig):
    name = "pipeloop.conveyor"
    label = "conveyor"

    def ready(self) -> None:
        from pipeloop.clients.actions import ACCOUNT_CHANGED
        from pipeloop.clients.queries import IN_USE, RECORDS
        from pipeloop.clients.views.clients import PANELS
        from pipeloop.company.actions.settings import WORK_RULES_CHANGED
        from pipeloop.conveyor.actions.usual_times import judge_all_later, judge_deals_of
        from pipeloop.conveyor.domain.event_kinds import register_event_kinds
        from pipeloop.conveyor.queries import deals_of_contact, in_use
        from pipeloop.conveyor.views.client_list import client_panel
        from pipeloop.conveyor.words import EventKind
        from pipeloop.ui.navigation import NAV, NavItem, register

        register_event_kinds(EventKind.choices)
        IN_USE.add(in_use)
        RECORDS.add(deals_of_contact)
        PANELS.add(client_panel)
        ACCOUNT_CHANGED.add(judge_deals_of)
        WORK_RULES_CHANGED.add(judge_all_later)
        board = ("conveyor:stage", "conveyor:deal", "conveyor:new_lead", "conveyor:move")
        clients = ("clients:client", "clients:edit", "clients:contact")
        register(
            NAV,
            NavItem(_("Conveyor"), "conveyor:board", board, "layout-kanban", 30),
            NavItem(_("Clients"), "conveyor:clients", clients, "users", 40),
        )
