from django.urls import path

from pipeloop.exchange.views import connections, exports, imports

app_name = "exchange"

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/<int:run_id>/", imports.run, name="run"),
    path("import/<int:run_id>/columns/", imports.columns, name="columns"),
    path("import/<int:run_id>/stages/", imports.stages, name="stages"),
    path("import/<int:run_id>/start/", imports.start, name="start"),
    path("import/<int:run_id>/undo/", imports.undo, name="undo"),
    path("import/<int:run_id>/progress/", imports.progress, name="progress"),
    path("connections/", connections.connections, name="connections"),
    path("connections/add/<slug:system>/", connections.add, name="connect"),
    path("connections/files/", connections.files, name="history_files"),
    path("connections/<int:connection_id>/", connections.connection, name="connection"),
    path(
        "connections/<int:connection_id>/progress/",
        connections.progress,
        name="connection_progress",
    ),
    path("connections/<int:connection_id>/fetch/", connections.fetch, name="fetch"),
    path("connections/<int:connection_id>/import/", connections.hand_over, name="hand_over"),
    path("connections/<int:connection_id>/token/", connections.renew, name="renew"),
    path("connections/<int:connection_id>/disconnect/", connections.disconnect, name="disconnect"),
    path("export/", exports.exports, name="exports"),
    path("export/ask/", exports.ask, name="ask"),
    path("export/<int:export_id>/", exports.export, name="export"),
    path("export/<int:export_id>/progress/", exports.progress, name="export_progress"),
    path("export/<int:export_id>/file/", exports.file, name="export_file"),
]
