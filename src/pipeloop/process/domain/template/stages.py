"""The stages with their steps, and the rules of the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeloop.process.domain.rules import Comparison, OneOf, Rule, RuleError, parse
from pipeloop.process.domain.template.node import Node, require_unique
from pipeloop.process.domain.template.specs import (
    BaseSpec,
    EvidenceSpec,
    NormSpec,
    StageSpec,
    StepSpec,
)
from pipeloop.process.words import FLOW_STAGES, Conversion, NormUnit, StageKind, StepKind

MAX_FIELDS = 3
MAX_RULE_LENGTH = 200
NUMERIC = frozenset({"money", "number", "percent", "score0_10"})


@dataclass(frozen=True, slots=True)
class References:
    """The codes that stages and steps may refer to."""

    bases: tuple[BaseSpec, ...]
    roles: frozenset[str]
    techniques: frozenset[str]
    phases: frozenset[str]
    evidence: Mapping[str, EvidenceSpec]
    indicators: frozenset[str]


def stages(node: Node, references: References) -> tuple[StageSpec, ...]:
    """The six stages in their order."""
    rows = node.items()
    if [row.at("id").value for row in rows] != StageKind.values:
        raise node.error("the six stages are expected, in their order")
    specs = tuple(_stage(row, order, references) for order, row in enumerate(rows, start=1))
    require_unique(node.place, (stage.code for stage in specs))
    require_unique(f"{node.place}.steps", (step.code for stage in specs for step in stage.steps))
    return specs


def _stage(row: Node, order: int, references: References) -> StageSpec:
    kind = row.at("id").one_of(StageKind.values, "kind of stage")
    base = next(base for base in references.bases if kind in base.stages)
    _check_place(row.at("order"), order)
    _check_place(row.at("base_stage"), base.number)
    return StageSpec(
        kind=kind,
        code=row.at("code").code(8),
        base=base.number,
        base_name=base.name,
        name=row.at("name").bilingual(),
        goal=row.at("goal").bilingual(),
        problem=row.at("typical_problem").bilingual(),
        exit_code=row.at("exit").at("code").code(20),
        exit_name=row.at("exit").at("name").bilingual(),
        owner_role=row.at("owner_role").one_of(references.roles, "role"),
        steps=tuple(
            _step(step, place, kind, references)
            for place, step in enumerate(row.at("steps").items(), start=1)
        ),
    )


def _check_place(node: Node, expected: int) -> None:
    if node.value != expected:
        raise node.error(f"{expected} is expected")


def _step(row: Node, order: int, stage: str, references: References) -> StepSpec:
    _check_place(row.at("order"), order)
    kind = _step_kind(row.at("kind"), stage)
    conversion, share = _conversion(row.at("conversion"), kind)
    p50, p80 = _days(row.at("duration_business_days"))
    return StepSpec(
        code=row.at("code").code(8),
        kind=kind,
        name=row.at("name").bilingual(),
        role=row.at("role").one_of(references.roles, "role"),
        entry=row.at("entry").bilingual(),
        exit=row.at("exit").bilingual(),
        result=row.at("result").bilingual(),
        tool=row.at("tool").bilingual(),
        activities=tuple(item.bilingual() for item in row.at("activities").items()),
        rules=_rules(row.at("exit_rules"), references),
        techniques=row.at("techniques").all_of(references.techniques, "technique"),
        fields=_fields(row.at("fields"), references),
        indicators=row.at("kpis").all_of(references.indicators, "indicator"),
        norm=_norm(row.at("norm")),
        conversion=conversion,
        expected_share=share,
        days_p50=p50,
        days_p80=p80,
        buying_phase=row.at("buying_stage").one_of(references.phases, "buying phase"),
    )


def _step_kind(node: Node, stage: str) -> str:
    kind = node.one_of(StepKind.values, "kind of step")
    if (kind == StepKind.CYCLE) != (stage not in FLOW_STAGES):
        raise node.error("stages 5 and 6 consist of cycles, and no other stage does")
    return kind


def _conversion(node: Node, kind: str) -> tuple[str, float | None]:
    conversion = node.at("type").one_of(Conversion.values, "kind of share")
    if conversion == Conversion.SEQUENTIAL and kind != StepKind.FLOW:
        raise node.at("type").error("only a flow passes on to the next step")
    value = node.at("value")
    if conversion == Conversion.NONE:
        if value.value is not None:
            raise value.error("there is no share to expect")
        return conversion, None
    share = value.number()
    if share > 1:
        raise value.error("a share lies between 0 and 1")
    return conversion, share


def _days(node: Node) -> tuple[float, float]:
    p50, p80 = node.at("p50").number(), node.at("p80").number()
    if p80 < p50:
        raise node.at("p80").error("it is not less than p50")
    return p50, p80


def _fields(node: Node, references: References) -> tuple[str, ...]:
    fields = {key.removeprefix("field:") for key in references.evidence if key.startswith("field:")}
    codes = node.all_of(fields, "field")
    if len(codes) > MAX_FIELDS:
        raise node.error(f"a step asks for at most {MAX_FIELDS} fields")
    return codes


def _norm(node: Node) -> NormSpec:
    value = node.at("value")
    if value.number() == 0:
        raise value.error("a number above 0 is expected")
    return NormSpec(
        text=node.at("text").bilingual(),
        value=value.number(),
        unit=node.at("unit").one_of(NormUnit.values, "unit"),
        since=node.at("from").code(),
    )


def _rules(node: Node, references: References) -> tuple[Rule, ...]:
    rules = tuple(_rule(item, references) for item in node.items())
    require_unique(node.place, (rule.text for rule in rules))
    return rules


def _rule(node: Node, references: References) -> Rule:
    try:
        rule = parse(node.text())
    except RuleError as error:
        raise node.error(str(error)) from None
    if len(rule.text) > MAX_RULE_LENGTH:
        raise node.error(f"at most {MAX_RULE_LENGTH} characters")
    evidence = references.evidence.get(rule.evidence)
    if evidence is None:
        raise node.error(f"no evidence {rule.evidence!r}")
    _check_test(node, rule, evidence)
    return rule


def _check_test(node: Node, rule: Rule, evidence: EvidenceSpec) -> None:
    """A test that can never hold would close the gate for ever."""
    if isinstance(rule.test, OneOf):
        choices = {code for code, _name in evidence.choices}
        for word in rule.test.words:
            if word not in choices:
                raise node.error(f"{rule.evidence!r} has no choice {word!r}")
    numeric = rule.kind == "count" or evidence.value_type in NUMERIC
    if isinstance(rule.test, Comparison) and not numeric:
        raise node.error(f"{rule.evidence!r} is not a number")
