"""CSV is read in every encoding and dialect that people save it in."""

import codecs
import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.files import opened, outcome, read, refused, written

HEADER = ("Клиент", "Сумма", "Ответственный")
ROWS = [
    ("Гавань, ООО", "1 234 567,89", "Алиса\nХарт"),
    ('Кафе "Ёлка"; у реки', "-", "Боб\tСтоун"),
    ("A|B", "7", "Хуго"),
]
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with a mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (b"", "utf-16-le"),
    "utf-16-be": (b"", "utf-16-be"),
    "utf-16-le with a mark": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be with a mark": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "cp1251": (b"", "cp1251"),
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_reads_the_same(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    mark, name = ENCODINGS[encoding]
    content = mark + written([HEADER, *ROWS], delimiter=delimiter).encode(name)
    assert read(tmp_path / "file", content) == [HEADER, *ROWS]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("utf-8-sig", "utf-8-sig"), ("cp1251", "cp1251"), ("utf-16", "utf-16"), ("utf-8", "utf-8")],
)
def test_a_table_has_its_encoding_and_delimiter(tmp_path: Path, name: str, encoding: str) -> None:
    table = opened(tmp_path / "file", "Имя;Город\nАнна;Рига\n".encode(name))
    assert (table.kind, table.encoding, table.delimiter) == ("csv", encoding, ";")


def test_western_letters_are_not_taken_for_russian_ones(tmp_path: Path) -> None:
    content = "Name;City\nZoë Müller;Besançon\n".encode("cp1252")
    assert read(tmp_path / "file", content)[1] == ("Zoë Müller", "Besançon")


def test_a_letter_cut_by_the_end_of_the_first_block_is_whole(tmp_path: Path) -> None:
    # 65,535 bytes of letters, so that the two bytes of the next one lie in two blocks.
    name = "x" * (65_535 - len(b"a,b\n"))
    assert read(tmp_path / "file", f"a,b\n{name}я,2\n".encode())[1] == (name + "я", "2")


def test_lines_are_counted_as_a_person_sees_them(tmp_path: Path) -> None:
    content = b'\n a,b \n1,"one\r\ntwo\nthree"\n\n;\n,,\n2,x\n'
    table = opened(tmp_path / "file", content)
    assert table.header == ("a", "b")
    assert [row.line for row in table.rows()] == [3, 7, 9]


def test_a_table_is_read_as_often_as_needed(tmp_path: Path) -> None:
    table = opened(tmp_path / "file", b"a,b\n1,2\n")
    assert list(table.rows()) == list(table.rows()) != []


@pytest.mark.parametrize(
    ("mark", "rest"), [(";", "a;b,c\r\n1;2,3"), ("\t", "a\tb\r\n1\t2"), ("^", "a^b\r\n1^2")]
)
def test_a_delimiter_that_the_file_names_is_taken(tmp_path: Path, mark: str, rest: str) -> None:
    table = opened(tmp_path / "file", f"sep={mark}\r\n{rest}\r\n".encode("utf-8-sig"))
    assert table.delimiter == mark
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(3, "1")]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    content = b"id;sum;rate\n1;1,5;2,5\n2;3,5;4,5\n"
    assert read(tmp_path / "file", content)[1] == ("1", "1,5", "2,5")


def test_short_rows_are_filled_and_long_ones_are_marked(tmp_path: Path) -> None:
    content = b"a,b,c\n1\n1,2,3,4\n1,2,3,,\n1,2,3, \n"
    rows = list(opened(tmp_path / "file", content).rows())
    assert [row.cells for row in rows] == [("1", None, None), *[("1", "2", "3")] * 3]
    assert [row.extra for row in rows] == [False, True, False, False]


def test_names_of_columns_are_there_each_once(tmp_path: Path) -> None:
    table = opened(tmp_path / "file", b" a  b ,,a b,a b (2),a b\n1,2,3,4,5\n")
    assert table.header == ("a b", "column 2", "a b (2)", "a b (2) (2)", "a b (3)")


def test_a_file_of_names_alone_has_no_rows(tmp_path: Path) -> None:
    table = opened(tmp_path / "file", b"a,b\n")
    assert (table.header, list(table.rows())) == (("a", "b"), [])


