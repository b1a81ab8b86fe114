"""A year of the demonstration's sales, generated from a seed.

Leads come in working hours, more of them in busy months. Each passes the steps of the live
process by the template's shares and times. One step is made slower and loses more deals than
the others: a bottleneck for the user to find.
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
from pipeloop.process.domain.rules import OneOf
from pipeloop.process.models import Reason
from pipeloop.process.queries import Outline, StepView
from pipeloop.site.demo import names

LEADS = 6000
DAYS = 365
# The bottleneck: how many times slower it is, and the share of deals that go on.
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
WAIVED = 0.02


@dataclass
class DealGenerator:
    """Generates deals one after another: the same ones for the same seed and day."""

    plan: Outline
    work: WorkTime
    staff: dict[RoleCode, list[Person]]
    reasons: list[Reason]
    now: datetime
    rng: Random
    won: list[tuple[str, datetime]] = field(default_factory=list)

    def deals(self) -> Iterator[PastDeal]:
        """New deals of the year, then deals with those who have bought."""
        for at in self._arrivals():
            yield self._deal(at, self._client(), Motion.NEW, self.plan.flow[0])
        start = next(step for step in self.plan.flow if step.code == "LC1")
        for client, at in list(self.won):
            for _again in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
                at = self._working_time_after(at, self.rng.uniform(15, 60))
                if at < self.now:
                    yield self._deal(at, client, Motion.DEVELOPMENT, start)

    def _arrivals(self) -> list[datetime]:
        days = [self.now.date() - timedelta(days=days_ago) for days_ago in range(DAYS, -1, -1)]
        weights = [self._arrival_weight(day) for day in days]
        arrival_days = self.rng.choices(days, weights, k=LEADS)
        arrivals = [self._time_of_day(day) for day in arrival_days]
        return sorted(at for at in arrivals if at <= self.now)

    def _arrival_weight(self, day: date) -> float:
        if not self.work.works_on(day):
            return 0.04
        return MONTHS[day.month - 1] * (1.15 if day.weekday() < 2 else 1)

    def _time_of_day(self, day: date) -> datetime:
        second = int(self.rng.triangular(9 * 3600, 18 * 3600 - 1, 11 * 3600))
        clock = time(second // 3600, second // 60 % 60, second % 60)
        return datetime.combine(day, clock, self.work.zone)

    def _client(self) -> str:
        return names.company(self.rng)

    def _deal(self, at: datetime, client: str, motion: Motion, start: StepView) -> PastDeal:
        owners = self._owners()
        amount = int(math.exp(self.rng.gauss(math.log(290_000), 0.75)) // 1000) * 100_000
        events, forgotten = self._past_events(at, start, owners)
        last = events[-1]
        reason = self._reason(last.kind)
        if last.kind == EventKind.WON:
            self.won.append((client, last.at))
        reached = [step for step in self.plan.flow if start.place <= step.place < last.step.place]
        is_open = last.kind not in (EventKind.WON, EventKind.LOST)
        in_lead = last.step.role_code in (RoleCode.MARKETER, RoleCode.HUNTER)
        return PastDeal(
            client=client,
            title=self.rng.choice(PRODUCTS) if not in_lead else "",
            contacts=self._contacts(client, last.step),
            amount=amount,
            source=self.rng.choices(*zip(*SOURCES, strict=True))[0],
            product=self.rng.choice(PRODUCTS) if not in_lead else "",
            motion=motion,
            owner=owners[last.step.role_code],
            hunter=owners[RoleCode.HUNTER] if motion == Motion.NEW else None,
            reason=reason,
            facts=self._facts(reached, events, amount),
            columns=self._columns(last, forgotten) if is_open else {},
            client_columns={
                "industry": self.rng.choice(names.INDUSTRIES),
                "region": self.rng.choice(names.REGIONS),
                "fit_class": self.rng.choice("AB" if last.step.place > 3 else "ABC"),
            },
            past_events=tuple(events),
        )

    def _owners(self) -> dict[str, Person]:
        hunter = self.rng.choice(self.staff[RoleCode.HUNTER])
        mates = [p for p in self.staff[RoleCode.CLOSER] if p.team_id == hunter.team_id]
        return {
            RoleCode.MARKETER: self.staff[RoleCode.MARKETER][0],
            RoleCode.HUNTER: hunter,
            RoleCode.CLOSER: self.rng.choice(mates),
            RoleCode.CLIENT_MANAGER: self.rng.choice(self.staff[RoleCode.CLIENT_MANAGER]),
        }

    def _past_events(
        self, at: datetime, start: StepView, owners: dict[str, Person]
    ) -> tuple[list[PastEvent], bool]:
        """Step by step until the deal ends, or until now; and whether it was forgotten."""
        step = start
        events = [PastEvent(at, EventKind.CREATED, step, owners[step.role_code])]
        while True:
            slow, share = SLOW.get(step.code, (1.0, step.expected_share or 1.0))
            # Those who have bought before buy again far more often.
            goes_on = self.rng.random() < (share if start is self.plan.flow[0] else share**0.25)
            if not goes_on and self.rng.random() < FORGOTTEN.get(step.code, 0):
                return events, True
            leaves = self._working_time_after(events[-1].at, slow * self._days(step))
            if leaves > self.now:
                return events, False
            actor = owners[step.role_code]
            if not goes_on:
                events.append(PastEvent(leaves, EventKind.LOST, step, actor))
                return events, False
            ahead = [other for other in self.plan.flow if other.place > step.place]
            if not ahead:
                events.append(PastEvent(leaves, EventKind.WON, step, actor))
                return events, False
            step = self._next(events, step, ahead[0], leaves, actor)

    def _next(
        self,
        events: list[PastEvent],
        step: StepView,
        ahead: StepView,
        at: datetime,
        actor: Person,
    ) -> StepView:
        back = [other for other in self.plan.flow if other.place < step.place]
        in_stage = [other for other in back if other.stage_id == step.stage_id]
        if in_stage and self.rng.random() < RETURNED:
            details = {"reason": "Не хватает данных от клиента"}
            events.append(PastEvent(at, EventKind.RETURNED, in_stage[-1], actor, details=details))
            return in_stage[-1]
        is_waived = self.rng.random() < WAIVED
        waiver = "Клиент просил ускорить, документы донесёт" if is_waived else ""
        head = self.staff[RoleCode.HEAD_OF_SALES][0]
        events.append(PastEvent(at, EventKind.MOVED, ahead, head if is_waived else actor, waiver))
        return ahead

    def _days(self, step: StepView) -> float:
        """Working days on a step: log-normal through the step's median and 80th percentile."""
        median, p80 = max(step.days_p50 or 0, 0.08), max(step.days_p80 or 0, 0.3)
        sigma = min(max(math.log(p80 / median) / 0.8416, 0.2), 1.0)
        return min(math.exp(self.rng.gauss(math.log(median), sigma)), 90)

    def _working_time_after(self, at: datetime, days: float) -> datetime:
        """A moment in working hours, some working days later."""
        whole = int(days)
        moment = self.work.days_after(at, whole)
        remainder = timedelta(seconds=int((days - whole) * self.work.day_s))
        closing = datetime.combine(moment.date(), self.work.closes, self.work.zone)
        until_closing = closing - moment if self.work.works_on(moment.date()) else timedelta()
        if remainder < until_closing:
            return moment + remainder
        # What does not fit into the day is done on the next one.
        day = self.work.days_after(closing, 1).date()
        return datetime.combine(day, self.work.opens, self.work.zone) + remainder - until_closing

    def _reason(self, kind: EventKind) -> Reason | None:
        if kind not in (EventKind.WON, EventKind.LOST):
            return None
        won = kind == EventKind.WON
        return self.rng.choice([r for r in self.reasons if (r.kind == "won") == won])

    def _contacts(self, client: str, step: StepView) -> tuple[PastContact, ...]:
        english = client.isascii()
        count = 1 if step.place < 12 else self.rng.choice((1, 2, 2, 3))
        roles = [DecisionRole.DECIDER, DecisionRole.USER, DecisionRole.CHECKER]
        return tuple(
            PastContact(
                name=names.person(self.rng, english=english),
                position=self.rng.choice(names.POSITIONS),
                phone=f"+7900{self.rng.randrange(10**7):07}",
                email=f"contact{self.rng.randrange(10**6)}@client.example",
                role=roles[number] if step.place >= 8 else "",
                consent="форма на сайте",
            )
            for number in range(count)
        )

    def _facts(
        self, reached: list[StepView], events: list[PastEvent], amount: int
    ) -> dict[str, Any]:
        """What the gates that were passed had asked for."""
        facts: dict[str, Any] = {}
        for step in reached:
            for criterion in step.rules:
                evidence, test = criterion.evidence, criterion.rule.test
                if evidence.maps_to or evidence.kind in ("count", "approval"):
                    continue
                on = events[-1].at.date().isoformat()
                facts[evidence.key] = self._fact(evidence, test, on, amount)
        return facts

    def _fact(self, evidence: Any, test: Any, on: str, amount: int) -> Any:
        if evidence.kind in ("doc", "buyer", "event"):
            number = f"№ {self.rng.randrange(100, 999)}" if evidence.kind == "doc" else ""
            return {"on": on, "note": number, "by": None}
        if isinstance(test, OneOf):
            return self.rng.choice(test.words)
        if evidence.value_type == "choice":
            return self.rng.choice([code for code, _name in evidence.choices])
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
        soon = self.now.date() + timedelta(days=self.rng.choice((-1, 0, 0, 1, 1, 2, 3, 5, 7)))
        columns: dict[str, Any] = {
            "last_contact_at": self.now - timedelta(days=self.rng.random() * 4)
        }
        if self.rng.random() < 0.85:
            columns |= {"next_step": self.rng.choice(NEXT_STEPS), "next_step_on": soon}
        if last.step.place > 12:
            columns["buying_phase"] = "evaluation"
            columns["close_on"] = soon + timedelta(days=self.rng.randrange(5, 40))
        return columns
