"""What is wrong with a file is shown line by line, and nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pipeloop.company.models import Person
from pipeloop.conveyor.models import Deal
from pipeloop.core.errors import Refused
from pipeloop.exchange import actions
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import MAX_BYTES, ImportState, Shape
from tests import cast
from tests.exchange import importing, samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_changes(alice: Person) -> Iterator[None]:
    """Whatever a test of this file does, it leaves the company's rows as they were."""
    before = importing.rows()
    yield
    assert importing.rows() == before


HEADER = b"Deal ID,Company,Deal Stage,Create Date\n"
ROW = b"1,Harbour Foods,Negotiation,2025-01-13\n"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty", "The file is empty."),
        (b"\n\n\n", "no_header", "No column names were found"),
        (HEADER, "no_rows", "no rows under them"),
        (bytes(range(256)) * 8, "encoding", "not text in UTF-8"),
        (HEADER + ROW + b"2,\x81\x8d,,\n", "encoding", "not text in UTF-8"),
        (b"PK\x03\x04 and no archive", "broken_archive", "damaged"),
    ],
    ids=["empty", "blank", "header", "bytes", "mixed", "archive"],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    alice: Person, files: Path, content: bytes, code: str, words: str
) -> None:
    with pytest.raises(Refused) as refusal:
        importing.uploaded(alice, content)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert words in str(refusal.value.words)
    assert not ImportRun.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_file_over_the_limit_is_not_even_stored(alice: Person, files: Path) -> None:
    large = SimpleUploadedFile("deals.csv", samples.three())
    large.size = MAX_BYTES + 1
    with pytest.raises(Refused) as refusal:
        actions.upload_file(alice, large, name="deals.csv")
    assert refusal.value.code == "too_large"
    assert not files.exists()
    large.size = MAX_BYTES
    assert actions.upload_file(alice, large, name="deals.csv").size == MAX_BYTES


def test_bytes_that_are_no_text_far_down_fail_the_check_with_a_line(alice: Person) -> None:
    # Past what is looked at on the way in.
    rows = samples.many(2000) + b"\xd0,\xff\n"
    run = importing.checked(alice, rows)
    assert run.state == ImportState.FAILED
    assert run.error.startswith("Line 2002: ")
    assert "not text in UTF-8" in run.error


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"made": "2025-02-30"}, (3, "impossible_date", "Create Date")),
        ({"made": "31.02.2025"}, (3, "impossible_date", "Create Date")),
        ({"made": "soon"}, (3, "not_a_date", "Create Date")),
        ({"made": "1889-01-01"}, (3, "out_of_range", "Create Date")),
        ({"closed": "2025-13-01"}, (3, "impossible_date", "Close Date")),
        ({"closed": "2025-01-12"}, (3, "closed_before", "")),
        ({"stage": "Fermentation"}, (3, "unknown_stage", "Deal Stage")),
        ({"id": "D-1"}, (3, "double", "Deal ID")),
        ({"amount": "-5"}, (3, "not_a_number", "Amount")),
        ({"amount": "(1,200.00)"}, (3, "not_a_number", "Amount")),
        ({"amount": "a lot"}, (3, "not_a_number", "Amount")),
        ({"amount": "900000000000000000000"}, (3, "not_a_number", "Amount")),
        ({"amount": "1" * 40}, (3, "not_a_number", "Amount")),
        ({"id": "", "client": "", "name": ""}, (3, "no_client", "")),
    ],
)
def test_a_bad_line_is_reported_and_stops_the_load(
    alice: Person, cells: dict[str, Any], problem: tuple[int, str, str]
) -> None:
    rows = [samples.one(1), samples.one(2, **cells), *(samples.one(i) for i in range(3, 13))]
    run = importing.checked(alice, samples.deals(*rows))
    assert importing.problems_of(run) == [problem]
    assert (run.totals["good"], run.totals["bad"]) == (11, 1)
    with pytest.raises(Refused) as refusal:
        importing.load(alice, run)
    assert refusal.value.code == "bad_lines"


def test_an_id_that_is_there_twice_names_the_first_line(alice: Person) -> None:
    rows = [samples.one(i) for i in (*range(1, 31), 1, 30)]
    run = importing.checked(alice, samples.deals(*rows))
    assert [(p["line"], p["first"], p["text"]) for p in run.problems] == [
        *((32, 2, "D-1"), (33, 31, "D-30"))
    ]


def test_ids_that_are_the_same_as_far_as_they_are_stored_are_one_id(alice: Person) -> None:
    rows = [samples.one(id="x" * 100 + end) for end in "ab"]
    run = importing.checked(alice, samples.deals(*rows))
    assert importing.problems_of(run) == [(3, "double", "Deal ID")]


def test_the_line_is_the_one_that_a_person_sees(alice: Person) -> None:
    rows = [samples.one(1, name="Two\nlines"), samples.one(2, amount="much")]
    run = importing.checked(alice, samples.deals(*rows))
    assert importing.problems_of(run) == [(4, "not_a_number", "Amount")]


def test_every_problem_of_a_line_is_reported(alice: Person) -> None:
    bad = samples.one(made="never 5", amount="much", stage="Fermentation")
    run = importing.checked(alice, samples.deals(bad))
    assert {code for _line, code, _column in importing.problems_of(run)} == {
        *("not_a_date", "not_a_number", "unknown_stage")
    }
    assert run.totals["bad"] == 1


