"""Good lines of a file as deals with their past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from pipeloop.company.models import Origin, Person, Role
from pipeloop.company.words import RoleCode
from pipeloop.conveyor.actions.bulk import PastContact, PastDeal, PastEvent
from pipeloop.conveyor.words import EventKind
from pipeloop.core.money import to_minor
from pipeloop.exchange.domain.reading import ID_LENGTH, Line
from pipeloop.exchange.domain.stage_guess import ENTRY
from pipeloop.formats.values import clean_email, clean_phone
from pipeloop.process.queries import Outline, StepView


class People:
    """Sellers named in a file: those who work here, or new ones who do not sign in."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._roles = {role.code: role for role in Role.objects.all()}
        self._known: dict[str, Person] = {}
        self._given: set[tuple[int, RoleCode]] = set()
        for person in Person.objects.order_by("-is_active", "pk"):
            for name in (person.name, person.email or ""):
                self._known.setdefault(name.casefold(), person)

    def named(self, name: str, role: RoleCode) -> Person | None:
        """Whoever is called so; made when nobody is, with every role that the file shows."""
        if not name:
            return None
        key = " ".join(name.split())[:150].casefold()
        if key not in self._known:
            person = Person(name=" ".join(name.split())[:150], origin=self.origin)
            person.set_unusable_password()
            person.save()
            self._known[key] = person
        person = self._known[key]
        if person.origin_id == self.origin.pk and (person.pk, role) not in self._given:
            person.roles.add(self._roles[role])
            self._given.add((person.pk, role))
        return person


class Builder:
    """Makes deals of lines by the meaning of their stages."""

    def __init__(
        self, plan: Outline, stages: dict[str, str], people: People, currency: str, now: datetime
    ) -> None:
        self.plan = plan
        self.stages = stages
        self.people = people
        self.currency = currency
        self.now = now
        self._steps = {f"step:{step.id}": step for step in plan.flow}

    def deals(self, lines: Iterable[Line]) -> Iterator[PastDeal]:
        """One deal a line; lines that say to leave the deal out are left out."""
        for line in lines:
            meaning = self.stages.get(line.values.get("stage", ""), "")
            if meaning != "skip":
                own = self._steps.get(meaning) if line.values.get("stage") else None
                yield replace(self._deal(line, self._passages(line, meaning, own)), stands=own)

    def histories(self, lines: Iterable[Line]) -> Iterator[PastDeal]:
        """One deal for all lines that name it, in order of time and then of the file.

        Lines that say to leave the change out are left out.
        """
        deals: dict[str, list[Line]] = {}
        for line in lines:
            if self.stages.get(line.values.get("to_stage", "")) == "skip":
                continue
            deals.setdefault(line.values["deal_id"][:ID_LENGTH], []).append(line)
        for changes in deals.values():
            changes.sort(key=lambda line: (line.moments["at"], line.number))
            past_events = self._changes(changes)
            if past_events:
                yield self._deal(changes[-1], past_events)

    def _deal(self, line: Line, past_events: tuple[PastEvent, ...]) -> PastDeal:
        values = line.values
        known = (values.get("external_id") or values.get("deal_id", ""))[:ID_LENGTH]
        contact = values.get("contact", "")
        title = values.get("title", "")
        currency = line.currency or values.get("currency", "").upper()[:3] or self.currency
        return PastDeal(
            external_id=known,
            title=title,
            client=values.get("client") or title or contact or values.get("email") or known,
            contacts=self._contacts(values),
            amount=None if line.amount is None else to_minor(line.amount, currency),
            currency=currency,
            source=values.get("source", ""),
            product=values.get("product", ""),
            owner=self.people.named(values.get("owner", ""), RoleCode.CLOSER),
            hunter=self.people.named(values.get("hunter", ""), RoleCode.HUNTER),
            reason_note=values.get("reason", "")[:500],
            columns={"next_step": values.get("next_step", "")[:200]},
            past_events=past_events,
        )

    def _contacts(self, values: dict[str, str]) -> tuple[PastContact, ...]:
        email, phone = clean_email(values.get("email", "")), clean_phone(values.get("phone", ""))
        name = values.get("contact") or email or phone
        return (PastContact(name=name, email=email, phone=phone),) if name else ()

    def _passages(self, line: Line, meaning: str, own: StepView | None) -> tuple[PastEvent, ...]:
        moments = line.moments
        entry = self._steps[self.stages[ENTRY]]
        reached = sorted(
            ((at, self._steps[target]) for target, at in moments.items() if target in self._steps),
            key=lambda pair: (pair[0], pair[1].place),
        )
        ended = meaning if meaning in ("won", "lost") else self._ended(line)
        known = [at for at, _step in reached] + list(moments.values())
        made = moments.get("created_at") or min(known, default=self.now)
        first = reached[0][1] if reached else own or entry
        details = {} if known else {"date_unknown": True}
        past_events = [PastEvent(made, EventKind.CREATED, first, details=details)]
        here = first
        for at, step in reached[1:]:
            past_events.append(self._move(at, here, step))
            here = step
        if own and reached and own.id != here.id:
            past_events.append(self._move(past_events[-1].at, here, own))
            here = own
        if ended:
            at = (
                moments.get(f"{ended}_at")
                or moments.get("closed_at")
                or max(known, default=self.now)
            )
            kind = EventKind.WON if ended == "won" else EventKind.LOST
            past_events.append(PastEvent(max(at, past_events[-1].at), kind, here))
        return tuple(past_events)

    def _ended(self, line: Line) -> str:
        """How a deal ended whose stage does not say it."""
        if "won_at" in line.moments:
            return "won"
        return "lost" if "lost_at" in line.moments else ""

    def _changes(self, changes: list[Line]) -> tuple[PastEvent, ...]:
        past_events: list[PastEvent] = []
        here: StepView | None = None
        for line in changes:
            meaning = self.stages.get(line.values.get("to_stage", ""), "")
            at = line.moments["at"]
            actor = self.people.named(line.values.get("who", ""), RoleCode.CLOSER)
            step = self._steps.get(meaning)
            if here is None:
                here = step or self._steps[self.stages[ENTRY]]
                past_events.append(PastEvent(at, EventKind.CREATED, here, actor))
            elif step and step.id != here.id:
                past_events.append(self._move(at, here, step, actor))
                here = step
            if meaning in ("won", "lost"):
                kind = EventKind.WON if meaning == "won" else EventKind.LOST
                past_events.append(PastEvent(at, kind, here, actor))
        return tuple(past_events)

    def _move(
        self, at: datetime, here: StepView, step: StepView, actor: Person | None = None
    ) -> PastEvent:
        kind = EventKind.MOVED if step.place > here.place else EventKind.RETURNED
        return PastEvent(at, kind, step, actor)
