from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "pipeloop.exchange"
    label = "exchange"

    def ready(self) -> None:
        from pipeloop.company.web.http import person
        from pipeloop.exchange import policy
        from pipeloop.ui.navigation import NAV, PERSON_MENU, NavItem, register

        import_pages = (
            *("exchange:import", "exchange:change_mapping", "exchange:match_stages"),
            *("exchange:connections", "exchange:connect", "exchange:connection"),
            *("exchange:upload_history", "exchange:renew_token"),
        )
        item = NavItem(
            _("Import"),
            "exchange:imports",
            import_pages,
            "database-import",
            70,
            lambda request: policy.see_imports(person(request)),
        )
        register(NAV, item)
        register(PERSON_MENU, NavItem(_("Exports"), "exchange:exports", (), "download", 15))
