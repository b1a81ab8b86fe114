"""Columns of a log are guessed by their names and by what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeloop.formats.logs import preview_log
from tests.engine.real import DATA, MARKS
from tests.formats.logs.writing import put

LINES = {
    "ID сделки,Название,Новый этап,Дата изменения,Менеджер\n7,Окна,Счёт,01.02.2026,Иван\n": (
        "ID сделки", "Новый этап", "Дата изменения", None, "Менеджер",
    ),
    "Сделка;Стадия;Начало;Окончание;Ответственный\n7;Счёт;01.02.2026;02.02.2026;Иван\n": (
        "Сделка", "Стадия", "Окончание", "Начало", "Ответственный",
    ),
    "case,activity,start_timestamp,resource\n1,A,2026-01-01,x\n": (
        "case", "activity", "start_timestamp", None, "resource",
    ),
    "Case ID,Activity,Complete Timestamp,User,Start Timestamp\n1,A,2026-01-02,x,2026-01-01\n": (
        "Case ID", "Activity", "Complete Timestamp", "Start Timestamp", "User",
    ),
    "OpportunityId,StageName,CreatedDate,Amount,CreatedById\n1,A,2026-01-02,7,x\n": (
        "OpportunityId", "StageName", "CreatedDate", None, "CreatedById",
    ),
    "deal,stage,logged\n1,A,2026-01-02\n1,B,2026-01-03\n": ("deal", "stage", "logged", None, None),
    "deal,stage,date,timestamp\n1,A,soon,2026-01-02\n": ("deal", "stage", "timestamp", None, None),
}  # fmt: skip
FILES = {
    "receipt/receipt.csv": (
        "case:concept:name", "concept:name", "time:timestamp", None, "org:resource",
    ),
    "work_and_wait/interval_event_log.csv": (
        "case:concept:name", "concept:name", "time:timestamp", "start_timestamp", None,
    ),
    "crm_samples/hubspot_deal_property_history_data.csv": (
        "deal_id", "value", "timestamp", None, None,
    ),
    "crm_samples/salesforce_sf_opportunity_history_data.csv": (
        "id", "stage_name", "created_date", None, "owner_id",
    ),
    "bpi2012/bpic2012.xes.gz": (
        "case:concept:name", "concept:name", "time:timestamp", None, "org:resource",
    ),
}  # fmt: skip


def guessed(path: Path) -> tuple[str | None, ...]:
    roles = preview_log(path).guessed
    return tuple(roles.get(role) for role in ("case", "activity", "time", "start", "resource"))


@pytest.mark.parametrize("text", LINES, ids=lambda text: text.splitlines()[0])
def test_columns_are_found_in_both_languages(tmp_path: Path, text: str) -> None:
    assert guessed(put(tmp_path, "log.csv", text)) == LINES[text]


def test_the_column_whose_values_come_again_is_the_case(tmp_path: Path) -> None:
    rows = "".join(f"{row},{row % 7},A,2026-01-01\n" for row in range(60))
    roles = preview_log(put(tmp_path, "log.csv", "id,deal,stage,date\n" + rows)).guessed
    assert roles["case"] == "deal"


def test_samples_stand_under_the_header(tmp_path: Path) -> None:
    preview = preview_log(put(tmp_path, "log.csv", "deal,stage,date\n1,A,2026-01-01\n"))
    assert preview.header == ("deal", "stage", "date")
    assert preview.samples == (("1", "A", "2026-01-01"),)


@pytest.mark.real_data
@MARKS[1]
@pytest.mark.parametrize("name", FILES)
def test_columns_of_published_logs_are_found(name: str) -> None:
    assert guessed(DATA / name) == FILES[name]
    preview = preview_log(DATA / name)
    assert preview.samples
    assert {len(row) for row in preview.samples} == {len(preview.header)}
