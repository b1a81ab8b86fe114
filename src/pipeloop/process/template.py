"""Reads and checks the description of a process shipped with the package.

Every error names the place: `stages[2].steps[1].role: no role 'x'`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from pipeloop.core.bilingual import Bilingual
from pipeloop.process.rules import Rule, RuleError, parse
from pipeloop.process.words import (
    Conversion,
    EvidenceKind,
    NormUnit,
    ReasonClass,
    StageKind,
    StepKind,
)

FILES = ("b2b", "evidence", "techniques", "outcomes", "indicators")
FIELDS_AT_MOST = 3


class TemplateError(ValueError):
    """The description breaks its own rules; the message begins with the place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True, slots=True)
class RoleSpec:
    code: str
    name: Bilingual
    mission: Bilingual


@dataclass(frozen=True, slots=True)
class TechniqueSpec:
    code: str
    name: Bilingual
    how: Bilingual


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    code: str
    name: Bilingual
    question: Bilingual
    proof: Bilingual
    strategy: Bilingual


@dataclass(frozen=True, slots=True)
class EvidenceSpec:
    kind: str
    code: str
    name: Bilingual
    ask: Bilingual
    value_type: str
    choices: tuple[tuple[str, Bilingual], ...]
    maps_to: str


@dataclass(frozen=True, slots=True)
class ReasonSpec:
    code: str
    kind: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class NormSpec:
    text: Bilingual
    value: float
    unit: str
    since: str


@dataclass(frozen=True, slots=True)
class StepSpec:
    code: str
    kind: str
    name: Bilingual
    role: str
    entry: Bilingual
    exit: Bilingual
    result: Bilingual
    tool: Bilingual
    activities: tuple[Bilingual, ...]
    rules: tuple[Rule, ...]
    techniques: tuple[str, ...]
    fields: tuple[str, ...]
    indicators: tuple[str, ...]
    norm: NormSpec
    conversion: str
    expected_share: float | None
    days_p50: float
    days_p80: float
    buying_phase: str


@dataclass(frozen=True, slots=True)
class StageSpec:
    kind: str
    code: str
    base: int
    base_name: Bilingual
    name: Bilingual
    goal: Bilingual
    problem: Bilingual
    exit_code: str
    exit_name: Bilingual
    owner_role: str
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True)
class ProcessTemplate:
    """A whole process, checked: every reference in it resolves."""

    code: str
    name: Bilingual
    description: Bilingual
    roles: tuple[RoleSpec, ...]
    techniques: tuple[TechniqueSpec, ...]
    phases: tuple[PhaseSpec, ...]
    evidence: tuple[EvidenceSpec, ...]
    reasons: tuple[ReasonSpec, ...]
    indicators: tuple[str, ...]
    stages: tuple[StageSpec, ...]


def load_template() -> ProcessTemplate:
    """The default B2B process.

    Raises:
        TemplateError: the shipped files were changed and no longer agree.
    """
    folder = resources.files("pipeloop.process") / "data"
    texts = {name: (folder / f"{name}.yaml").read_text(encoding="utf-8") for name in FILES}
    return parse_template(texts)


