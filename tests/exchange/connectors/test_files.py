"""Files of other systems' histories: recognised, put together, or refused in words."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.deal_history import History
from pipeloop.exchange.connectors.history_files import read_files
from pipeloop.exchange.connectors.history_table import HEADER, write_table
from tests.exchange import samples
from tests.exchange.connectors.fetching import SERVERS
from tests.exchange.connectors.server import Request
from tests.exchange.connectors.story import Story, rows_of

STORY = Story(12)


def saved_file(folder: Path, name: str, content: str | bytes) -> tuple[str, Path]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name, path


def history(*files: tuple[str, Path], system: str) -> History:
    read_system, read_history = read_files(files)
    assert read_system.code == system
    return read_history


def server_answer(code: str, path: str, token: str, body: Any = None, **query: str) -> Any:
    """What a system's server answers, as somebody would save it."""
    server = SERVERS[code](STORY)
    name = "x-api-token" if code == "pipedrive" else "Authorization"
    headers = {name: token if code == "pipedrive" else f"Bearer {token}"}
    return server(Request("GET", path, query, body, headers)).body


def refusal(*files: tuple[str, Path]) -> Refused:
    with pytest.raises(Refused) as error:
        read_files(files)
    return error.value


def csv_of(rows: list[dict[str, Any]], names: dict[str, str]) -> str:
    return samples.table(list(names.values()), [[row[name] for name in names] for row in rows])


def test_saved_answers_of_amocrm(tmp_path: Path) -> None:
    token, page = SERVERS["amocrm"].token, {"page": "1", "limit": "100"}
    span = {
        "filter[created_at][from]": "1",
        "filter[created_at][to]": "9999999999",
        "filter[type][0]": "lead_status_changed",
    }
    events = server_answer("amocrm", "/api/v4/events", token, **page, **span)
    leads = server_answer("amocrm", "/api/v4/leads", token, **page)
    pipelines = server_answer("amocrm", "/api/v4/leads/pipelines", token)
    files = [
        saved_file(tmp_path, f"{name}.json", json.dumps(body))
        for name, body in (("events", events), ("leads", leads), ("pipelines", pipelines))
    ]
    assert rows_of(history(*files, system="amocrm")) == STORY.expected()


def test_events_of_amocrm_as_a_table(tmp_path: Path) -> None:
    header = ("id", "type", "entity_id", "created_by", "created_at", "value_before", "value_after")
    before = json.dumps([{"lead_status": {"id": 5, "pipeline_id": 3}}])
    after = json.dumps([{"lead_status": {"id": 142, "pipeline_id": 3}}])
    rows = [
        ("01", "lead_status_changed", 1, 7, 1768208400, before, after),
        ("02", "lead_status_changed", 2, 7, 1768208400, "[]", after),
        ("03", "outgoing_call", 2, 7, 1768208400, "[]", "[]"),
    ]
    imported = history(saved_file(tmp_path, "a.csv", samples.table(header, rows)), system="amocrm")
    changes = [(change.deal, change.stage_from, change.semantic) for change in imported.changes]
    assert changes == [("1", "5", "S"), ("2", "", "S")]


def test_events_of_amocrm_with_a_column_for_each_id(tmp_path: Path) -> None:
    header = (
        "id", "type", "entity_id", "created_at",
        "value_before.0.lead_status.id", "value_before.0.lead_status.pipeline_id",
        "value_after.0.lead_status.id", "value_after.0.lead_status.pipeline_id",
    )  # fmt: skip
    rows = [("01", "lead_status_changed", 1, 1768208400, 5, 3, 6, 3)]
    imported = history(saved_file(tmp_path, "a.csv", samples.table(header, rows)), system="amocrm")
    change = imported.changes[0]
    assert (change.pipeline, change.stage_from, change.stage_to) == ("3", "5", "6")


