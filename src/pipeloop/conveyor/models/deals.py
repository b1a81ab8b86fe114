"""Deals: what travels along stages one to four."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.words import DealState, DecisionRole, Motion
from pipeloop.core.history import with_history
from pipeloop.process.models import Reason, Stage, Step, Version

OPEN = Q(state="open")
# As it stands in the index: a list in this order begins without a sort.
OPEN_FIRST = Case(When(OPEN, then=Value(0)), default=Value(1))


# When a deal hangs follows from its other columns: it is no change of its own.
@with_history(exclude=["search", "warns_at", "hangs_at"])
class Deal(models.Model):
    """A lead, a deal, an order: one row in three phases, standing on exactly one step.

    `facts` holds the evidence recorded, `{"buyer:scope_confirmed": {...}}`. `revision`
    grows with every change, so that the second of two people sees the first one's.
    `warns_at` and `hangs_at` are the moments from which the deal needs a look and hangs,
    by the rules of `pipeloop.conveyor.domain.hanging`, as long as nobody touches it.
    """

    title = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deals")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    motion = models.CharField(max_length=11, choices=Motion, default=Motion.NEW)
    source = models.CharField(max_length=100, blank=True)
    product = models.CharField(max_length=150, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="deals")
    entered_stage_at = models.DateTimeField()
    entered_step_at = models.DateTimeField()

    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    hunter = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    close_on = models.DateField(null=True, blank=True)
    close_pushes = models.PositiveSmallIntegerField(default=0)
    decision_on = models.DateField(null=True, blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    buying_phase = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=4, choices=DealState, default=DealState.OPEN)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.ForeignKey(
        Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason_note = models.CharField(max_length=500, blank=True)
    return_on = models.DateField(null=True, blank=True)
    parked_until = models.DateField(null=True, blank=True)
    waivers = models.PositiveSmallIntegerField(default=0)
    warns_at = models.DateTimeField(null=True, blank=True)
    hangs_at = models.DateTimeField(null=True, blank=True)

    revision = models.PositiveIntegerField(default=0)
    origin = models.ForeignKey(
        Origin, null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    external_system = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    search = models.GeneratedField(
        expression=SearchVector(F("title"), F("product"), F("external_id"), config="russian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-entered_step_at", "-id"]
        indexes = [
            GinIndex(fields=["search"], name="deal_search"),
            models.Index(
                fields=["step", "entered_step_at", "id"],
                include=["amount", "currency"],
                condition=OPEN,
                name="deal_on_board",
            ),
            models.Index(
                fields=["owner", "step", "entered_step_at"],
                include=["amount", "currency"],
                condition=OPEN,
                name="deal_of_owner",
            ),
            models.Index(fields=["hangs_at"], condition=OPEN, name="deal_hanging"),
            models.Index(fields=["entered_step_at", "id"], condition=OPEN, name="deal_longest"),
            models.Index(
                OPEN_FIRST, F("entered_step_at").desc(), F("id").desc(), name="deal_open_first"
            ),
            models.Index(fields=["account", "state"], name="deal_of_account"),
            models.Index(fields=["state", "closed_at"], name="deal_closed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_system", "external_id"],
                condition=~Q(external_id=""),
                name="external_deal_once",
            ),
            models.CheckConstraint(
                condition=OPEN & Q(closed_at__isnull=True, reason__isnull=True)
                | ~OPEN & Q(closed_at__isnull=False, parked_until__isnull=True),
                name="closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(discount__isnull=True) | Q(discount__gte=0, discount__lte=100),
                name="discount_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="amount_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def plan_close(self, day: date | None) -> None:
        """Change the day on which the deal is to close; a later one pushes it."""
        if day and self.close_on and day > self.close_on:
            self.close_pushes += 1
        self.close_on = day


class Participant(models.Model):
    """A contact's part in the decision on a deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=10, choices=DecisionRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], name="contact_once_a_deal"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.role}"
