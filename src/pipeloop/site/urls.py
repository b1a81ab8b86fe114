"""Addresses of the whole site."""

from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from django.views.i18n import set_language

from pipeloop.site.api import api, not_found

urlpatterns = [
    path("", include("pipeloop.home.urls")),
    path("", include("pipeloop.conveyor.urls")),
    path("", include("pipeloop.clients.urls")),
    path("process/", include("pipeloop.process.urls")),
    path("history/", include("pipeloop.history.urls")),
    path("", include("pipeloop.exchange.urls")),
    path("company/", include("pipeloop.company.urls")),
    path("styleguide/", include("pipeloop.ui.urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    re_path(r"^api/v1/(?P<rest>[\s\S]+)$", not_found),
    # An address is changed by those who manage people, see company/actions/people.py.
    path("account/email/", page_not_found, {"exception": None}),
    path("account/", include("allauth.urls")),
]
