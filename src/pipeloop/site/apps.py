from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "pipeloop.site"
    label = "pipeloop_site"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from pipeloop.company.models import Person
        from pipeloop.site.sign_in import forget_addresses

        post_save.connect(forget_addresses, Person, dispatch_uid="forget_addresses")
