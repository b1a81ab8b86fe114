from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "pipeloop.core"
    label = "core"