def test_the_history_of_bitrix_with_its_deals_and_stages(tmp_path: Path) -> None:
    server = SERVERS["bitrix24"](STORY)
    rows = {"history": server._history(), "stages": server._statuses(), "deals": server._deals()}
    files = [
        saved_file(tmp_path, "history.json", json.dumps({"result": {"items": rows["history"]}})),
        saved_file(
            tmp_path, "stages.csv", csv_of(rows["stages"][:4], {n: n for n in rows["stages"][0]})
        ),
        saved_file(tmp_path, "deals.csv", csv_of(rows["deals"], {n: n for n in rows["deals"][0]})),
    ]
    imported = history(*files, system="bitrix24")
    assert rows_of(imported) == STORY.expected()
    assert imported.names.stage("4", "C4:DEMO").name == "Demo"


def test_the_history_of_bitrix_alone(tmp_path: Path) -> None:
    rows = SERVERS["bitrix24"](STORY)._history()
    table = csv_of(rows, {name: name for name in rows[0]})
    imported = history(saved_file(tmp_path, "history.csv", table), system="bitrix24")
    assert rows_of(imported) == STORY.expected()


def test_saved_answers_of_hubspot(tmp_path: Path) -> None:
    server = SERVERS["hubspot"](STORY)
    deals = {"results": [server._deal(deal) for deal in STORY.numbers()]}
    pipelines = server_answer("hubspot", "/crm/v3/pipelines/deals", server.token)
    files = [
        saved_file(tmp_path, "deals.json", json.dumps(deals)),
        saved_file(tmp_path, "pipelines.json", json.dumps(pipelines)),
    ]
    assert rows_of(history(*files, system="hubspot")) == STORY.expected()


def test_the_changelog_of_pipedrive(tmp_path: Path) -> None:
    server = SERVERS["pipedrive"](STORY)
    changes = [
        {"deal_id": deal, **change} for deal in STORY.numbers() for change in server._changes(deal)
    ]
    columns = {name: name for name in ("deal_id", "field_key", "old_value", "new_value", "time")}
    deals = {"success": True, "data": [server._deal(deal) for deal in STORY.numbers()]}
    files = [
        saved_file(tmp_path, "changes.csv", csv_of(changes, columns)),
        saved_file(tmp_path, "deals.json", json.dumps(deals)),
    ]
    imported = history(*files, system="pipedrive")
    assert [row[:3] for row in rows_of(imported)] == [row[:3] for row in STORY.expected()]


def test_the_flow_of_pipedrive(tmp_path: Path) -> None:
    flow = [
        {"object": "note", "timestamp": "2026-01-12 09:00:00", "data": {"id": 1}},
        {
            "object": "dealChange",
            "timestamp": "2026-01-12 09:00:00",
            "data": {"id": 5, "item_id": 1, "user_id": 8, "field_key": "stage_id",
                     "old_value": "11", "new_value": "12", "log_time": "2026-01-12 09:00:00"},
        },
    ]  # fmt: skip
    imported = history(
        saved_file(tmp_path, "flow.json", json.dumps({"data": flow})), system="pipedrive"
    )
    change = imported.changes[0]
    assert (change.deal, change.stage_from, change.stage_to, change.actor) == ("1", "11", "12", "8")


def test_the_history_of_salesforce_as_data_loader_saves_it(tmp_path: Path) -> None:
    server = SERVERS["salesforce"](STORY)
    rows, stages = server._history(), server._stages()
    files = [
        saved_file(
            tmp_path, "OpportunityHistory.csv", csv_of(rows, {n: n.upper() for n in rows[0]})
        ),
        saved_file(tmp_path, "stages.csv", csv_of(stages, {n: n for n in stages[0]})),
    ]
    imported = history(*files, system="salesforce")
    assert rows_of(imported) == STORY.expected()


