from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompanyConfig(AppConfig):
    name = "pipeloop.company"
    label = "company"

    def ready(self) -> None:
        from pipeloop.company import policy
        from pipeloop.company.web.http import person
        from pipeloop.ui.navigation import NAV, PERSON_MENU, NavItem, register

        own = ("company:new_token", "company:revoke_token")
        team = ("company:people", "company:person")
        register(NAV, NavItem(_("Team"), "company:people", team, "users-group", 60))
        register(
            PERSON_MENU,
            NavItem(_("My page"), "company:profile", own, "user", 10),
            NavItem(
                _("Settings"),
                "company:settings",
                (),
                "settings",
                20,
                lambda request: policy.change_company(person(request)),
            ),
        )