def test_a_nul_letter_never_gets_into_a_name(tmp_path: Path) -> None:
    assert opened(tmp_path / "file", "a\0b,c\n1,2\n".encode("utf-16")).header == ("ab", "c")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", None),
        (b"\n \n\t\n", "no_header", None),
        (b"a,b\n1,\x00\n", "encoding", None),
        (bytes([0x98, 0x81, 0x8D, 0x0A]) * 50, "encoding", None),
        (bytes(range(1, 32)) + b"\xff" * 9, "encoding", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encoding", None),
        ("a,b\n1,2\n".encode("utf-32"), "encoding", None),
        ("a,b\n1,2\n".encode("utf-32-be"), "encoding", None),
        (b"\xef\xbb\xbfa,b\n1,2\n3,\xff\n4,5\n", "encoding", 3),
        ("a,b\n1,2\n3,".encode("utf-16") + b"\x00\xd8\x0a\x00", "encoding", 3),
        (b"a,b\n" + b"1,2\n" * 20_000 + b"3,\xff\n", "encoding", 20_002),
        (b'a,b\n1,x\n2,"y\n3,z\n4,w\n', "not_a_table", 3),
        (b'a;b\n1;"x,y\n', "not_a_table", 2),
        (b'a,b\n1,"' + b"x" * 1_000_001 + b'"\n', "not_a_table", 2),
        (",".join(f"c{i}" for i in range(501)).encode(), "too_wide", None),
    ],
)
def test_what_is_no_table_is_refused_where_it_breaks(
    tmp_path: Path, content: bytes, code: str, line: int | None
) -> None:
    assert refused(tmp_path / "file", content) == (code, line)


def test_as_many_columns_as_are_allowed_are_read(tmp_path: Path) -> None:
    header = ",".join(f"c{i}" for i in range(500)).encode()
    assert len(opened(tmp_path / "file", header).header) == 500


def test_a_file_larger_than_allowed_is_refused_with_both_sizes(tmp_path: Path) -> None:
    assert read(tmp_path / "file", b"a,b\n1,2\n", max_bytes=8)
    assert refused(tmp_path / "file", b"a,b\n1,2\n\n", max_bytes=8) == ("too_large", None)


def test_a_quote_inside_a_cell_stays(tmp_path: Path) -> None:
    content = b'a,b\n1,19" rack\n2,"say ""hi"""\n'
    assert [row[1] for row in read(tmp_path / "file", content)] == ["b", '19" rack', 'say "hi"']


def test_a_csv_under_the_name_of_a_workbook_is_read_for_what_it_is(tmp_path: Path) -> None:
    assert read(tmp_path / "file.xlsx", b"a,b\n1,2\n") == [("a", "b"), ("1", "2")]


# The csv module leaves a newline bare where lines end otherwise, so there all cells are quoted.
STYLES = [
    {"lineterminator": "\n"},
    {"lineterminator": "\r\n"},
    {"lineterminator": "\r\n", "quoting": csv.QUOTE_ALL},
    {"lineterminator": "\r", "quoting": csv.QUOTE_ALL},
]
letters = "абвгдеёжзиклмнопрстуфхцчшщэюя АЯ.,;|\t\"'\n0123456789-№"
wide = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12)
russian = st.text(letters, max_size=12)


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    rows = st.tuples(cells, cells, cells).filter(lambda row: any(cell.strip() for cell in row))
    return st.lists(rows, max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    cells=st.data(),
    delimiter=st.sampled_from(",;\t|"),
    style=st.sampled_from(STYLES),
    encoding=st.sampled_from(list(ENCODINGS)),
)
def test_what_is_written_reads_back_the_same(
    cells: st.DataObject, delimiter: str, style: dict[str, Any], encoding: str
) -> None:
    mark, name = ENCODINGS[encoding]
    # Without a mark an encoding is guessed from its letters, so they are Russian ones.
    rows = cells.draw(tables(wide if mark or name == "utf-8" else russian))
    if name == "cp1251":
        rows = [*rows, ("Сделка с портом", "договор", "оплата")]
    text = written([HEADER, *rows], delimiter=delimiter, **style)
    with TemporaryDirectory() as folder:
        assert read(Path(folder) / "file", mark + text.encode(name)) == [HEADER, *rows]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text('ab,;"\n\r\t=sepСТ', max_size=60).map(str.encode))
def test_bytes_of_any_kind_are_a_table_or_are_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        rows, code = outcome(lambda: read(Path(folder) / "file", content))
    assert code in {"", "empty", "encoding", "not_a_table", "no_header", "broken_archive"}
    assert len({len(row) for row in rows or []}) <= 1
