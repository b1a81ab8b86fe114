from django.urls import path

from pipeloop.exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:run_id>/", views.run, name="run"),
    path("<int:run_id>/columns/", views.columns, name="columns"),
    path("<int:run_id>/stages/", views.stages, name="stages"),
    path("<int:run_id>/start/", views.start, name="start"),
    path("<int:run_id>/undo/", views.undo, name="undo"),
    path("<int:run_id>/progress/", views.progress, name="progress"),
]
