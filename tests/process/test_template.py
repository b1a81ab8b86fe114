"""The shipped process is whole, and a broken one is refused with the place."""

import copy
import re
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import pytest
import yaml

from pipeloop.core.bilingual import Bilingual
from pipeloop.process.domain.template import (
    SHARED,
    ProcessTemplate,
    StepSpec,
    TemplateError,
    load_template,
    parse_template,
    read_template,
)
from pipeloop.process.words import FLOW_STAGES, StageKind

Data = dict[str, Any]


@pytest.fixture(scope="module")
def shipped() -> ProcessTemplate:
    return load_template()


@pytest.fixture(scope="module")
def written() -> Data:
    """The shipped process as plain data. Tests change a copy of it."""
    folder = resources.files("pipeloop.process") / "data"
    files = [(folder / f"{name}.yaml").read_text(encoding="utf-8") for name in ("b2b", *SHARED)]
    data: Data = {}
    for text in files:
        data |= yaml.safe_load(text)
    return data


@pytest.fixture(scope="module")
def steps(shipped: ProcessTemplate) -> dict[str, StepSpec]:
    return {step.code: step for stage in shipped.stages for step in stage.steps}


def test_the_process_has_its_six_stages_and_forty_steps(shipped: ProcessTemplate) -> None:
    assert [stage.kind for stage in shipped.stages] == StageKind.values
    assert [len(stage.steps) for stage in shipped.stages] == [5, 7, 10, 5, 7, 6]


def test_the_lists_are_whole(shipped: ProcessTemplate) -> None:
    assert len(shipped.techniques) == 42
    assert len(shipped.indicators) == 50
    assert len(shipped.reasons) == 30
    assert len(shipped.churn_reasons) == 8
    assert len(shipped.phases) == 7
    assert [handover.code for handover in shipped.handovers] == [
        *("MQL", "SQL", "CONTRACT", "ACTIVE_CLIENT", "KEY")
    ]


def test_the_roles_are_those_of_the_house(shipped: ProcessTemplate) -> None:
    assert [(role.code, role.name.ru) for role in shipped.roles] == [
        ("marketer", "Маркетолог"),
        ("hunter", "Хантер"),
        ("closer", "Клоузер"),
        ("client_manager", "Клиентский менеджер"),
        ("key_account_manager", "КАМ"),
        ("head_of_sales", "РОП"),
        ("owner", "Собственник"),
        ("administrator", "Администратор"),
    ]


def test_five_base_stages_hold_six_stages(shipped: ProcessTemplate) -> None:
    assert [len(base.stages) for base in shipped.bases] == [1, 1, 1, 1, 2]
    assert [stage.base for stage in shipped.stages] == [1, 2, 3, 4, 5, 5]
    assert "возврат" in shipped.bases[4].name.ru


def test_an_mql_is_a_lead_of_class_a_or_b_without_a_duplicate(steps: dict[str, StepSpec]) -> None:
    assert [rule.text for rule in steps["LG4"].rules] == [
        *("field:icp_fit in A,B", "event:dup_check_ok")
    ]


def test_a_long_cycle_needs_a_mutual_plan(steps: dict[str, StepSpec]) -> None:
    assert "if cycle>15: doc:mutual_plan" in [rule.text for rule in steps["LC2"].rules]


def test_a_discount_above_the_limit_needs_the_head_of_sales(steps: dict[str, StepSpec]) -> None:
    rules = [rule.text for rule in steps["LC7"].rules]
    assert "if discount>limit: approval:head_of_sales" in rules


def test_clients_who_left_are_won_back_in_account_management(shipped: ProcessTemplate) -> None:
    (stage,) = [s for s in shipped.stages if s.kind == StageKind.ACCOUNT_MANAGEMENT]
    assert stage.steps[-1].code == "AM7"
    assert "am_winback" in stage.steps[-1].indicators


