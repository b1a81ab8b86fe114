from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "pipeloop.history"
    label = "history"

    def ready(self) -> None:
        from pipeloop.company.web.http import person
        from pipeloop.history import policy
        from pipeloop.ui.navigation import NAV, NavItem, register

        item = NavItem(
            _("How sales run"),
            "history:logs",
            ("history:",),
            "chart-dots-3",
            50,
            lambda request: policy.see_logs(person(request)),
        )
        register(NAV, item)
