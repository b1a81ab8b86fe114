"""The lists that stages and steps refer to: roles, phases, evidence, reasons, indicators."""

from __future__ import annotations

from collections.abc import Collection

from pipeloop.core.bilingual import Bilingual
from pipeloop.process.domain.template.node import Node, require_unique
from pipeloop.process.domain.template.specs import (
    BaseSpec,
    EvidenceSpec,
    HandoverSpec,
    IndicatorSpec,
    PhaseSpec,
    ReasonSpec,
    RoleSpec,
    TechniqueSpec,
)
from pipeloop.process.words import EvidenceKind, ReasonClass, StageKind

Choices = tuple[tuple[str, Bilingual], ...]

FIELD_TYPES = frozenset(
    {"text", "longtext", "date", "money", "number", "percent", "score0_10", "choice"}
)
COUNT_TYPES = frozenset({"people", "number"})
DIRECTIONS = frozenset({"up", "down", "range"})
WHOLE = "process"


def bases(node: Node) -> tuple[BaseSpec, ...]:
    """The five base stages, which together hold the six stages in their order."""
    base_specs = tuple(
        BaseSpec(
            number=order,
            name=row.at("name").bilingual(),
            stages=row.at("stages").all_of(StageKind.values, "kind of stage"),
        )
        for order, row in enumerate(node.items(), start=1)
    )
    for order, row in enumerate(node.items(), start=1):
        if row.at("id").value != order:
            raise row.at("id").error(f"{order} is expected")
    if [kind for base in base_specs for kind in base.stages] != StageKind.values:
        raise node.error("together they hold the six stages, in their order")
    return base_specs


def roles(node: Node) -> tuple[RoleSpec, ...]:
    role_specs = tuple(
        RoleSpec(row.at("id").code(), row.at("name").bilingual(), row.at("mission").bilingual())
        for row in node.items()
    )
    require_unique(node.place, (role.code for role in role_specs))
    return role_specs


def techniques(node: Node) -> tuple[TechniqueSpec, ...]:
    technique_specs = tuple(
        TechniqueSpec(row.at("id").code(), row.at("name").bilingual(), row.at("how").bilingual())
        for row in node.items()
    )
    require_unique(node.place, (technique.code for technique in technique_specs))
    return technique_specs


def phases(node: Node) -> tuple[PhaseSpec, ...]:
    phase_specs = tuple(
        PhaseSpec(
            code=row.at("id").code(),
            name=row.at("name").bilingual(),
            question=row.at("client_question").bilingual(),
            proof=row.at("verifiable_client_action").bilingual(),
            hangs=row.at("stall_signature").bilingual(),
            strategy=row.at("strategy").bilingual(),
            content=row.at("content").bilingual(),
        )
        for row in node.items()
    )
    require_unique(node.place, (phase.code for phase in phase_specs))
    return phase_specs


def reasons(node: Node) -> tuple[ReasonSpec, ...]:
    reason_specs = tuple(
        ReasonSpec(
            row.at("code").code(),
            row.at("class").one_of(ReasonClass.values, "class of outcome"),
            row.at("name").bilingual(),
        )
        for row in node.items()
    )
    require_unique(node.place, (reason.code for reason in reason_specs))
    return reason_specs


def choices(node: Node) -> Choices:
    """A list of codes with names."""
    pairs = tuple((row.at("code").code(), row.at("name").bilingual()) for row in node.items())
    require_unique(node.place, (code for code, _name in pairs))
    return pairs


def evidence(node: Node, lists: dict[str, Choices]) -> tuple[EvidenceSpec, ...]:
    """The vocabulary of gates.

    Args:
        lists: choices that are kept elsewhere, by the name that evidence calls them.
    """
    evidence_specs = tuple(_evidence(row, lists) for row in node.items())
    require_unique(node.place, (each.key for each in evidence_specs))
    return evidence_specs


def _evidence(row: Node, lists: dict[str, Choices]) -> EvidenceSpec:
    kind, _, code = row.at("key").text().partition(":")
    Node(kind, row.at("key").place).one_of(EvidenceKind.values, "kind of evidence")
    return EvidenceSpec(
        kind=kind,
        code=Node(code, row.at("key").place).code(),
        name=row.bilingual(),
        ask=row.at("ask").bilingual(),
        value_type=_value_type(row, kind),
        choices=_choices_of(row, lists),
        maps_to="" if row.at("maps_to").value is None else row.at("maps_to").code(20),
    )


def _value_type(row: Node, kind: str) -> str:
    value_type = row.at("type")
    if kind == EvidenceKind.FIELD:
        return value_type.one_of(FIELD_TYPES, "type of a field")
    if kind == EvidenceKind.COUNT:
        return (
            "people"
            if value_type.value is None
            else value_type.one_of(COUNT_TYPES, "type of a count")
        )
    if value_type.value is not None:
        raise value_type.error("a proof has no type: it is a note and a date")
    return "proof"


def _choices_of(row: Node, lists: dict[str, Choices]) -> Choices:
    listed = row.at("choices")
    if row.at("type").value != "choice":
        if listed.value is not None:
            raise listed.error("only a choice has choices")
        return ()
    if isinstance(listed.value, str):
        return lists[listed.one_of(lists, "list of choices")]
    pairs = tuple((each.at("code").code(), each.bilingual()) for each in listed.items())
    require_unique(listed.place, (code for code, _name in pairs))
    return pairs


def indicators(node: Node, role_codes: Collection[str]) -> tuple[IndicatorSpec, ...]:
    codes = require_unique(node.place, [row.at("id").code() for row in node.items()])
    return tuple(_indicator(row, codes, role_codes) for row in node.items())


def _indicator(row: Node, codes: Collection[str], role_codes: Collection[str]) -> IndicatorSpec:
    unit, counter = row.at("unit"), row.at("counter_metric")
    return IndicatorSpec(
        code=row.at("id").code(),
        stage=row.at("stage").one_of([*StageKind.values, WHOLE], "kind of stage"),
        name=row.at("name").bilingual(),
        formula=row.at("formula").bilingual(),
        expr=row.at("expr").text(),
        unit=Bilingual(unit.value, unit.value) if isinstance(unit.value, str) else unit.bilingual(),
        direction=row.at("direction").one_of(DIRECTIONS, "direction"),
        source=row.at("source").bilingual(),
        target=row.at("default_target").number(),
        counter="" if counter.value is None else counter.one_of(codes, "indicator"),
        pays=row.at("usable_in_pay_for").all_of(role_codes, "role"),
        min_sample=int(row.at("min_sample").number(least=1)),
    )


def handovers(node: Node, role_codes: Collection[str]) -> tuple[HandoverSpec, ...]:
    handover_specs = tuple(_handover(row, role_codes) for row in node.items())
    require_unique(node.place, (handover.code for handover in handover_specs))
    return handover_specs


def _handover(row: Node, role_codes: Collection[str]) -> HandoverSpec:
    return HandoverSpec(
        code=row.at("code").code(20),
        from_stage=row.at("from_stage").one_of(StageKind.values, "kind of stage"),
        to_stage=row.at("to_stage").one_of(StageKind.values, "kind of stage"),
        from_role=row.at("from_role").one_of(role_codes, "role"),
        to_role=row.at("to_role").one_of(role_codes, "role"),
        accept_within=row.at("accept_within").bilingual(),
        pack=tuple(item.bilingual() for item in row.at("pack").items()),
        return_reasons=tuple(item.bilingual() for item in row.at("return_reasons").items()),
    )
