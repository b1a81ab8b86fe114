"""Words of clients."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FitClass(models.TextChoices):
    """How well a client fits the portrait of the target client."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    NO = "no", _("Not ours")
