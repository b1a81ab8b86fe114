from django.urls import path

from pipeloop.home.views import find, pulse

app_name = "home"

urlpatterns = [
    path("", pulse.pulse, name="pulse"),
    path("find/", find.find, name="find"),
]
