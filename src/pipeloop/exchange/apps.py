from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "pipeloop.exchange"
    label = "exchange"
