from django.urls import path

from pipeloop.exchange.views import exports, imports

app_name = "exchange"

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/<int:run_id>/", imports.run, name="run"),
    path("import/<int:run_id>/columns/", imports.columns, name="columns"),
    path("import/<int:run_id>/stages/", imports.stages, name="stages"),
    path("import/<int:run_id>/start/", imports.start, name="start"),
    path("import/<int:run_id>/undo/", imports.undo, name="undo"),
    path("import/<int:run_id>/progress/", imports.progress, name="progress"),
    path("export/", exports.exports, name="exports"),
    path("export/ask/", exports.ask, name="ask"),
    path("export/<int:export_id>/", exports.export, name="export"),
    path("export/<int:export_id>/progress/", exports.progress, name="export_progress"),
    path("export/<int:export_id>/file/", exports.file, name="export_file"),
]
