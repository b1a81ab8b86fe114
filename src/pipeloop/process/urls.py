from django.urls import path

from pipeloop.process import views

app_name = "process"

urlpatterns = [
    path("", views.process, name="process"),
    path("start/", views.start, name="start"),
    path("table/", views.table, name="table"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:version_id>/", views.version, name="version"),
    path("versions/<int:version_id>/table/", views.table, name="version_table"),
    path("steps/<int:step_id>/", views.step, name="step"),
    path("criteria/<int:criterion_id>/", views.soften, name="soften"),
]