def test_changes_of_a_field_of_salesforce(tmp_path: Path) -> None:
    header = ("OpportunityId", "Field", "OldValue", "NewValue", "CreatedById", "CreatedDate")
    rows = [
        ("006A", "StageName", "New", "Demo", "005A", "2026-01-12T09:00:00.000Z"),
        ("006A", "Amount", "1", "2", "005A", "2026-01-12T10:00:00.000Z"),
        ("006A", "Owner", "Ann", "Ben", "005A", "2026-01-13T10:00:00.000Z"),
        ("006A", "Owner", "005A", "005B", "005A", "2026-01-13T10:00:00.000Z"),
    ]
    imported = history(
        saved_file(tmp_path, "f.csv", samples.table(header, rows)), system="salesforce"
    )
    changes = [(change.kind, change.stage_to, change.owner) for change in imported.changes]
    assert changes == [("move", "Demo", ""), ("owner", "Demo", "005B")]


@pytest.mark.parametrize("content", [samples.russian(), samples.three()])
def test_a_file_with_one_row_per_deal_is_refused_as_without_history(
    tmp_path: Path, content: bytes
) -> None:
    error = refusal(saved_file(tmp_path, "deals.csv", content))
    assert error.code == "no_history"
    assert "each row of this file is a deal as it is now" in str(error.words)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "Colour,Size\nred,5\n", "unknown_file"),
        ("a.csv", "", "empty"),
        ("a.json", '{"a": [', "not_json"),
        ("a.json", "[" * 3000, "not_json"),
        ("a.json", "[]", "unknown_file"),
        ("a.json", '{"result": {"items": []}}', "unknown_file"),
        ("a.csv", "stage_id,label,pipeline_id\n1,New,2\n", "no_changes"),
    ],
)
def test_what_is_no_history_is_refused(tmp_path: Path, name: str, content: str, code: str) -> None:
    error = refusal(saved_file(tmp_path, name, content))
    assert (error.code, error.field) == (code, "file")


def test_files_of_two_systems_are_not_mixed(tmp_path: Path) -> None:
    one = saved_file(tmp_path, "a.csv", "stage_id,label,pipeline_id\n1,New,2\n")
    other = saved_file(tmp_path, "b.csv", "ID,OWNER_ID,CREATED_TIME,STAGE_ID\n1,1,2026-01-12,NEW\n")
    assert refusal(one, other).code == "several_systems"


def test_a_wrong_date_is_reported_with_its_field(tmp_path: Path) -> None:
    rows = "ID,OWNER_ID,CREATED_TIME,STAGE_ID\n1,1,yesterday,NEW\n"
    error = refusal(saved_file(tmp_path, "b.csv", rows))
    assert str(error.words) == "Bitrix24: “yesterday” in “CREATED_TIME” is not a date."


def test_a_history_becomes_a_table(tmp_path: Path) -> None:
    server = SERVERS["bitrix24"](Story(2))
    files = [
        saved_file(tmp_path, "history.json", json.dumps(server._history())),
        saved_file(tmp_path, "stages.json", json.dumps(server._statuses())),
        saved_file(tmp_path, "deals.json", json.dumps(server._deals())),
    ]
    out = io.BytesIO()
    words = write_table(history(*files, system="bitrix24"), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert tuple(rows[0]) == HEADER
    assert [(row["case"], row["activity"]) for row in rows] == [
        *(("1", "New"), ("1", "Demo")),
        *(("2", "New"), ("2", "Demo"), ("2", "Won")),
    ]
    assert {text: word.semantic for text, word in words.items()} == {
        "New": "P", "Demo": "P", "Won": "S",
    }  # fmt: skip
    last = rows[-1]
    assert (last["amount"], last["currency"], last["outcome"]) == ("200.00", "RUB", "won")
    assert last["time"] == "2026-01-14T11:00:00+00:00"


def test_stages_of_several_pipelines_have_different_names(tmp_path: Path) -> None:
    rows = [
        {"ID": 1, "OWNER_ID": 1, "CREATED_TIME": "2026-01-12", "STAGE_ID": "NEW", "CATEGORY_ID": 0},
        {"ID": 2, "OWNER_ID": 2, "CREATED_TIME": "2026-01-12", "STAGE_ID": "NEW", "CATEGORY_ID": 4},
    ]
    imported = history(saved_file(tmp_path, "h.json", json.dumps(rows)), system="bitrix24")
    assert write_table(imported, io.BytesIO()).keys() == {"NEW (0)", "NEW (4)"}
