"""Words of the conveyor."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Motion(models.TextChoices):
    """Why a deal began."""

    NEW = "new", pgettext_lazy("motion", "New client")
    DEVELOPMENT = "development", pgettext_lazy("motion", "Development")
    RETURN = "return", pgettext_lazy("motion", "Return")


class DealState(models.TextChoices):
    OPEN = "open", pgettext_lazy("deal", "Open")
    WON = "won", pgettext_lazy("deal", "Won")
    LOST = "lost", pgettext_lazy("deal", "Lost")


class EventKind(models.TextChoices):
    """What happens to a deal on the conveyor; higher capabilities register kinds of their own."""

    CREATED = "created", pgettext_lazy("event", "Created")
    MOVED = "moved", pgettext_lazy("event", "Moved")
    RETURNED = "returned", pgettext_lazy("event", "Returned")
    WON = "won", pgettext_lazy("event", "Won")
    LOST = "lost", pgettext_lazy("event", "Lost")
    REOPENED = "reopened", pgettext_lazy("event", "Reopened")
    FACTS = "facts", pgettext_lazy("event", "Recorded")
    EDITED = "edited", pgettext_lazy("event", "Edited")
    ASSIGNED = "assigned", pgettext_lazy("event", "Assigned")
    PARKED = "parked", pgettext_lazy("event", "Parked")
    RESUMED = "resumed", pgettext_lazy("event", "Resumed")
    NOTED = "noted", pgettext_lazy("event", "Note")


# Events after which a deal stands elsewhere: these carry the time spent where it stood.
DEPARTURES = (EventKind.MOVED, EventKind.RETURNED, EventKind.WON, EventKind.LOST)


class DecisionRole(models.TextChoices):
    """The part a contact plays in the client's decision."""

    DECIDER = "decider", _("Decides")
    PAYER = "payer", _("Pays")
    USER = "user", _("Uses")
    CHECKER = "checker", _("Checks")
    INFLUENCER = "influencer", _("Influences")
    CHAMPION = "champion", _("Our champion")
    OPPONENT = "opponent", _("Opposes")


# Signs of hanging: why, in a few words, and what to do.
RISK_SIGNALS = {
    "no_next_step": (_("no next step of the client"), _("Agree a dated next step, or close")),
    "step_overdue_warn": (
        _("over 1.5 times the usual time on the step"),
        _("Check the exit criteria"),
    ),
    "step_overdue_crit": (
        _("over twice the usual time on the step"),
        _("Review it with the head of sales"),
    ),
    "silence": (
        _("the client is silent"),
        _("Try another channel or contact, with a useful reason"),
    ),
    "close_pushed": (_("close date pushed 3 times"), _("Rebuild the mutual plan")),
    "close_past": (_("close date has passed"), _("Set a new date, with the reason")),
    "single_thread": (_("one contact only"), _("Reach a second person at the client")),
    "no_map_15": (
        _("no buying map and plan"),
        _("Find out the buying phase and agree a mutual plan"),
    ),
    "stage_mismatch": (_("we are ahead of the client"), _("Go back to the client's questions")),
}
