"""Words of the process: kinds of stages, steps, versions and evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StageKind(models.TextChoices):
    """The six stages, in order."""

    LEAD_GENERATION = "lead_generation", _("Lead generation")
    LEAD_DEVELOPMENT = "lead_development", _("Lead development")
    LEAD_CONVERSION = "lead_conversion", _("Conversion")
    CLIENT_FULFILLMENT = "client_fulfillment", _("Fulfilment")
    ACCOUNT_MANAGEMENT = "account_management", _("Account management")
    KEY_ACCOUNT_MANAGEMENT = "key_account_management", _("Key accounts")


# A deal travels along these; the other two are cycles of a client.
FLOW_STAGES = (
    StageKind.LEAD_GENERATION,
    StageKind.LEAD_DEVELOPMENT,
    StageKind.LEAD_CONVERSION,
    StageKind.CLIENT_FULFILLMENT,
)


class VersionKind(models.TextChoices):
    AS_IS = "as_is", _("As is")
    TO_BE = "to_be", _("To be")


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("version", "Draft")
    LIVE = "live", pgettext_lazy("version", "Live")
    RETIRED = "retired", pgettext_lazy("version", "Retired")


class StepKind(models.TextChoices):
    """How often a step is done."""

    SETUP = "setup", _("Once a period")
    FLOW = "flow", _("Once for each deal")
    CYCLE = "cycle", _("Repeats for each client")


class EvidenceKind(models.TextChoices):
    """What may prove that a criterion holds."""

    FIELD = "field", _("Field")
    DOC = "doc", _("Document")
    BUYER = "buyer", _("Client's action")
    EVENT = "event", _("Event")
    APPROVAL = "approval", _("Approval")
    COUNT = "count", _("Count")


class NormUnit(models.TextChoices):
    MINUTES = "minutes", _("minutes")
    BUSINESS_MINUTES = "business_minutes", _("business minutes")
    BUSINESS_DAYS = "business_days", _("business days")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    DAY_OF_MONTH = "day_of_month", _("day of the month")


class Conversion(models.TextChoices):
    """What a step's expected share means."""

    NONE = "none", _("No share")
    SEQUENTIAL = "sequential", _("Passes to the next step")
    RATE = "rate", _("Succeeds")


class ReasonClass(models.TextChoices):
    """How a closed deal ended."""

    WON = "won", pgettext_lazy("outcome", "Won")
    LOST_COMPETITOR = "lost_competitor", pgettext_lazy("outcome", "Went to a competitor")
    NO_DECISION = "no_decision", pgettext_lazy("outcome", "No decision")
    DISQUALIFIED = "disqualified", pgettext_lazy("outcome", "Not a fit")
    DROPPED_BY_US = "dropped_by_us", pgettext_lazy("outcome", "We withdrew")