def test_a_file_without_one_good_line_is_not_loaded(alice: Person) -> None:
    run = importing.checked(alice, samples.many(3, amount="much"))
    with pytest.raises(Refused) as refusal:
        importing.load(alice, run, without_bad=True)
    assert refusal.value.code == "no_good_lines"


def test_no_more_problems_are_kept_than_a_person_reads(alice: Person) -> None:
    run = importing.checked(alice, samples.many(510, amount="much"))
    assert (len(run.problems), run.totals["bad"]) == (500, 510)


def test_an_unknown_stage_is_no_problem_once_it_is_matched(alice: Person) -> None:
    content = samples.deals(samples.one(1, stage="Fermentation"), samples.one(2, stage="Won"))
    run = importing.checked(alice, content)
    assert run.stages["Fermentation"] == ""
    assert run.totals["stage_names"] == {"Fermentation": 1, "Won": 1}
    importing.match(alice, run, Fermentation=f"step:{cast.step('LC3').pk}")
    # Won without a date of winning is a remark that does not keep the line out.
    assert importing.problems_of(run) == [(3, "no_close_date", "")]
    assert (run.totals["good"], run.totals["bad"], run.totals["warned"]) == (2, 0, 1)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "Meeting", "2025-01-13"), (4, "no_id", "Deal ID")),
        (("H-1", "Meeting", ""), (4, "not_a_date", "Changed At")),
        (("H-1", "Meeting", "2025-02-29"), (4, "impossible_date", "Changed At")),
        (("H-1", "Fermentation", "2025-01-14"), (4, "unknown_stage", "New Stage")),
    ],
)
def test_a_bad_change_of_a_history_is_reported(
    alice: Person, cells: tuple[str, str, str], problem: tuple[int, str, str]
) -> None:
    content = samples.changes(
        ("H-1", "Meeting", "2025-01-12", "", "", ""),
        ("H-1", "Meeting", "2025-01-13", "", "", ""),
        (*cells, "", "", ""),
    )
    run = importing.checked(alice, content, shape=Shape.HISTORY)
    assert importing.problems_of(run) == [problem]


@pytest.mark.parametrize("missing", ["deal_id", "to_stage", "at"])
def test_a_history_needs_its_columns(alice: Person, missing: str) -> None:
    run = importing.uploaded(alice, samples.two_histories())
    columns = {name: place for name, place in run.columns.items() if name != missing}
    with pytest.raises(Refused) as refusal:
        importing.checked(alice, samples.two_histories(), columns=columns)
    assert refusal.value.code == "missing_columns"
    words = {"deal_id": "Deal ID", "to_stage": "New stage", "at": "Date of the change"}
    assert words[missing] in str(refusal.value.words)


@pytest.mark.parametrize(
    ("mapping", "code", "field"),
    [
        ({"columns": {}}, "missing_columns", "columns"),
        ({"columns": {"external_id": 11}}, "bad_value", "columns"),
        ({"columns": {"external_id": -1}}, "bad_value", "columns"),
        ({"columns": {"password": 0}}, "bad_value", "columns"),
        ({"columns": {"external_id": 0, "step:0": 1}}, "bad_value", "columns"),
        ({"shape": "heap"}, "bad_value", "shape"),
        ({"system": "  "}, "no_system", "system"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    alice: Person, mapping: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        importing.checked(alice, samples.three(), **mapping)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert ImportRun.objects.get().state == ImportState.MAPPING


@pytest.mark.parametrize("stages", [{"": ""}, {"": "won"}, {"": "step:0"}, {"Won": "someday"}])
def test_a_stage_means_a_step_or_an_end(alice: Person, stages: dict[str, str]) -> None:
    run = importing.checked(alice, samples.three())
    with pytest.raises(Refused) as refusal:
        actions.match_stages(alice, importing.key(run), run.stages | stages)
    assert refusal.value.code == "bad_value"


def test_an_unchecked_file_is_not_loaded(alice: Person) -> None:
    run = importing.uploaded(alice, samples.three())
    with pytest.raises(Refused) as refusal:
        importing.load(alice, run)
    assert refusal.value.code == "not_checked"


def test_a_load_without_the_bad_lines_is_the_good_ones(alice: Person) -> None:
    content = samples.deals(samples.one(1), samples.one(2, amount="-1"), samples.one(3))
    run = importing.loaded(alice, content, without_bad=True)
    assert set(Deal.objects.values_list("external_id", flat=True)) == {"D-1", "D-3"}
    assert (run.totals["created"], run.totals["bad"]) == (2, 1)
    importing.undo(alice, run)


def test_a_check_that_breaks_says_so_and_can_be_repeated(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = importing.uploaded(alice, samples.three())
    Path(run.file.path).rename(moved := Path(run.file.path + ".away"))
    mapping = {"shape": run.shape, "columns": run.columns, "day_first": True, "system": "crm"}
    actions.change_mapping(alice, importing.key(run), **mapping)
    with pytest.raises(FileNotFoundError):
        actions.check_import(importing.key(run))
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert run.error

    moved.rename(run.file.path)
    actions.change_mapping(alice, importing.key(run), **mapping)
    actions.check_import(importing.key(run))
    run.refresh_from_db()
    assert (run.state, run.error, run.totals["good"]) == (ImportState.CHECKED, "", 3)
