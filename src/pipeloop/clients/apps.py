from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "pipeloop.clients"
    label = "clients"
