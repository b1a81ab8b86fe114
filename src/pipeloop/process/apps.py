from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "pipeloop.process"
    label = "process"
