"""The lists that stages and steps refer to: roles, phases, evidence, reasons, indicators."""

from __future__ import annotations

from collections.abc import Collection

from pipeloop.core.bilingual import Bilingual
from pipeloop.process.domain.template.node import Node, once
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
    found = tuple(
        BaseSpec(
            number=order,
            name=row.at("name").both(),
            stages=row.at("stages").all_of(StageKind.values, "kind of stage"),
        )
        for order, row in enumerate(node.items(), start=1)
    )
    for order, row in enumerate(node.items(), start=1):
        if row.at("id").value != order:
            raise row.at("id").error(f"{order} is expected")
    if [kind for base in found for kind in base.stages] != StageKind.values:
        raise node.error("together they hold the six stages, in their order")
    return found


def roles(node: Node) -> tuple[RoleSpec, ...]:
    found = tuple(
        RoleSpec(row.at("id").code(), row.at("name").both(), row.at("mission").both())
        for row in node.items()
    )
    once(node.place, (role.code for role in found))
    return found


def techniques(node: Node) -> tuple[TechniqueSpec, ...]:
    found = tuple(
        TechniqueSpec(row.at("id").code(), row.at("name").both(), row.at("how").both())
        for row in node.items()
    )
    once(node.place, (technique.code for technique in found))
    return found


def phases(node: Node) -> tuple[PhaseSpec, ...]:
    found = tuple(
        PhaseSpec(
            code=row.at("id").code(),
            name=row.at("name").both(),
            question=row.at("client_question").both(),
            proof=row.at("verifiable_client_action").both(),
            hangs=row.at("stall_signature").both(),
            strategy=row.at("strategy").both(),
            content=row.at("content").both(),
        )
        for row in node.items()
    )
    once(node.place, (phase.code for phase in found))
    return found


def reasons(node: Node) -> tuple[ReasonSpec, ...]:
    found = tuple(
        ReasonSpec(
            row.at("code").code(),
            row.at("class").one_of(ReasonClass.values, "class of outcome"),
            row.at("name").both(),
        )
        for row in node.items()
    )
    once(node.place, (reason.code for reason in found))
    return found


def choices(node: Node) -> Choices:
    """A list of codes with names."""
    found = tuple((row.at("code").code(), row.at("name").both()) for row in node.items())
    once(node.place, (code for code, _name in found))
    return found


def evidence(node: Node, lists: dict[str, Choices]) -> tuple[EvidenceSpec, ...]:
    """The vocabulary of gates.

    Args:
        lists: choices that are kept elsewhere, by the name that evidence calls them.
    """
    found = tuple(_evidence(row, lists) for row in node.items())
    once(node.place, (each.key for each in found))
    return found


def _evidence(row: Node, lists: dict[str, Choices]) -> EvidenceSpec:
    kind, _, code = row.at("key").text().partition(":")
    Node(kind, row.at("key").place).one_of(EvidenceKind.values, "kind of evidence")
    return EvidenceSpec(
        kind=kind,
        code=Node(code, row.at("key").place).code(),
        name=row.both(),
        ask=row.at("ask").both(),
        value_type=_value_type(row, kind),
        choices=_choices_of(row, lists),
        maps_to="" if row.at("maps_to").value is None else row.at("maps_to").code(20),
    )


def _value_type(row: Node, kind: str) -> str:
    given = row.at("type")
    if kind == EvidenceKind.FIELD:
        return given.one_of(FIELD_TYPES, "type of a field")
    if kind == EvidenceKind.COUNT:
        return "people" if given.value is None else given.one_of(COUNT_TYPES, "type of a count")
    if given.value is not None:
        raise given.error("a proof has no type: it is a note and a date")
    return "proof"


def _choices_of(row: Node, lists: dict[str, Choices]) -> Choices:
    given = row.at("choices")
    if row.at("type").value != "choice":
        if given.value is not None:
            raise given.error("only a choice has choices")
        return ()
    if isinstance(given.value, str):
        return lists[given.one_of(lists, "list of choices")]
    found = tuple((each.at("code").code(), each.both()) for each in given.items())
    once(given.place, (code for code, _name in found))
    return found


def indicators(node: Node, known_roles: Collection[str]) -> tuple[IndicatorSpec, ...]:
    codes = once(node.place, [row.at("id").code() for row in node.items()])
    return tuple(_indicator(row, codes, known_roles) for row in node.items())


def _indicator(row: Node, codes: Collection[str], known_roles: Collection[str]) -> IndicatorSpec:
    unit, counter = row.at("unit"), row.at("counter_metric")
    return IndicatorSpec(
        code=row.at("id").code(),
        stage=row.at("stage").one_of([*StageKind.values, WHOLE], "kind of stage"),
        name=row.at("name").both(),
        formula=row.at("formula").both(),
        expr=row.at("expr").text(),
        unit=Bilingual(unit.value, unit.value) if isinstance(unit.value, str) else unit.both(),
        direction=row.at("direction").one_of(DIRECTIONS, "direction"),
        source=row.at("source").both(),
        target=row.at("default_target").number(),
        counter="" if counter.value is None else counter.one_of(codes, "indicator"),
        pays=row.at("usable_in_pay_for").all_of(known_roles, "role"),
        min_sample=int(row.at("min_sample").number(least=1)),
    )


def handovers(node: Node, known_roles: Collection[str]) -> tuple[HandoverSpec, ...]:
    found = tuple(_handover(row, known_roles) for row in node.items())
    once(node.place, (handover.code for handover in found))
    return found


def _handover(row: Node, known_roles: Collection[str]) -> HandoverSpec:
    return HandoverSpec(
        code=row.at("code").code(20),
        from_stage=row.at("from_stage").one_of(StageKind.values, "kind of stage"),
        to_stage=row.at("to_stage").one_of(StageKind.values, "kind of stage"),
        from_role=row.at("from_role").one_of(known_roles, "role"),
        to_role=row.at("to_role").one_of(known_roles, "role"),
        accept_within=row.at("accept_within").both(),
        pack=tuple(item.both() for item in row.at("pack").items()),
        return_reasons=tuple(item.both() for item in row.at("return_reasons").items()),
    )
