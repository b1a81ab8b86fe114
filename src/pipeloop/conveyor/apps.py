from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConveyorConfig(AppConfig):
    name = "pipeloop.conveyor"
    label = "conveyor"

    def ready(self) -> None:
        from pipeloop.ui.navigation import NAV, NavItem, register

        board = ("conveyor:stage", "conveyor:deal", "conveyor:new_lead", "conveyor:move")
        clients = ("conveyor:client", "conveyor:edit_client", "conveyor:contact")
        register(
            NAV,
            NavItem(_("Pulse"), "conveyor:pulse", (), "activity-heartbeat", 10),
            NavItem(_("Conveyor"), "conveyor:board", board, "layout-kanban", 30),
            NavItem(_("Clients"), "conveyor:clients", clients, "users", 40),
        )
