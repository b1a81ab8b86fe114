from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "pipeloop.site"
    label = "pipeloop_site"
