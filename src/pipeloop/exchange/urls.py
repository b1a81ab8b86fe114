from django.urls import path

from pipeloop.exchange.views import connections, exports, imports

app_name = "exchange"

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/<int:run_id>/", imports.import_run, name="import"),
    path("import/<int:run_id>/columns/", imports.change_mapping, name="change_mapping"),
    path("import/<int:run_id>/stages/", imports.match_stages, name="match_stages"),
    path("import/<int:run_id>/start/", imports.load, name="load"),
    path("import/<int:run_id>/undo/", imports.undo_import, name="undo_import"),
    path("import/<int:run_id>/progress/", imports.progress, name="import_progress"),
    path("connections/", connections.connections, name="connections"),
    path("connections/add/<slug:system>/", connections.connect, name="connect"),
    path("connections/files/", connections.upload_history, name="upload_history"),
    path("connections/<int:connection_id>/", connections.connection, name="connection"),
    path(
        "connections/<int:connection_id>/progress/",
        connections.progress,
        name="connection_progress",
    ),
    path("connections/<int:connection_id>/fetch/", connections.fetch, name="fetch"),
    path(
        "connections/<int:connection_id>/deliver/",
        connections.deliver_history,
        name="deliver_history",
    ),
    path("connections/<int:connection_id>/token/", connections.renew_token, name="renew_token"),
    path("connections/<int:connection_id>/disconnect/", connections.disconnect, name="disconnect"),
    path("export/", exports.exports, name="exports"),
    path("export/request/", exports.request_export, name="request_export"),
    path("export/<int:export_id>/", exports.export, name="export"),
    path("export/<int:export_id>/progress/", exports.progress, name="export_progress"),
    path("export/<int:export_id>/file/", exports.download, name="download_export"),
]
