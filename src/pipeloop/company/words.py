"""Words of the company: roles, languages, whose deals a seller sees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoleCode(models.TextChoices):
    """The roles every company starts with; it may add its own."""

    MARKETER = "marketer", _("Marketer")
    HUNTER = "hunter", _("Hunter")
    CLOSER = "closer", _("Closer")
    CLIENT_MANAGER = "client_manager", _("Client manager")
    KEY_ACCOUNT_MANAGER = "key_account_manager", _("Key account manager")
    HEAD_OF_SALES = "head_of_sales", _("Head of sales")
    OWNER = "owner", pgettext_lazy("role", "Owner")
    ADMINISTRATOR = "administrator", _("Administrator")


class Visibility(models.TextChoices):
    """Whose deals a seller sees, as the company sets it."""

    OWN = "own", _("Only their own")
    TEAM = "team", _("Their team's")
    ALL = "all", _("The whole company's")


class OriginKind(models.TextChoices):
    """Where rows come from that were not typed in by hand."""

    DEMONSTRATION = "demonstration", _("Demonstration")
    IMPORT = "import", _("Import")


class Language(models.TextChoices):
    RU = "ru", "Русский"
    EN = "en", "English"


class Scope(models.TextChoices):
    """What an API token may do."""

    READ = "read", pgettext_lazy("token scope", "Read")
    WRITE = "write", pgettext_lazy("token scope", "Read and write")
