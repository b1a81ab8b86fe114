from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessConfig(AppConfig):
    name = "pipeloop.process"
    label = "process"

    def ready(self) -> None:
        from pipeloop.ui.navigation import NAV, NavItem, register

        register(NAV, NavItem(_("Process"), "process:process", ("process:",), "route", 20))
