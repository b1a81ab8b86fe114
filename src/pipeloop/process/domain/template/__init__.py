"""Reads and checks the description of a process.

Every error names the place: `stages[2].steps[1].role: no role 'x'`.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from pipeloop.process.domain.template import lists
from pipeloop.process.domain.template.node import Node, TemplateError, read_yaml
from pipeloop.process.domain.template.specs import (
    BaseSpec,
    EvidenceSpec,
    HandoverSpec,
    IndicatorSpec,
    NormSpec,
    PhaseSpec,
    ProcessTemplate,
    ReasonSpec,
    RoleSpec,
    StageSpec,
    StepSpec,
    TechniqueSpec,
)
from pipeloop.process.domain.template.stages import References, stages

__all__ = [
    "BaseSpec",
    "EvidenceSpec",
    "HandoverSpec",
    "IndicatorSpec",
    "NormSpec",
    "PhaseSpec",
    "ProcessTemplate",
    "ReasonSpec",
    "RoleSpec",
    "StageSpec",
    "StepSpec",
    "TechniqueSpec",
    "TemplateError",
    "load_template",
    "parse_template",
    "read_template",
]

# What every shipped process shares; a process of its own brings these lists itself.
SHARED = ("evidence", "techniques", "outcomes", "indicators")


def load_template(name: str = "b2b") -> ProcessTemplate:
    """A process shipped with the package.

    Raises:
        TemplateError: there is none of that name, or its files no longer agree.
    """
    folder = resources.files("pipeloop.process") / "data"
    shipped = {each.name for each in folder.iterdir()} - {f"{part}.yaml" for part in SHARED}
    if f"{name}.yaml" not in shipped:
        raise TemplateError("", f"no template {name!r}")
    data: dict[str, Any] = {}
    for part in (name, *SHARED):
        data |= read_yaml((folder / f"{part}.yaml").read_text(encoding="utf-8"))
    return read_template(data)


def parse_template(text: str) -> ProcessTemplate:
    """A process written as one YAML document with all its lists, of at most a megabyte.

    Raises:
        TemplateError: something is missing, occurs twice, or refers to nothing.
    """
    return read_template(read_yaml(text))


def read_template(data: dict[str, Any]) -> ProcessTemplate:
    """A process from the plain data of its description.

    Raises:
        TemplateError: something is missing, occurs twice, or refers to nothing.
    """
    top = Node(data)
    bases = lists.bases(top.at("base_stages"))
    roles = lists.roles(top.at("roles"))
    role_codes = frozenset(role.code for role in roles)
    techniques = lists.techniques(top.at("techniques"))
    phases = lists.phases(top.at("buying_cycle"))
    reasons = lists.reasons(top.at("outcomes"))
    churn_reasons = lists.choices(top.at("churn_reasons"))
    choice_lists = {
        "outcomes": tuple((reason.code, reason.name) for reason in reasons),
        "churn_reasons": churn_reasons,
        "buying_cycle": tuple((phase.code, phase.name) for phase in phases),
    }
    evidence = lists.evidence(top.at("evidence"), choice_lists)
    _check_approvals(top.at("evidence"), evidence, role_codes)
    indicators = lists.indicators(top.at("indicators"), role_codes)
    references = References(
        bases=bases,
        roles=role_codes,
        techniques=frozenset(technique.code for technique in techniques),
        phases=frozenset(phase.code for phase in phases),
        evidence={each.key: each for each in evidence},
        indicators=frozenset(indicator.code for indicator in indicators),
    )
    return ProcessTemplate(
        code=top.at("id").code(),
        name=top.at("name").bilingual(),
        description=top.at("description").bilingual(),
        bases=bases,
        roles=roles,
        techniques=techniques,
        phases=phases,
        evidence=evidence,
        reasons=reasons,
        churn_reasons=churn_reasons,
        indicators=indicators,
        handovers=lists.handovers(top.at("handovers"), role_codes),
        stages=stages(top.at("stages"), references),
    )


def _check_approvals(node: Node, evidence: tuple[EvidenceSpec, ...], roles: frozenset[str]) -> None:
    for row, each in zip(node.items(), evidence, strict=True):
        if each.kind == "approval":
            Node(each.code, row.at("key").place).one_of(roles, "role")
