"""Changing a deal where it stands: its own columns, its owner, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor import policy
from pipeloop.conveyor.actions.deal_context import lock_deal
from pipeloop.conveyor.actions.recording import record
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import EventKind
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId, PersonId


class Keep(Enum):
    """Says of a column that it stays as it is, where None would empty it."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of a deal's own columns; `KEEP` leaves a column as it is."""

    title: str | Keep = KEEP
    amount: int | Keep | None = KEEP
    product: str | Keep = KEEP
    next_step: str | Keep = KEEP
    next_step_on: date | Keep | None = KEEP
    close_on: date | Keep | None = KEEP


@transaction.atomic
def edit_deal(actor: Person, deal_id: DealId, *, seen: int | None, edit: Edit) -> Deal:
    """Change a deal's title, amount, product or dates; the event keeps what was before.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: nothing changes, or the title is empty.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    deal, changes = context.deal, {}
    for name in ("title", "amount", "product", "next_step", "next_step_on", "close_on"):
        new = getattr(edit, name)
        if new is KEEP or new == getattr(deal, name):
            continue
        changes[name] = [_plain(getattr(deal, name)), _plain(new)]
        if name == "close_on":
            deal.plan_close(new)
        else:
            setattr(deal, name, new)
    if not deal.title.strip():
        raise Refused("no_title", _("A deal needs a name."), field="title")
    if not changes:
        raise Refused("nothing", _("Nothing has changed."))
    record(context, EventKind.EDITED, {"changes": changes})
    return deal


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def add_note(actor: Person, deal_id: DealId, *, text: str, contact: bool = False) -> Deal:
    """Write a note into the deal's timeline.

    Args:
        contact: the client was in touch; silence counts anew from this moment.

    Raises:
        Forbidden, NotFound: as for `move_deal`.
        Refused: the note is empty.
    """
    context = lock_deal(actor, deal_id, seen=None)
    if not text.strip():
        raise Refused("nothing", _("Write the note first."), field="text")
    if contact:
        context.deal.last_contact_at = context.at
    record(context, EventKind.NOTED, {"text": text.strip()[:2000], "contact": contact})
    return context.deal


@transaction.atomic
def assign_deal(actor: Person, deal_id: DealId, *, seen: int | None, owner: PersonId) -> Deal:
    """Give a deal to somebody who works here.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: there is no such active person.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    policy.require(actor, policy.assign_deal, context.deal)
    person = Person.objects.filter(pk=owner, is_active=True).first()
    if person is None:
        raise Refused("no_person", _("Choose somebody who works here."), field="owner")
    before = context.deal.owner_id
    context.deal.owner = person
    record(context, EventKind.ASSIGNED, {"from": before, "to": person.pk, "name": person.name})
    return context.deal
