"""A year of the demonstration's sales, told from a seed.

Leads come in working hours, more of them in busy months. Each passes the steps of the live
process by the template's shares and times, with one step made slower and leakier than the
rest: finding it is left to the reader.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.conveyor.actions.bulk import PastContact, PastDeal, PastEvent
from pipeloop.conveyor.words import DecisionRole, EventKind, Motion
from pipeloop.engine.worktime import WorkTime
from pipeloop.process.domain.rules import Among
from pipeloop.process.models import Reason
from pipeloop.process.queries import Outline, StepView
from pipeloop.site.demo import names

LEADS = 6000
DAYS = 365
# The place where the demonstration sticks: slower, and with fewer deals going on.
SLOW = {"LC5": (3.2, 0.62)}
MONTHS = (0.75, 0.95, 1.1, 1.05, 0.85, 1.0, 0.8, 0.85, 1.15, 1.2, 1.2, 1.1)
SOURCES = (
    ("Сайт", 30), ("Реклама", 22), ("Рекомендация", 12), ("Выставка", 8), ("Исходящий поиск", 20),
    ("Партнёр", 8),
)  # fmt: skip
PRODUCTS = ("Линия упаковки", "Складская автоматика", "Весовое оборудование", "Сервисный договор")
NEXT_STEPS = ("встреча", "ответ по составу", "звонок ЛПР", "защита предложения", "ответ по цене")
# Deals that nobody closes, by step: most of them wait for an answer to a proposal.
FORGOTTEN = {"LD5": 0.02, "LC3": 0.05, "LC5": 0.3, "LC7": 0.1}
RETURNED = 0.05
LET_THROUGH = 0.02


@dataclass
class Teller:
    """Tells deals one after another; the same seed and day tell the same ones."""

    plan: Outline
    work: WorkTime
    staff: dict[RoleCode, list[Person]]
    reasons: list[Reason]
    now: datetime
    dice: Random
    won: list[tuple[str, datetime]] = field(default_factory=list)

    def year(self) -> Iterator[PastDeal]:
        """New deals of the year, then deals with those who have bought."""
        for at in self._arrivals():
            yield self._deal(at, self._client(), Motion.NEW, self.plan.flow[0])
        start = next(step for step in self.plan.flow if step.code == "LC1")
        for client, at in list(self.won):
            for _again in range(self.dice.choice((0, 0, 1, 1, 2, 3))):
                at = self._later(at, self.dice.uniform(15, 60))
                if at < self.now:
                    yield self._deal(at, client, Motion.DEVELOPMENT, start)

    def _arrivals(self) -> list[datetime]:
        days = [self.now.date() - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
        weights = [self._busy(day) for day in days]
        chosen = self.dice.choices(days, weights, k=LEADS)
        moments = [self._in_hours(day) for day in chosen]
        return sorted(at for at in moments if at <= self.now)

    def _busy(self, day: date) -> float:
        if not self.work.works_on(day):
            return 0.04
        return MONTHS[day.month - 1] * (1.15 if day.weekday() < 2 else 1)

    def _in_hours(self, day: date) -> datetime:
        second = int(self.dice.triangular(9 * 3600, 18 * 3600 - 1, 11 * 3600))
        clock = time(second // 3600, second // 60 % 60, second % 60)
        return datetime.combine(day, clock, self.work.zone)

    def _client(self) -> str:
        return names.company(self.dice)

    def _deal(self, at: datetime, client: str, motion: Motion, start: StepView) -> PastDeal:
        owners = self._owners()
        amount = int(math.exp(self.dice.gauss(math.log(290_000), 0.75)) // 1000) * 100_000
        past_events, forgotten = self._walk(at, start, owners)
        last = past_events[-1]
        reason = self._reason(last.kind)
        if last.kind == EventKind.WON:
            self.won.append((client, last.at))
        reached = [step for step in self.plan.flow if start.place <= step.place < last.step.place]
        is_open = last.kind not in (EventKind.WON, EventKind.LOST)
        in_lead = last.step.role_code in (RoleCode.MARKETER, RoleCode.HUNTER)
        return PastDeal(
            client=client,
            title=self.dice.choice(PRODUCTS) if not in_lead else "",
            contacts=self._contacts(client, last.step),
            amount=amount,
            source=self.dice.choices(*zip(*SOURCES, strict=True))[0],
            product=self.dice.choice(PRODUCTS) if not in_lead else "",
            motion=motion,
            owner=owners[last.step.role_code],
            hunter=owners[RoleCode.HUNTER] if motion == Motion.NEW else None,
            reason=reason,
            facts=self._facts(reached, past_events, amount),
            columns=self._columns(last, forgotten) if is_open else {},
            client_columns={
                "industry": self.dice.choice(names.INDUSTRIES),
                "region": self.dice.choice(names.REGIONS),
                "fit_class": self.dice.choice("AB" if last.step.place > 3 else "ABC"),
            },
            past_events=tuple(past_events),
        )

    def _owners(self) -> dict[str, Person]:
        hunter = self.dice.choice(self.staff[RoleCode.HUNTER])
        mates = [p for p in self.staff[RoleCode.CLOSER] if p.team_id == hunter.team_id]
        return {
            RoleCode.MARKETER: self.staff[RoleCode.MARKETER][0],
            RoleCode.HUNTER: hunter,
            RoleCode.CLOSER: self.dice.choice(mates),
            RoleCode.CLIENT_MANAGER: self.dice.choice(self.staff[RoleCode.CLIENT_MANAGER]),
        }

    def _walk(
        self, at: datetime, start: StepView, owners: dict[str, Person]
    ) -> tuple[list[PastEvent], bool]:
        """Step by step until the deal ends, or until now; and whether it was forgotten."""
        here = start
        past_events = [PastEvent(at, EventKind.CREATED, here, owners[here.role_code])]
        while True:
            slow, share = SLOW.get(here.code, (1.0, here.expected_share or 1.0))
            # Those who have bought before buy again far more often.
            goes_on = self.dice.random() < (share if start is self.plan.flow[0] else share**0.25)
            if not goes_on and self.dice.random() < FORGOTTEN.get(here.code, 0):
                return past_events, True
            leaves = self._later(past_events[-1].at, slow * self._days(here))
            if leaves > self.now:
                return past_events, False
            actor = owners[here.role_code]
            if not goes_on:
                past_events.append(PastEvent(leaves, EventKind.LOST, here, actor))
                return past_events, False
            ahead = [step for step in self.plan.flow if step.place > here.place]
            if not ahead:
                past_events.append(PastEvent(leaves, EventKind.WON, here, actor))
                return past_events, False
            here = self._next(past_events, here, ahead[0], leaves, actor)

    def _next(
        self,
        past_events: list[PastEvent],
        here: StepView,
        ahead: StepView,
        at: datetime,
        actor: Person,
    ) -> StepView:
        back = [step for step in self.plan.flow if step.place < here.place]
        same = [step for step in back if step.stage_id == here.stage_id]
        if same and self.dice.random() < RETURNED:
            details = {"reason": "Не хватает данных от клиента"}
            past_events.append(PastEvent(at, EventKind.RETURNED, same[-1], actor, details=details))
            return same[-1]
        waived = self.dice.random() < LET_THROUGH
        waiver = "Клиент просил ускорить, документы донесёт" if waived else ""
        boss = self.staff[RoleCode.HEAD_OF_SALES][0]
        past_events.append(PastEvent(at, EventKind.MOVED, ahead, boss if waived else actor, waiver))
        return ahead

    def _days(self, step: StepView) -> float:
        """Working days on a step: log-normal through the step's median and 80th percentile."""
        half, most = max(step.days_p50 or 0, 0.08), max(step.days_p80 or 0, 0.3)
        spread = min(max(math.log(most / half) / 0.8416, 0.2), 1.0)
        return min(math.exp(self.dice.gauss(math.log(half), spread)), 90)

    def _later(self, at: datetime, days: float) -> datetime:
        """A moment in working hours, some working days later."""
        whole = int(days)
        moment = self.work.days_after(at, whole)
        left = timedelta(seconds=int((days - whole) * self.work.day_s))
        closing = datetime.combine(moment.date(), self.work.closes, self.work.zone)
        room = closing - moment if self.work.works_on(moment.date()) else timedelta()
        if left < room:
            return moment + left
        # What the day has no room for is done on the next one.
        day = self.work.days_after(closing, 1).date()
        return datetime.combine(day, self.work.opens, self.work.zone) + left - room

    def _reason(self, kind: EventKind) -> Reason | None:
        if kind not in (EventKind.WON, EventKind.LOST):
            return None
        won = kind == EventKind.WON
        return self.dice.choice([r for r in self.reasons if (r.kind == "won") == won])

    def _contacts(self, client: str, step: StepView) -> tuple[PastContact, ...]:
        english = client.isascii()
        count = 1 if step.place < 12 else self.dice.choice((1, 2, 2, 3))
        roles = [DecisionRole.DECIDER, DecisionRole.USER, DecisionRole.CHECKER]
        return tuple(
            PastContact(
                name=names.person(self.dice, english=english),
                position=self.dice.choice(names.POSITIONS),
                phone=f"+7900{self.dice.randrange(10**7):07}",
                email=f"contact{self.dice.randrange(10**6)}@client.example",
                role=roles[number] if step.place >= 8 else "",
                consent="форма на сайте",
            )
            for number in range(count)
        )

    def _facts(
        self, reached: list[StepView], past_events: list[PastEvent], amount: int
    ) -> dict[str, Any]:
        """What the gates that were passed had asked for."""
        facts: dict[str, Any] = {}
        for step in reached:
            for criterion in step.rules:
                evidence, test = criterion.evidence, criterion.rule.test
                if evidence.maps_to or evidence.kind in ("count", "approval"):
                    continue
                on = past_events[-1].at.date().isoformat()
                facts[evidence.key] = self._fact(evidence, test, on, amount)
        return facts

    def _fact(self, evidence: Any, test: Any, on: str, amount: int) -> Any:
        if evidence.kind in ("doc", "buyer", "event"):
            number = f"№ {self.dice.randrange(100, 999)}" if evidence.kind == "doc" else ""
            return {"on": on, "note": number, "by": None}
        if isinstance(test, Among):
            return self.dice.choice(test.words)
        if evidence.value_type == "choice":
            return self.dice.choice([code for code, _name in evidence.choices])
        samples = {
            "money": {"minor": amount, "currency": "RUB"},
            "date": on,
            "number": "0",
            "percent": "5",
            "score0_10": "9",
        }
        return samples.get(evidence.value_type, "записано со слов клиента")

    def _columns(self, last: PastEvent, forgotten: bool) -> dict[str, Any]:
        """What an open deal has planned; a forgotten one has nothing."""
        if forgotten:
            return {"last_contact_at": last.at}
        soon = self.now.date() + timedelta(days=self.dice.choice((-1, 0, 0, 1, 1, 2, 3, 5, 7)))
        columns: dict[str, Any] = {
            "last_contact_at": self.now - timedelta(days=self.dice.random() * 4)
        }
        if self.dice.random() < 0.85:
            columns |= {"next_step": self.dice.choice(NEXT_STEPS), "next_step_on": soon}
        if last.step.place > 12:
            columns["buying_phase"] = "evaluation"
            columns["close_on"] = soon + timedelta(days=self.dice.randrange(5, 40))
        return columns