def test_a_cycle_is_not_part_of_the_funnel(shipped: ProcessTemplate) -> None:
    cycles = [s for stage in shipped.stages if stage.kind not in FLOW_STAGES for s in stage.steps]
    assert {step.kind for step in cycles} == {"cycle"}
    assert {step.conversion for step in cycles} == {"rate"}


def test_every_piece_of_evidence_is_asked_for_somewhere(shipped: ProcessTemplate) -> None:
    steps = [step for stage in shipped.stages for step in stage.steps]
    asked = {rule.evidence for step in steps for rule in step.rules}
    asked |= {f"field:{code}" for step in steps for code in step.fields}
    assert {spec.key for spec in shipped.evidence} == asked


def test_a_field_that_a_gate_checks_is_asked_on_its_step(shipped: ProcessTemplate) -> None:
    steps = [step for stage in shipped.stages for step in stage.steps]
    unasked = {
        f"{step.code}: {rule.text}"
        for step in steps
        for rule in step.rules
        if rule.kind == "field" and rule.code not in step.fields
    }
    assert unasked == set()


def test_every_technique_serves_a_step(shipped: ProcessTemplate) -> None:
    used = {code for stage in shipped.stages for step in stage.steps for code in step.techniques}
    assert {technique.code for technique in shipped.techniques} == used


def test_every_buying_phase_is_served_by_a_step(shipped: ProcessTemplate) -> None:
    served = {step.buying_phase for stage in shipped.stages for step in stage.steps}
    assert {phase.code for phase in shipped.phases} == served


def test_choices_kept_elsewhere_are_those_of_their_list(shipped: ProcessTemplate) -> None:
    choices = {spec.code: spec.choices for spec in shipped.evidence}
    assert choices["loss_reason"] == tuple((r.code, r.name) for r in shipped.reasons)
    assert choices["churn_reason"] == shipped.churn_reasons
    assert choices["buying_stage"] == tuple((p.code, p.name) for p in shipped.phases)


def texts(value: Any) -> Iterator[Bilingual]:
    """Every bilingual text in a described process."""
    if isinstance(value, Bilingual):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name))


JARGON = re.compile(r"\b(ROP|KAM)\b|(?<![Kk]ey )account manager", re.I)
LOOSE = re.compile(r"\d [а-яё%₽]|[≤≥<>] \d")


def test_texts_use_the_words_of_the_house(shipped: ProcessTemplate) -> None:
    assert {t.en for t in texts(shipped) if JARGON.search(t.en)} == set()
    assert {t.en for t in texts(shipped) if re.search("[А-Яа-яё]", t.en)} == set()


def test_russian_numbers_keep_together_with_their_units(shipped: ProcessTemplate) -> None:
    assert {t.ru for t in texts(shipped) if LOOSE.search(t.ru)} == set()


def test_a_template_that_is_not_shipped_is_refused() -> None:
    for name in ("b2c", "evidence", "../b2b"):
        with pytest.raises(TemplateError, match="no template"):
            load_template(name)


def test_one_document_with_all_its_lists_is_a_template(
    written: Data, shipped: ProcessTemplate
) -> None:
    assert parse_template(yaml.safe_dump(written, allow_unicode=True)) == shipped


def put(place: str, value: Any) -> Callable[[Data], None]:
    """A change of the value at a place such as `stages[2].steps[1].role`."""
    parts = re.findall(r"([a-z]\w*)|\[(\d+)\]", place)
    *path, last = [int(index) if index else name for name, index in parts]

    def change(data: Data) -> None:
        target: Any = data
        for part in path:
            target = target[part]
        target[last] = value

    return change


def repeat(name: str) -> Callable[[Data], None]:
    return lambda data: data[name].append(data[name][0])


STEP = "stages[2].steps[1]"
RULE = f"{STEP}.exit_rules[0]"

