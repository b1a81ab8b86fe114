"""Builds deals with their past from good lines of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.conveyor.actions.bulk import PastContact, PastDeal, PastEvent
from pipeloop.conveyor.words import EventKind
from pipeloop.core.money import to_minor
from pipeloop.exchange.domain.line_reader import ID_LENGTH, Line
from pipeloop.exchange.domain.stage_guess import ENTRY, step_key
from pipeloop.formats.values import clean_email, clean_phone
from pipeloop.process.queries import Outline, StepView

CLOSING = {"won": EventKind.WON, "lost": EventKind.LOST}


class DealBuilder:
    """Builds deals from lines by the meaning of their stages.

    Args:
        stages: meaning of each stage that the file names.
        person_named: the seller of a name, for whom a role is given.
        currency: of amounts whose currency the file does not say.
        now: stands in for a date that is missing.
    """

    def __init__(
        self,
        plan: Outline,
        stages: dict[str, str],
        person_named: Callable[[str, RoleCode], Person | None],
        currency: str,
        now: datetime,
    ) -> None:
        self._stages = stages
        self._person_named = person_named
        self._currency = currency
        self._now = now
        self._steps = {step_key(step): step for step in plan.flow}

    def from_deals(self, lines: Iterable[Line]) -> Iterator[PastDeal]:
        """One deal a line; lines whose stage means "skip" are left out."""
        for line in lines:
            stage = line.values.get("stage", "")
            meaning = self._stages.get(stage, "")
            if meaning != "skip":
                current_step = self._steps.get(meaning) if stage else None
                past_events = self._events_of_deal(line, meaning, current_step)
                yield replace(self._deal(line, past_events), current_step=current_step)

    def from_changes(self, lines: Iterable[Line]) -> Iterator[PastDeal]:
        """One deal for all lines that name it, in order of time and then of the file.

        Lines whose stage means "skip" are left out.
        """
        changes_by_deal: dict[str, list[Line]] = {}
        for line in lines:
            if self._stages.get(line.values.get("to_stage", "")) != "skip":
                deal_id = line.values["deal_id"][:ID_LENGTH]
                changes_by_deal.setdefault(deal_id, []).append(line)
        for changes in changes_by_deal.values():
            changes.sort(key=lambda line: (line.dates["at"], line.number))
            past_events = self._events_of_changes(changes)
            if past_events:
                yield self._deal(changes[-1], past_events)

    def _deal(self, line: Line, past_events: tuple[PastEvent, ...]) -> PastDeal:
        values = line.values
        external_id = (values.get("external_id") or values.get("deal_id", ""))[:ID_LENGTH]
        contact = values.get("contact", "")
        title = values.get("title", "")
        currency = line.currency or values.get("currency", "").upper()[:3] or self._currency
        return PastDeal(
            external_id=external_id,
            title=title,
            client=values.get("client") or title or contact or values.get("email") or external_id,
            contacts=self._contacts(values),
            amount=None if line.amount is None else to_minor(line.amount, currency),
            currency=currency,
            source=values.get("source", ""),
            product=values.get("product", ""),
            owner=self._person_named(values.get("owner", ""), RoleCode.CLOSER),
            hunter=self._person_named(values.get("hunter", ""), RoleCode.HUNTER),
            reason_note=values.get("reason", "")[:500],
            columns={"next_step": values.get("next_step", "")[:200]},
            past_events=past_events,
        )

    def _contacts(self, values: dict[str, str]) -> tuple[PastContact, ...]:
        email, phone = clean_email(values.get("email", "")), clean_phone(values.get("phone", ""))
        name = values.get("contact") or email or phone
        return (PastContact(name=name, email=email, phone=phone),) if name else ()

    def _events_of_deal(
        self, line: Line, meaning: str, current_step: StepView | None
    ) -> tuple[PastEvent, ...]:
        """Creation, a move for each step whose date is there, and the end.

        Args:
            current_step: where the file says that the deal stands; None when it does not.
        """
        arrivals = self._arrivals(line)
        dates = list(line.dates.values())
        step = arrivals[0][1] if arrivals else current_step or self._steps[self._stages[ENTRY]]
        created_at = line.dates.get("created_at") or min(dates, default=self._now)
        details = {} if dates else {"date_unknown": True}
        past_events = [PastEvent(created_at, EventKind.CREATED, step, details=details)]
        for at, next_step in arrivals[1:]:
            past_events.append(_move(at, step, next_step))
            step = next_step
        if current_step and arrivals and current_step.id != step.id:
            past_events.append(_move(past_events[-1].at, step, current_step))
            step = current_step
        outcome = meaning if meaning in CLOSING else _outcome_by_dates(line)
        if outcome:
            closed_at = (
                line.dates.get(f"{outcome}_at")
                or line.dates.get("closed_at")
                or max(dates, default=self._now)
            )
            closed_at = max(closed_at, past_events[-1].at)
            past_events.append(PastEvent(closed_at, CLOSING[outcome], step))
        return tuple(past_events)

    def _arrivals(self, line: Line) -> list[tuple[datetime, StepView]]:
        """When the deal reached which steps, in order of time and then of the process."""
        return sorted(
            ((at, self._steps[key]) for key, at in line.dates.items() if key in self._steps),
            key=lambda arrival: (arrival[0], arrival[1].place),
        )

    def _events_of_changes(self, changes: list[Line]) -> tuple[PastEvent, ...]:
        past_events: list[PastEvent] = []
        step: StepView | None = None
        for line in changes:
            meaning = self._stages.get(line.values.get("to_stage", ""), "")
            at = line.dates["at"]
            actor = self._person_named(line.values.get("who", ""), RoleCode.CLOSER)
            next_step = self._steps.get(meaning)
            if step is None:
                step = next_step or self._steps[self._stages[ENTRY]]
                past_events.append(PastEvent(at, EventKind.CREATED, step, actor))
            elif next_step and next_step.id != step.id:
                past_events.append(_move(at, step, next_step, actor))
                step = next_step
            if meaning in CLOSING:
                past_events.append(PastEvent(at, CLOSING[meaning], step, actor))
        return tuple(past_events)


def _outcome_by_dates(line: Line) -> str:
    """How a deal ended whose stage does not say it."""
    if "won_at" in line.dates:
        return "won"
    return "lost" if "lost_at" in line.dates else ""


def _move(
    at: datetime, step: StepView, next_step: StepView, actor: Person | None = None
) -> PastEvent:
    kind = EventKind.MOVED if next_step.place > step.place else EventKind.RETURNED
    return PastEvent(at, kind, next_step, actor)