def parse_template(texts: Mapping[str, str]) -> ProcessTemplate:
    """Read a process from its files, `{"b2b": text, "evidence": text, ...}`.

    Raises:
        TemplateError: something is missing, said twice, or refers to nothing.
    """
    data = {name: _yaml(name, texts[name]) for name in FILES}
    main = data["b2b"]
    roles = tuple(
        RoleSpec(_str(r, "id", p), _both(r, "name", p), _both(r, "mission", p))
        for p, r in _items(main, "roles")
    )
    known = _Known(
        roles=_unique("roles", (role.code for role in roles)),
        techniques=_unique("techniques", (t["id"] for t in data["techniques"])),
        phases=_unique("buying_cycle", (phase["id"] for phase in main["buying_cycle"])),
        evidence=_unique("evidence", (e["key"] for e in data["evidence"])),
        indicators=_unique("indicators", (k["id"] for k in data["indicators"])),
        bases={b["id"]: _both(b, "name", p) for p, b in _items(main, "base_stages")},
    )
    stages = tuple(_stage(place, row, known) for place, row in _items(main, "stages"))
    _check_order(stages)
    return ProcessTemplate(
        code=_str(main, "id", "b2b"),
        name=_both(main, "name", "b2b"),
        description=_both(main, "description", "b2b"),
        roles=roles,
        techniques=tuple(
            TechniqueSpec(t["id"], _both(t, "name", t["id"]), _both(t, "how", t["id"]))
            for t in data["techniques"]
        ),
        phases=tuple(_phase(place, row) for place, row in _items(main, "buying_cycle")),
        evidence=tuple(_evidence(row) for row in data["evidence"]),
        reasons=tuple(_reason(row) for row in data["outcomes"]["outcomes"]),
        indicators=tuple(k["id"] for k in data["indicators"]),
        stages=stages,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    roles: frozenset[str]
    techniques: frozenset[str]
    phases: frozenset[str]
    evidence: frozenset[str]
    indicators: frozenset[str]
    bases: dict[int, Bilingual]


def _yaml(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TemplateError(name, f"not YAML: {error}") from None


def _items(data: Any, name: str) -> list[tuple[str, Any]]:
    rows = data.get(name) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows:
        raise TemplateError(name, "a list is expected")
    return [(f"{name}[{i}]", row) for i, row in enumerate(rows)]


def _str(row: Any, name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise TemplateError(f"{place}.{name}", "a text is expected")
    return value


def _both(row: Any, name: str, place: str) -> Bilingual:
    return _bilingual(row.get(name), f"{place}.{name}")


def _bilingual(value: Any, place: str) -> Bilingual:
    if not isinstance(value, dict):
        raise TemplateError(place, "a text in ru and en is expected")
    for language in ("ru", "en"):
        if not isinstance(value.get(language), str) or not value[language].strip():
            raise TemplateError(f"{place}.{language}", "the text is missing")
    return Bilingual(ru=value["ru"], en=value["en"])


def _unique(place: str, codes: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise TemplateError(place, f"{code!r} is there twice")
        seen.add(code)
    return frozenset(seen)


def _one_of(value: Any, known: Iterable[Any], what: str, place: str) -> Any:
    if value not in set(known):
        raise TemplateError(place, f"no {what} {value!r}")
    return value


def _phase(place: str, row: Any) -> PhaseSpec:
    return PhaseSpec(
        code=_str(row, "id", place),
        name=_both(row, "name", place),
        question=_both(row, "client_question", place),
        proof=_both(row, "verifiable_client_action", place),
        strategy=_both(row, "strategy", place),
    )


def _evidence(row: Any) -> EvidenceSpec:
    key = row["key"]
    kind, _, code = key.partition(":")
    _one_of(kind, EvidenceKind.values, "kind of evidence", key)
    value_type = row.get("type", "people" if kind == "count" else "proof")
    if value_type == "choice" and not row.get("choices"):
        raise TemplateError(key, "a choice needs choices")
    return EvidenceSpec(
        kind=kind,
        code=code,
        name=_bilingual(row, key),
        ask=_both(row, "ask", key),
        value_type=value_type,
        choices=tuple((c["code"], _bilingual(c, key)) for c in row.get("choices", ())),
        maps_to=row.get("maps_to", ""),
    )


def _reason(row: Any) -> ReasonSpec:
    code = _str(row, "code", "outcomes")
    kind = _one_of(row.get("class"), ReasonClass.values, "class of outcome", f"outcomes.{code}")
    return ReasonSpec(code, kind, _both(row, "name", f"outcomes.{code}"))


def _stage(place: str, row: Any, known: _Known) -> StageSpec:
    base = _one_of(row.get("base_stage"), known.bases, "base stage", f"{place}.base_stage")
    steps = tuple(_step(f"{place}.{inner}", step, known) for inner, step in _items(row, "steps"))
    _unique(f"{place}.steps", (step.code for step in steps))
    return StageSpec(
        kind=_one_of(row.get("id"), StageKind.values, "kind of stage", f"{place}.id"),
        code=_str(row, "code", place),
        base=base,
        base_name=known.bases[base],
        name=_both(row, "name", place),
        goal=_both(row, "goal", place),
        problem=_both(row, "typical_problem", place),
        exit_code=_str(row["exit"], "code", f"{place}.exit"),
        exit_name=_both(row["exit"], "name", f"{place}.exit"),
        owner_role=_one_of(row.get("owner_role"), known.roles, "role", f"{place}.owner_role"),
        steps=steps,
    )


def _step(place: str, row: Any, known: _Known) -> StepSpec:
    fields = tuple(row.get("fields", ()))
    if len(fields) > FIELDS_AT_MOST:
        raise TemplateError(f"{place}.fields", f"at most {FIELDS_AT_MOST}")
    for code in fields:
        _one_of(f"field:{code}", known.evidence, "evidence", f"{place}.fields")
    for code in row.get("techniques", ()):
        _one_of(code, known.techniques, "technique", f"{place}.techniques")
    for code in row.get("kpis", ()):
        _one_of(code, known.indicators, "indicator", f"{place}.kpis")
    share = row["conversion"].get("value")
    if share is not None and not 0 <= share <= 1:
        raise TemplateError(f"{place}.conversion", "a share lies between 0 and 1")
    return StepSpec(
        code=_str(row, "code", place),
        kind=_one_of(row.get("kind"), StepKind.values, "kind of step", f"{place}.kind"),
        name=_both(row, "name", place),
        role=_one_of(row.get("role"), known.roles, "role", f"{place}.role"),
        entry=_both(row, "entry", place),
        exit=_both(row, "exit", place),
        result=_both(row, "result", place),
        tool=_both(row, "tool", place),
        activities=tuple(_bilingual(text, p) for p, text in _items(row, "activities")),
        rules=tuple(_rule(f"{place}.{p}", text, known) for p, text in _items(row, "exit_rules")),
        techniques=tuple(row.get("techniques", ())),
        fields=fields,
        indicators=tuple(row.get("kpis", ())),
        norm=_norm(f"{place}.norm", row.get("norm", {})),
        conversion=_one_of(
            row["conversion"].get("type"), Conversion.values, "kind of share", place
        ),
        expected_share=share,
        days_p50=float(row["duration_business_days"]["p50"]),
        days_p80=float(row["duration_business_days"]["p80"]),
        buying_phase=_one_of(
            row.get("buying_stage"), known.phases, "buying phase", f"{place}.buying_stage"
        ),
    )


def _norm(place: str, row: Any) -> NormSpec:
    if not isinstance(row.get("value"), (int, float)) or row["value"] <= 0:
        raise TemplateError(f"{place}.value", "a positive number is expected")
    unit = _one_of(row.get("unit"), NormUnit.values, "unit", f"{place}.unit")
    return NormSpec(_both(row, "text", place), float(row["value"]), unit, row.get("from", ""))


def _rule(place: str, text: str, known: _Known) -> Rule:
    try:
        rule = parse(text)
    except RuleError as error:
        raise TemplateError(place, str(error)) from None
    _one_of(f"{rule.kind}:{rule.code}", known.evidence, "evidence", place)
    return rule


def _check_order(stages: tuple[StageSpec, ...]) -> None:
    kinds = [stage.kind for stage in stages]
    if kinds != StageKind.values:
        raise TemplateError("stages", "the six stages are expected, in their order")
    _unique("steps", (step.code for stage in stages for step in stage.steps))
