from django.urls import path

from pipeloop.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.styleguide, name="styleguide"),
    path("drawer/", views.drawer, name="styleguide_drawer"),
]