BROKEN = [
    (put("name.en", ""), "name.en: a text is expected"),
    (put("name.ru", "  "), "name.ru: a text is expected"),
    (put("name", "B2B"), "name: a text in ru and en is expected"),
    (put("id", "два"), "id: a code is expected"),
    (put("roles", []), "roles: a list is expected"),
    (put("roles", "hunter"), "roles: a list is expected"),
    (put("roles[1]", "hunter"), "roles[1]: names with values are expected"),
    (put("roles[1].id", "x" * 41), "roles[1].id: at most 40 characters"),
    (repeat("roles"), "roles: 'marketer' occurs twice"),
    (repeat("techniques"), "techniques: 'icp_scoring' occurs twice"),
    (repeat("buying_cycle"), "buying_cycle: 'status_quo' occurs twice"),
    (repeat("outcomes"), "outcomes: 'w_value' occurs twice"),
    (repeat("churn_reasons"), "churn_reasons: 'service_failure' occurs twice"),
    (repeat("indicators"), "indicators: 'lg_leads' occurs twice"),
    (repeat("evidence"), "evidence: 'field:icp_version' occurs twice"),
    (repeat("handovers"), "handovers: 'MQL' occurs twice"),
    (put("base_stages[1].id", 3), "base_stages[1].id: 2 is expected"),
    (put("base_stages[4].stages", ["account_management"]), "base_stages: together they hold"),
    (put("outcomes[0].class", "lucky"), "outcomes[0].class: no class of outcome 'lucky'"),
    (put("indicators[0].stage", "x"), "indicators[0].stage: no kind of stage 'x'"),
    (put("indicators[0].counter_metric", "x"), "indicators[0].counter_metric: no indicator 'x'"),
    (put("indicators[3].usable_in_pay_for[0]", "x"), "indicators[3].usable_in_pay_for[0]: no role"),
    (put("indicators[0].min_sample", 0), "indicators[0].min_sample: a number of at least 1"),
    (put("handovers[0].to_role", "x"), "handovers[0].to_role: no role 'x'"),
    (put("handovers[0].pack", []), "handovers[0].pack: a list is expected"),
    (put("evidence[0].key", "wish:x"), "evidence[0].key: no kind of evidence 'wish'"),
    (put("evidence[0].key", "field:"), "evidence[0].key: a code is expected"),
    (put("evidence[0].key", "approval:x"), "evidence[0].type: a proof has no type"),
    (put("evidence[0].type", "colour"), "evidence[0].type: no type of a field 'colour'"),
    (put("evidence[0].choices", []), "evidence[0].choices: only a choice has choices"),
    (put("evidence[5].choices", "x"), "evidence[5].choices: no list of choices 'x'"),
    (put("evidence[0].ask.ru", None), "evidence[0].ask.ru: a text is expected"),
    (put("stages[1].id", "x"), "stages: the six stages are expected, in their order"),
    (put("stages[1].order", 3), "stages[1].order: 2 is expected"),
    (put("stages[1].base_stage", 3), "stages[1].base_stage: 2 is expected"),
    (put("stages[1].code", "LG"), "stages: 'LG' occurs twice"),
    (put("stages[1].owner_role", "x"), "stages[1].owner_role: no role 'x'"),
    (put("stages[1].steps", []), "stages[1].steps: a list is expected"),
    (put(f"{STEP}.code", "LC1"), "stages.steps: 'LC1' occurs twice"),
    (put(f"{STEP}.code", "LC2_TOO_LONG"), f"{STEP}.code: at most 8 characters"),
    (put(f"{STEP}.order", 5), f"{STEP}.order: 2 is expected"),
    (put(f"{STEP}.role", "x"), f"{STEP}.role: no role 'x'"),
    (put(f"{STEP}.role", ["closer"]), f"{STEP}.role: no role ['closer']"),
    (put(f"{STEP}.kind", "cycle"), f"{STEP}.kind: stages 5 and 6 consist of cycles"),
    (put(f"{STEP}.result", None), f"{STEP}.result: a text in ru and en is expected"),
    (put(f"{STEP}.exit.en", ""), f"{STEP}.exit.en: a text is expected"),
    (put(f"{STEP}.activities", []), f"{STEP}.activities: a list is expected"),
    (put(f"{STEP}.techniques[0]", "x"), f"{STEP}.techniques[0]: no technique 'x'"),
    (put(f"{STEP}.kpis[0]", "x"), f"{STEP}.kpis[0]: no indicator 'x'"),
    (put(f"{STEP}.fields[0]", "x"), f"{STEP}.fields[0]: no field 'x'"),
    (put(f"{STEP}.fields", ["need", "need"]), f"{STEP}.fields: 'need' occurs twice"),
    (
        put(f"{STEP}.fields", ["need", "timing", "amount", "margin"]),
        f"{STEP}.fields: a step asks for at most 3 fields",
    ),
    (put(f"{STEP}.buying_stage", "x"), f"{STEP}.buying_stage: no buying phase 'x'"),
    (put(f"{STEP}.conversion.value", 92), f"{STEP}.conversion.value: a share lies between 0 and 1"),
    (put(f"{STEP}.conversion.value", None), f"{STEP}.conversion.value: a number"),
    (put("stages[4].steps[0].conversion.type", "sequential"), "only a flow passes on"),
    (put(f"{STEP}.duration_business_days.p80", 0), f"{STEP}.duration_business_days.p80: it is not"),
    (put(f"{STEP}.duration_business_days.p50", True), "a number of at least 0 is expected"),
    (put(f"{STEP}.norm.value", 0), f"{STEP}.norm.value: a number above 0 is expected"),
    (put(f"{STEP}.norm.unit", "moons"), f"{STEP}.norm.unit: no unit 'moons'"),
    (put(f"{STEP}.norm", None), f"{STEP}.norm: names with values are expected"),
    (put(f"{STEP}.exit_rules", []), f"{STEP}.exit_rules: a list is expected"),
    (put(RULE, 7), f"{RULE}: a text is expected"),
    (put(RULE, "field need"), f"{RULE}: 'field need': at 6, expected a colon"),
    (put(RULE, "doc:x"), f"{RULE}: no evidence 'doc:x'"),
    (put(RULE, "field:icp_fit in A,Z"), f"{RULE}: 'field:icp_fit' has no choice 'Z'"),
    (put(RULE, "field:need>=1"), f"{RULE}: 'field:need' is not a number"),
    (put(RULE, "field:decision_date"), f"{STEP}.exit_rules: 'field:decision_date' occurs twice"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_template_is_refused_with_the_place(
    written: Data, change: Callable[[Data], None], message: str
) -> None:
    data = copy.deepcopy(written)
    change(data)
    with pytest.raises(TemplateError, match=re.escape(message)):
        read_template(data)


@pytest.mark.parametrize("name", ["roles", "stages", "evidence", "indicators", "handovers"])
def test_a_missing_list_is_named(written: Data, name: str) -> None:
    with pytest.raises(TemplateError, match=f"^{name}: a list is expected"):
        read_template({key: value for key, value in written.items() if key != name})


def test_an_approval_is_given_by_a_role(written: Data) -> None:
    data = copy.deepcopy(written)
    (row,) = [row for row in data["evidence"] if row["key"] == "approval:owner"]
    row["key"] = "approval:neighbour"
    with pytest.raises(TemplateError, match=r"evidence\[\d+\].key: no role 'neighbour'"):
        read_template(data)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "line 1: anchors and aliases are not read"),
        ("a: {<<: *b}", "anchors and aliases are not read"),
        ("id: one\nid: two", "line 2: 'id' twice"),
        ("id: [", "not YAML"),
        ("[" * 5000, "not to be read: RecursionError"),
        ("id: 2026-99-99", "not to be read: ValueError"),
        ("id: !!python/object/apply:os.getcwd []", "not YAML"),
        ("- id", "names with values are expected"),
        ("", "names with values are expected"),
        ("x" * 1_000_001, "longer than 1,000,000 bytes"),
        ("я" * 600_000, "longer than 1,000,000 bytes"),
        ("id: \x00", "not YAML"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_text_that_is_not_plain_yaml_is_refused(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)):
        parse_template(text)
