from django.urls import path

from pipeloop.history.views import (
    behind,
    conformance,
    deals,
    funnel,
    hanging,
    logs,
    maps,
    paths,
    steps,
)

app_name = "history"

urlpatterns = [
    path("", logs.logs, name="logs"),
    path("<int:log_id>/", maps.process_map, name="map"),
    path("<int:log_id>/map.xlsx", maps.table, name="map_table"),
    path("<int:log_id>/paths/", paths.paths, name="paths"),
    path("<int:log_id>/paths.xlsx", paths.table, name="paths_table"),
    path("<int:log_id>/conformance/", conformance.conformance, name="conformance"),
    path("<int:log_id>/conformance.xlsx", conformance.table, name="conformance_table"),
    path("<int:log_id>/conformance/<int:number>.xlsx", conformance.cases, name="deviation"),
    path("<int:log_id>/as-is/", conformance.describe, name="describe"),
    path("<int:log_id>/deals/", deals.deals, name="deals"),
    path("<int:log_id>/deals.xlsx", deals.table, name="deals_table"),
    path("<int:log_id>/funnel/", funnel.funnel, name="funnel"),
    path("<int:log_id>/funnel.xlsx", funnel.table, name="funnel_table"),
    path("<int:log_id>/steps/", steps.steps, name="steps"),
    path("<int:log_id>/steps.xlsx", steps.table, name="steps_table"),
    path("<int:log_id>/hanging/", hanging.hanging, name="hanging"),
    path("<int:log_id>/hanging.xlsx", hanging.table, name="hanging_table"),
    path("<int:log_id>/behind/", behind.behind, name="behind"),
    path("<int:log_id>/behind.xlsx", behind.table, name="behind_table"),
    path("<int:log_id>/reading/", logs.log, name="log"),
    path("<int:log_id>/columns/", logs.columns, name="columns"),
    path("<int:log_id>/progress/", logs.progress, name="progress"),
    path("<int:log_id>/remove/", logs.remove, name="remove"),
]
