"""How deals, gates and events are put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from pipeloop.conveyor.domain.event_kinds import event_label
from pipeloop.conveyor.domain.gate import Check
from pipeloop.conveyor.models import Event
from pipeloop.conveyor.words import RISK_SIGNALS, DecisionRole
from pipeloop.core.money import Money
from pipeloop.process.domain.rules import Comparison, OneOf
from pipeloop.process.queries import EvidenceView, Outline
from pipeloop.ui import formatting

register = template.Library()


@register.filter
def sign_name(rule: str) -> Any:
    """Why a deal hangs, in a few words."""
    return RISK_SIGNALS[rule][0]


@register.filter
def sign_action(rule: str) -> Any:
    """What to do about it."""
    return RISK_SIGNALS[rule][1]


@register.filter
def event_name(kind: str) -> str:
    """What has happened, by the kind of an event."""
    return event_label(kind)


@register.filter
def must_be(check: Check) -> str:
    """What a tested field or count must be: `A or B`, `at least 2`."""
    test = check.criterion.rule.test
    if isinstance(test, OneOf):
        names = dict(check.criterion.evidence.choices)
        return _(" or ").join(str(names.get(word, word)) for word in test.words)
    if isinstance(test, Comparison):
        words = {
            "=": _("exactly %(n)s"),
            ">": _("more than %(n)s"),
            ">=": _("at least %(n)s"),
            "<": _("less than %(n)s"),
            "<=": _("at most %(n)s"),
        }
        return words[test.op] % {"n": formatting.number(test.number)}
    return ""


@register.filter
def typed_note(data: Mapping[str, Any], key: str) -> Any:
    """The note of a proof as it was typed before."""
    return data.get(f"{key}.note", "")


@register.filter
def typed_on(data: Mapping[str, Any], key: str) -> Any:
    """The day of a proof as it was typed before."""
    return data.get(f"{key}.on", "")


@register.filter
def typed_done(data: Mapping[str, Any], key: str) -> bool:
    """Whether a proof was ticked before."""
    return bool(data.get(f"{key}.done"))


@register.filter
def was_typed(data: Any, evidence: EvidenceView) -> bool:
    """Whether a piece of evidence was filled in before: it is sent again with what is missing."""
    if not data:
        return False
    if evidence.value_type == "people":
        return any(data.getlist("person.name"))
    return any(data.get(f"{evidence.key}{part}") for part in ("", ".note", ".on", ".done"))


@register.simple_tag
def next_lines(typed: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Two lines for people at the client, with what was typed in them before."""
    return [next(typed, ("", "")), next(typed, ("", ""))]


@register.simple_tag
def fact(evidence: EvidenceView, value: Any) -> str:
    """A recorded value as a person reads it."""
    if isinstance(value, dict) and "minor" in value:
        return formatting.money(Money(value["minor"], value["currency"]))
    if isinstance(value, dict):
        day = formatting.day(date.fromisoformat(value["on"]))
        return f"{value['note']} · {day}" if value.get("note") else day
    if evidence.value_type == "choice":
        return str(dict(evidence.choices).get(value, value))
    if evidence.value_type == "date":
        return formatting.day(date.fromisoformat(value))
    if evidence.value_type == "percent":
        return f"{formatting.number(float(value), 2)}{formatting.NBSP}%"
    return str(value)


@register.simple_tag
def event_facts(event: Event, outline: Outline) -> list[tuple[str, str]]:
    """What was recorded with an event, as names and values."""
    facts = []
    for key, value in event.details.get("facts", {}).items():
        if key == "people":
            roles = dict(DecisionRole.choices)
            facts.append((_("People"), ", ".join(str(roles[role]) for role in value)))
        elif key in outline.evidence:
            evidence = outline.evidence[key]
            text = _("recorded") if value is None else fact(evidence, value)
            facts.append((str(evidence.name), text))
    return facts


@register.simple_tag
def step_name(outline: Outline, step_id: int | None) -> str:
    """The name of a step of the version, or nothing for a step of another one."""
    names = (s.name for stage in outline.stages for s in stage.steps if s.id == step_id)
    return str(next(names, ""))
