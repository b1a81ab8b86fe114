"""Tables that are written are read back as they were, and no cell of them runs."""

import io
from csv import reader
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeloop.formats.values import read_money
from pipeloop.formats.writing import (
    DANGEROUS,
    ENGLISH,
    MAX_CELL_LETTERS,
    RUSSIAN,
    CsvStyle,
    OutCell,
    write_csv,
    write_xlsx,
)
from tests.formats.files import read

HEADER = ["Client", "Amount", "Day", "Moment", "Count"]
NOON = datetime(2026, 3, 4, 12, 30)
LINE: list[OutCell] = ["ООО «Ромашка»", Decimal("1250.50"), date(2026, 3, 4), NOON, 7]
STYLES = pytest.mark.parametrize("style", [RUSSIAN, ENGLISH], ids=["ru", "en"])
QUIET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def xlsx(rows: list[list[OutCell]], header: list[str] = HEADER, **asked: Any) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, "Deals", header, rows, widths=[12] * len(header), **asked)
    return out.getvalue()


def csv(rows: list[list[OutCell]], style: CsvStyle, header: list[str] = HEADER) -> bytes:
    out = io.BytesIO()
    write_csv(out, header, rows, style)
    return out.getvalue()


def cells(content: bytes, style: CsvStyle) -> list[list[str]]:
    """Cells of a CSV as any reader has them."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(reader(lines, delimiter=style.delimiter))


def test_a_workbook_holds_real_dates_and_real_numbers(tmp_path: Path) -> None:
    header, line = read(tmp_path / "out", xlsx([LINE]))
    assert list(header) == HEADER
    assert line == ("ООО «Ромашка»", 1250.5, date(2026, 3, 4), NOON, 7)


def test_a_csv_begins_with_the_mark_of_utf_8() -> None:
    assert csv([LINE], ENGLISH).startswith(b"\xef\xbb\xbfClient,")


@pytest.mark.parametrize(
    ("style", "line"),
    [
        (RUSSIAN, "ООО «Ромашка»;1250,50;04.03.2026;04.03.2026 12:30;7\r\n"),
        (ENGLISH, "ООО «Ромашка»,1250.50,2026-03-04,2026-03-04 12:30,7\r\n"),
    ],
)
def test_a_csv_is_written_as_spreadsheets_of_the_country_read_it(
    style: CsvStyle, line: str
) -> None:
    assert csv([LINE], style).decode("utf-8-sig").split("\r\n", 1)[1] == line


@STYLES
def test_a_csv_is_read_back_by_our_own_reader(tmp_path: Path, style: CsvStyle) -> None:
    header, line = read(tmp_path / "out", csv([LINE], style))
    assert list(header) == HEADER
    assert line[0] == "ООО «Ромашка»"
    assert read_money(line[1]) == (Decimal("1250.50"), "")


@pytest.mark.parametrize("first", DANGEROUS)
def test_a_text_that_begins_like_a_formula_stays_a_text(first: str) -> None:
    text = f"{first}1+1"
    sheet = load_workbook(io.BytesIO(xlsx([[text]], ["Client"]))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.endswith("1+1")
    for style in (RUSSIAN, ENGLISH):
        assert cells(csv([[text]], style, ["Client"]), style)[1] == [f"'{text}"]


def test_a_heading_is_guarded_too() -> None:
    assert csv([], ENGLISH, ["=1"]).decode("utf-8-sig") == "'=1\r\n"
    assert load_workbook(io.BytesIO(xlsx([], ["=1"]))).active["A1"].data_type == "s"


@QUIET
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40))
def test_no_text_begins_a_formula(text: str) -> None:
    for style in (RUSSIAN, ENGLISH):
        cell = cells(csv([["x", text]], style, ["a", "b"]), style)[1][1]
        assert not cell.startswith(DANGEROUS)
        assert cell.removeprefix("'") == text.removeprefix("'")
    sheet = load_workbook(io.BytesIO(xlsx([["x", text]], ["a", "b"]))).active
    assert sheet["B2"].data_type != "f"


@QUIET
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30),
            st.decimals(0, 10**12, places=2),
            st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_goes_out_comes_back(tmp_path: Path, lines: list[tuple[str, Decimal, date]]) -> None:
    header = ["Client", "Amount", "Day"]
    rows: list[list[OutCell]] = [list(line) for line in lines]
    assert read(tmp_path / "a", xlsx(rows, header))[1:] == [
        (name, float(amount), day) for name, amount, day in lines
    ]
    for style in (RUSSIAN, ENGLISH):
        back = read(tmp_path / "b", csv(rows, style, header))[1:]
        assert [(line[0], read_money(line[1])[0]) for line in back] == [
            (name, amount) for name, amount, _day in lines
        ]


def test_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    assert read(tmp_path / "out", xlsx([["x", None, ""]], ["a", "b", "c"]))[1] == ("x", None, None)
    assert csv([["x", None]], ENGLISH, ["a", "b"]).endswith(b"x,\r\n")


def test_a_day_that_excel_does_not_know_is_written_as_text(tmp_path: Path) -> None:
    rows: list[list[OutCell]] = [["x", date(1812, 9, 7), datetime(1, 1, 1, 5)]]
    assert read(tmp_path / "out", xlsx(rows, ["a", "b", "c"]))[1][1:] == (
        "1812-09-07",
        "0001-01-01",
    )


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    cell = read(tmp_path / "out", xlsx([["y" * (MAX_CELL_LETTERS + 5)]], ["a"]))[1][0]
    assert cell == "y" * MAX_CELL_LETTERS


def test_rows_beyond_one_sheet_continue_on_another() -> None:
    book = load_workbook(io.BytesIO(xlsx([[n] for n in range(5)], ["n"], max_rows=3)))
    assert book.sheetnames == ["Deals", "Deals 2", "Deals 3"]
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["n", 0, 1],
        ["n", 2, 3],
        ["n", 4],
    ]


@pytest.mark.parametrize("rows", [2, 0])
def test_a_full_sheet_begins_no_empty_one(rows: int) -> None:
    book = load_workbook(io.BytesIO(xlsx([[n] for n in range(rows)], ["n"], max_rows=3)))
    assert book.sheetnames == ["Deals"]


def test_rows_are_written_as_they_come() -> None:
    asked: list[int] = []

    def rows() -> Any:
        for number in range(3):
            asked.append(number)
            yield [NOON + timedelta(days=number)]

    out = io.BytesIO()
    write_csv(out, ["at"], rows(), ENGLISH)
    assert asked == [0, 1, 2]
    assert not out.closed
