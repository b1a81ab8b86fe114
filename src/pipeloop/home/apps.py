from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "pipeloop.home"
    label = "home"

    def ready(self) -> None:
        from pipeloop.ui.navigation import NAV, NavItem, register

        register(NAV, NavItem(_("Pulse"), "home:pulse", (), "activity-heartbeat", 10))
