from django.urls import path

from pipeloop.history.views import (
    deals,
    differences,
    dots,
    handed,
    handoffs,
    load,
    logs,
    maps,
    paths,
)

app_name = "history"

urlpatterns = [
    path("", logs.logs, name="logs"),
    path("<int:log_id>/", maps.process_map, name="map"),
    path("<int:log_id>/map.xlsx", maps.table, name="map_table"),
    path("<int:log_id>/paths/", paths.paths, name="paths"),
    path("<int:log_id>/paths.xlsx", paths.table, name="paths_table"),
    path("<int:log_id>/deals/", deals.deals, name="deals"),
    path("<int:log_id>/deals.xlsx", deals.table, name="deals_table"),
    path("<int:log_id>/handoffs/", handoffs.handoffs, name="handoffs"),
    path("<int:log_id>/handoffs.xlsx", handoffs.table, name="handoffs_table"),
    path("<int:log_id>/handed/", handed.handed, name="handed"),
    path("<int:log_id>/handed.xlsx", handed.table, name="handed_table"),
    path("<int:log_id>/load/", load.load, name="load"),
    path("<int:log_id>/load.xlsx", load.table, name="load_table"),
    path("<int:log_id>/dots/", dots.dots, name="dots"),
    path("<int:log_id>/dots.xlsx", dots.table, name="dots_table"),
    path("<int:log_id>/differences/", differences.differences, name="differences"),
    path("<int:log_id>/differences.xlsx", differences.table, name="differences_table"),
    path("<int:log_id>/reading/", logs.log, name="log"),
    path("<int:log_id>/progress/", logs.progress, name="progress"),
    path("<int:log_id>/remove/", logs.remove, name="remove"),
]
