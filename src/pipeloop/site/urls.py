"""Addresses of the whole site."""

from django.urls import include, path
from django.views.i18n import set_language

from pipeloop.conveyor.views.board import find
from pipeloop.site.api import api

urlpatterns = [
    path("", include("pipeloop.conveyor.urls")),
    path("find/", find, name="find"),
    path("process/", include("pipeloop.process.urls")),
    path("import/", include("pipeloop.exchange.urls")),
    path("company/", include("pipeloop.company.urls")),
    path("styleguide/", include("pipeloop.ui.urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("account/", include("allauth.urls")),
]
