"""`pipeloop log`: what a history says, without a database, or in one line why it cannot say it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipeloop.site.cli import main
from tests.engine.eventlog.spark import MARKS, cluster
from tests.site import running
from tests.site.test_cli_data import refusal

ROWS = """deal,step,moment,seller
1,Lead,2026-02-02 09:00,Ann
1,Offer,2026-02-03 09:00,Bob
1,Won,2026-02-04 09:00,Bob
2,Lead,2026-02-02 10:00,Ann
2,Offer,2026-02-02 12:00,Ann
2,Lost,2026-02-05 12:00,Ann
3,Lead,2026-02-03 09:00,Ann
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    """What a question prints for programs."""
    assert main(["log", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_map_is_printed_as_documented(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = asked(capsys, "map", file)
    assert (result["cases"], result["events"]) == (3, 7)
    assert result["activities"] == {"Lead": 3, "Offer": 2, "Won": 1, "Lost": 1}
    assert (result["start"], result["end"]) == ({"Lead": 3}, {"Lead": 1, "Won": 1, "Lost": 1})
    first = result["edges"][0]
    assert list(first) == ["from", "to", "count", "mean_s", "median_s", "p90_s"]
    assert (first["from"], first["to"], first["count"]) == ("Lead", "Offer", 2)
    assert first["mean_s"] == (86_400 + 7_200) / 2


def test_paths_are_printed_as_documented(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = asked(capsys, "paths", file, "--top", "2")
    assert result == {
        "variants": [
            {"path": ["Lead", "Offer", "Won"], "count": 1},
            {"path": ["Lead", "Offer", "Lost"], "count": 1},
        ]
    }


def test_the_other_questions_have_answers(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "info", file)["columns"] == {
        "case": "deal", "activity": "step", "time": "moment", "resource": "seller",
    }  # fmt: skip
    assert asked(capsys, "handovers", file)["handovers"][0]["to"] == "Bob"
    assert asked(capsys, "steps", file)["steps"][0]["stay"]["mean_s"] == (86_400 + 7_200) / 2
    stages = asked(capsys, "funnel", file)["stages"]
    assert [(one["name"], one["reached"]) for one in stages] == [("Lead", 3), ("Offer", 2)]
    result = asked(capsys, "conform", file, "--flow", "Lead, Offer, Won")
    assert result["following"] == 1
    assert {one["kind"] for one in result["deviations"]} == {"missing", "extra"}


def test_handovers_pass_over_unknown_people_and_count_them(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(ROWS.replace("2026-02-03 09:00,Bob", "2026-02-03 09:00,"), encoding="utf-8")
    result = asked(capsys, "handovers", file)
    assert result["unknown_events"] == 1
    (pair,) = result["handovers"]
    # From Ann's lead to Bob's first event, two days later.
    assert (pair["from"], pair["to"], pair["count"], pair["cases"]) == ("Ann", "Bob", 1, 1)
    assert pair["mean_s"] == 2 * 86_400
    assert main(["log", "handovers", str(file)]) == 0
    assert "1 event without a person was passed over" in capsys.readouterr().out


def test_deals_are_aligned_with_a_flow(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = asked(capsys, "conform", file, "--flow", "Lead, Offer, Won", "--align")
    # The first deal fits; the second has Lost for Won; the third lacks two steps.
    assert (result["cases"], result["fitting"]) == (3, 1)
    assert result["mean_cost"] == pytest.approx(4 / 3)
    assert result["fitness"] == pytest.approx(1 - 4 / (7 + 9))
    assert result["steps"] == [
        {"step": "Won", "skipped": 2, "skipped_cases": 2, "inserted": 0, "inserted_cases": 0},
        {"step": "Lost", "skipped": 0, "skipped_cases": 0, "inserted": 1, "inserted_cases": 1},
        {"step": "Offer", "skipped": 1, "skipped_cases": 1, "inserted": 0, "inserted_cases": 0},
    ]
    assert [example["cost"] for example in result["examples"]] == [2, 2]
    assert result["examples"][1]["moves"] == [
        {"side": "both", "step": "Lead"},
        {"side": "model", "step": "Offer"},
        {"side": "model", "step": "Won"},
    ]


def test_alignments_are_printed_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "conform", str(file), "--flow", "Lead, Offer, Won", "--align"]) == 0
    words = capsys.readouterr().out
    assert "fit it: 33.3 %" in words
    assert "fitness 0.750; to add or to leave out: 1.33 steps a deal" in words
    assert "1 deal  Lead → −Offer → −Won" in words


def test_what_cannot_be_aligned_is_refused_in_one_line(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no path" in refusal("log", "conform", file, "--share", "0", "--align").lower()
    assert "twice" in refusal("log", "conform", file, "--flow", "Lead,Lead")
    flow = ",".join(f"step {number}" for number in range(300))
    long = tmp_path / "long.csv"
    rows = "".join(f"1,again,{1_700_000_000 + second},Ann\n" for second in range(120_000))
    long.write_text("deal,step,moment,seller\n" + rows, encoding="utf-8")
    assert "too many steps" in refusal("log", "conform", long, "--flow", flow, "--align")


@pytest.mark.parametrize(
    "question", ["info", "map", "paths", "funnel", "steps", "handovers", "conform"]
)
def test_people_get_words(file: Path, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", question, str(file)]) == 0
    assert capsys.readouterr().out.strip()


def test_columns_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\nx,1,2026-02-02\ny,1,2026-02-03\n", encoding="utf-8")
    result = asked(capsys, "map", path, "--case", "b", "--activity", "a", "--time", "c")
    assert result["edges"][0]["mean_s"] == 86_400


def test_rows_that_are_left_out_are_counted_on_the_error_stream(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(ROWS + "4,Lead,soon,Ann\n,Lead,2026-02-02 09:00,Ann\n", encoding="utf-8")
    assert main(["log", "info", str(file)]) == 0
    said = capsys.readouterr().err
    assert "2 rows were left out" in said
    assert "no deal: 1" in said


def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    cases = {
        "none.csv": None,
        "empty.csv": b"",
        "laughs.xes": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><log/>',
        "cut.xes.gz": gzip.compress(b"<log>" + b"<trace></trace>" * 9999)[:-30],
        "columns.csv": b"a,b\n1,2\n",
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        assert name in refusal("log", "map", path)


def test_a_zone_or_a_step_that_is_not_there_is_refused(file: Path) -> None:
    assert "Mars" in refusal("log", "map", file, "--zone", "Mars/Olympus")
    assert "Contract" in refusal("log", "funnel", file, "--steps", "Lead,Contract")


def test_a_file_is_kept_for_study(tmp_path: Path, file: Path) -> None:
    data = tmp_path / "data"
    assert running.run("migrate", "--data", data).returncode == 0
    kept = running.run("log", "keep", file, "--name", "Our CRM", "--data", data, "--json")
    summary = json.loads(kept.stdout)
    assert (summary["cases"], summary["events"]) == (3, 7), kept.stderr
    assert summary["address"] == f"/history/{summary['id']}/"


class TestCluster:
    pytestmark = MARKS

    def test_a_cluster_answers_as_one_machine_does(
        self, tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import pyarrow.csv
        import pyarrow.parquet

        parquet = tmp_path / "history.parquet"
        pyarrow.parquet.write_table(pyarrow.csv.read_csv(file), parquet)
        with cluster(tmp_path) as master:
            for question in ("map", "paths", "funnel", "steps", "handovers", "conform"):
                here = asked(capsys, question, parquet)
                assert asked(capsys, question, parquet, "--spark", master) == here
