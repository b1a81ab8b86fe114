from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "pipeloop.site"
    label = "pipeloop_site"

    def ready(self) -> None:
        from django.apps import apps
        from django.db.models.signals import post_save, pre_migrate

        from pipeloop.company.models import Person
        from pipeloop.site.schema import write_mark
        from pipeloop.site.sign_in import remove_other_addresses

        post_save.connect(remove_other_addresses, Person, dispatch_uid="remove_other_addresses")
        # Sent for apps with models only, and before the migrations of any of them.
        company = apps.get_app_config("company")
        pre_migrate.connect(write_mark, company, dispatch_uid="write_mark")
