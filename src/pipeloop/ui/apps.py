from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pipeloop.ui"
    label = "ui"
