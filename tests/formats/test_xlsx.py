"""Workbooks are read as a person sees them, and broken ones are refused."""

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.formats.files import archive, opened, outcome, read, refused, saved, workbook

PAIR = {"A1": "a", "B1": "b", "A2": 1, "B2": "x"}


def test_cells_keep_their_kinds(tmp_path: Path) -> None:
    moment = datetime(2025, 12, 31, 10, 15)
    values = ["Имя", 1.5, True, moment, date(2026, 1, 2), time(3, 4), timedelta(days=2)]
    cells = {f"{'ABCDEFG'[i]}2": value for i, value in enumerate(values)}
    header = {f"{letter}1": letter for letter in "ABCDEFG"}
    row = read(tmp_path / "file", workbook(header | cells))[1]
    assert row == ("Имя", 1.5, True, moment, date(2026, 1, 2), time(3, 4), "2 days, 0:00:00")


def test_lines_are_those_of_the_sheet_wherever_the_table_begins(tmp_path: Path) -> None:
    cells = {"B3": "Имя", "C3": "Сумма", "B4": "x", "C6": 7, "B9": " ", "B10": "y"}
    table = opened(tmp_path / "file", workbook(cells))
    assert (table.kind, table.header) == ("xlsx", ("Имя", "Сумма"))
    assert [(row.line, row.cells) for row in table.rows()] == [
        (4, ("x", None)),
        (6, (None, 7)),
        (10, ("y", None)),
    ]


def test_a_year_over_a_column_is_named_without_a_point(tmp_path: Path) -> None:
    assert opened(tmp_path / "file", workbook({"A1": 2025, "B1": 2.5})).header == ("2025", "2.5")


def test_a_cell_beyond_the_header_is_reported(tmp_path: Path) -> None:
    table = opened(tmp_path / "file", workbook(PAIR | {"D2": "stray"}))
    assert [row.extra for row in table.rows()] == [True]


def test_the_first_sheet_that_holds_anything_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_chartsheet("Chart", 0)
    for name in ("Data", "More"):
        book.create_sheet(name).append([f"{name} header", "b"])
    table = opened(tmp_path / "file", saved(book))
    assert table.header == ("Data header", "b")
    assert table.sheets == ("Data", "Chart", "Sheet", "More")


def test_a_sheet_is_read_by_its_name(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a"])
    book.create_sheet("Сделки").append(["b"])
    table = opened(tmp_path / "file", saved(book), sheet="Сделки")
    assert (table.header, table.sheets) == (("b",), ("Сделки", "Sheet"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and no archive", "broken_archive"),
        (archive({"word/document.xml": "<x/>"}), "not_a_table"),
        (archive({"xl/workbook.xml": "<x/>"}), "broken_archive"),
        (archive({"xl/workbook.xml": "0" * 30_000_000}), "too_large"),
        (workbook({}), "empty"),
        (workbook(PAIR)[:2000], "broken_archive"),
        (workbook({f"{chr(65 + i // 26)}{chr(65 + i % 26)}1": i for i in range(501)}), "too_wide"),
    ],
    ids=["no zip", "a document", "no sheets", "a bomb", "nothing in it", "cut", "wide"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path / "file", content) == (code, None)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "file", workbook(PAIR), sheet="Nope") == ("sheet", None)


def test_a_sheet_without_a_header_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Data").append(["a"])
    assert refused(tmp_path / "file", saved(book), sheet="Sheet") == ("no_header", None)


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    content = workbook(PAIR)
    assert refused(tmp_path / "file", content, max_bytes=len(content) - 1) == ("too_large", None)
    assert read(tmp_path / "file", content, max_bytes=len(content))[1] == (1, "x")


def test_a_csv_saved_of_a_workbook_says_the_same(tmp_path: Path) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", "b"], ["1", "x"]])
    plain = read(tmp_path / "file.csv", out.getvalue().encode())
    gzip_files = read(tmp_path / "file.xlsx", workbook(PAIR | {"A2": "1"}))
    assert plain == gzip_files


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(WHOLE)
    for _ in range(chance.randint(1, 6)):
        # The end of an archive holds its list of parts, where most can go wrong.
        first = chance.choice([4, len(content) - 600])
        content[chance.randrange(first, len(content))] = chance.randrange(256)
    with TemporaryDirectory() as folder:
        rows, code = outcome(lambda: read(Path(folder) / "file", bytes(content)))
    assert code in {"", "broken_archive", "not_a_table", "too_large", "empty", "encoding"}
    assert len({len(row) for row in rows or []}) <= 1


WHOLE = workbook(PAIR | {"C1": "c", "C2": datetime(2026, 3, 3)})
cells = st.text(st.characters(categories=["L", "N"]), max_size=8) | st.integers(0, 10**9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(cells, cells).filter(lambda row: row != ("", "")), max_size=8))
def test_what_is_put_into_a_workbook_reads_back(rows: list[tuple[str | int, str | int]]) -> None:
    book = Workbook()
    for row in [("Имя", "Сумма"), *rows]:
        book.active.append(row)
    with TemporaryDirectory() as folder:
        saved_rows = read(Path(folder) / "file", saved(book))
    emptied = [tuple(None if cell == "" else cell for cell in row) for row in rows]
    assert saved_rows == [("Имя", "Сумма"), *emptied]
