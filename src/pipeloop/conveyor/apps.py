from django.apps import AppConfig


class ConveyorConfig(AppConfig):
    name = "pipeloop.conveyor"
    label = "conveyor"
