"""Logs in tables: whatever the form, the same events; whatever is wrong, one clear code."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import Columns, LogRead, csvlog, preview_log, read_log
from tests.engine.logs import Row, listed, named, rows
from tests.formats.files import outcome
from tests.formats.logs.writing import FORMS, parquet_file, put

HEAD = "case,activity,timestamp,resource\n"
ROW = "one,A,2026-01-01 00:00:00,x\n"
ANY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def read_text(folder: Path, text: str, *, encoding: str = "utf-8", zone: str = "UTC") -> LogRead:
    return read_log(put(folder, "log.csv", text, encoding), zone=ZoneInfo(zone))


def refused(path: Path, columns: Columns | None = None) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read_log(path, columns)
    return caught.value


@pytest.mark.parametrize("form", FORMS)
@given(rows().filter(bool))
@settings(suppress_health_check=ANY, max_examples=15, deadline=None)
def test_a_log_in_any_form_reads_back_the_same(
    tmp_path: Path, form: str, events: list[Row]
) -> None:
    path = FORMS[form](tmp_path, events)
    read = read_log(path)
    assert listed(read.log) == listed(named(events))
    assert (read.rows, read.bad) == (len(events), {})
    assert preview_log(path).kind == form.removesuffix(".gz")


def test_timestamps_are_read_however_they_are_written(tmp_path: Path) -> None:
    spelt = [
        "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000", "2026-01-01T03:00:00.5+03:00",
        "2026-01-01 03:00:00,999+0300", "2025-12-31T16:00:00-08", "2026-01-01", "2026/1/1 0:00",
        "01.01.2026", "1.1.2026 00:00:00", "01.01.26 00:00", "1 января 2026 г.", "Jan 1, 2026",
        "2026-01-01 12:00 AM", "2026-01-01T00:00:00.123456789Z",
    ]  # fmt: skip
    text = HEAD + "".join(f'one,{place},"{at}",\n' for place, at in enumerate(spelt))
    read = read_text(tmp_path, text)
    assert not read.bad
    assert set(read.log.time.tolist()) == {0}
    assert read.log.path(0)[:2] == ("0", "1")


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (["1767225600", "1767225605"], 5),
        (["1767225600000", "1767225605250"], 5),
        (["1767225600.5", "1767225605.5"], 5),
        (["46023", "46023.5"], 43_200),
    ],
    ids=["seconds", "milliseconds", "fractions", "Excel"],
)
def test_bare_numbers_are_timestamps_by_their_size(
    tmp_path: Path, cells: list[str], seconds: int
) -> None:
    read = read_text(tmp_path, HEAD + "".join(f"one,A,{cell},\n" for cell in cells))
    assert (read.log.start, read.log.time.tolist()) == (1_767_225_600, [0, seconds])


def test_the_last_row_may_decide_the_order_of_day_and_month(tmp_path: Path) -> None:
    early = "one,A,01/02/2026,\n" * 300
    assert read_text(tmp_path, HEAD + early + "one,B,12/31/2025,\n").bad == {}
    assert read_text(tmp_path, HEAD + early + "one,B,31/12/2025,\n").log.time.max() == 32 * 86_400
    assert read_text(tmp_path, HEAD + early + "one,B,12/31/2025,\n").log.time.max() == 2 * 86_400


@pytest.mark.parametrize("at", ["2026-03-29 03:30:00", "2026-10-25 12:00:00", "2026-07-01 00:00"])
def test_a_timestamp_without_a_zone_is_of_the_given_one_on_any_day(tmp_path: Path, at: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert read_text(tmp_path, HEAD + f"one,A,{at},\n", zone="Europe/Berlin").log.start == (
        moment.timestamp()
    )
    path = tmp_path / "log.parquet"
    table = pa.table({"case": ["one"], "activity": ["A"], "time": [datetime.fromisoformat(at)]})
    parquet.write_table(table, path)
    assert read_log(path, zone=ZoneInfo("Europe/Berlin")).log.start == moment.timestamp()


def test_years_from_1970_to_2099_are_accepted_and_no_others(tmp_path: Path) -> None:
    ends = "one,A,1970-01-01T00:00:00Z,\none,B,2099-12-31T23:59:59Z,\n"
    read = read_text(tmp_path, HEAD + ends + "one,C,1969-12-31,\none,D,2101-01-01,\n")
    assert read.log.time.tolist() == [0, 4_102_444_799]
    assert read.bad == {"out_of_range": 2}


def test_bad_rows_are_counted_and_shown_with_their_lines(tmp_path: Path) -> None:
    bad = ",A,2026-01-01,\n\none,,2026-01-01,\none,A,,\none,A,soon,\none,A,2026-02-30,\n,,,\none\n"
    read = read_text(tmp_path, HEAD + ROW + bad)
    assert read.bad == {
        "no_case": 1, "no_activity": 2, "no_time": 1, "not_a_date": 1, "impossible_date": 1,
    }  # fmt: skip
    assert [(one.row, one.code, one.text) for one in read.examples] == [
        (3, "no_case", ""), (5, "no_activity", ""), (6, "no_time", ""),
        (7, "not_a_date", "soon"), (8, "impossible_date", "2026-02-30"), (10, "no_activity", ""),
    ]  # fmt: skip
    assert (read.rows, read.log.event_count) == (7, 1)


def test_at_most_a_hundred_bad_rows_are_shown(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEAD + ROW + "one,A,never,\n" * 150)
    assert (read.bad, len(read.examples)) == ({"not_a_date": 150}, 100)


def test_a_quote_after_a_space_is_a_letter(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEAD + 'one, "A",2026-01-01,\none, ";,2026-01-01,\n')
    assert read.log.activities == ('"A"', '";')


CELLS = st.text('ab"\n\r,; é', max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12), st.integers(1, 40))
@settings(suppress_health_check=ANY, max_examples=60, deadline=None)
def test_any_text_is_cut_as_the_csv_module_cuts_it(
    tmp_path: Path, rows: list[tuple[str, str]], block: int
) -> None:
    text = HEAD + "".join(f"{a},{b},2026-01-01,\n" for a, b in rows)
    path = put(tmp_path, "any.csv", text)
    wanted = [
        (row[0].strip(), row[1].strip())
        for row in csv.reader(io.StringIO(text, newline=""))
        if row[2:3] == ["2026-01-01"] and row[0].strip() and row[1].strip()
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvlog, "BLOCK", block)
        log, code = outcome(lambda: read_log(path, Columns("case", "activity", "timestamp")).log)
    if log is None:
        assert code == "not_a_table" or (code == "no_events" and not wanted)
        return
    seen = [(case, step) for case, events in listed(log).items() for step, _at, _who in events]
    assert sorted(seen) == sorted(wanted)


def test_quotes_are_removed_and_doubled_ones_are_one(tmp_path: Path) -> None:
    text = HEAD + '"one","say ""hi"", then\ngo",2026-01-01,"a, b"\none,5" pipe,2026-01-02,\n'
    read = read_text(tmp_path, text)
    assert read.log.activities == ('say "hi", then\ngo', '5" pipe')
    assert read.log.resources == ("", "a, b")


def test_a_quote_that_never_ends_is_reported_with_its_line(tmp_path: Path) -> None:
    error = refused(put(tmp_path, "log.csv", HEAD + ROW + 'one,"A,2026-01-01,\n' + ROW * 500))
    assert (error.code, error.line) == ("not_a_table", 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Сделка;Этап;Дата;Ответственный\n7;Счёт выставлен;01.02.2026 10:00;Иван\n"
    read = read_text(tmp_path, text, encoding=encoding)
    assert read.log.activities == ("Счёт выставлен",)
    assert read.columns == Columns("Сделка", "Этап", "Дата", "Ответственный")


def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert read_text(tmp_path, "sep=;\n" + (HEAD + ROW).replace(",", ";")).log.event_count == 1


def test_bytes_that_are_not_text_are_reported_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes((HEAD + ROW * 5000).encode() + b"\xff\xfe\xff,A,2026-01-01,x\n")
    error = refused(path)
    assert (error.code, error.line) == ("encoding", 5002)


def test_texts_are_trimmed_and_an_empty_person_is_nobody(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEAD + "one , A,2026-01-01, x \n one,A ,2026-01-02,  \n")
    assert (read.log.case_count, read.log.activities) == (1, ("A",))
    assert (read.log.resources, read.log.resource.tolist()) == (("", "x"), [1, 0])


def test_columns_that_are_the_same_within_each_case_are_its_attributes(tmp_path: Path) -> None:
    text = (
        "case,activity,timestamp,source,amount,note,case:region,opened\n"
        "one,A,2026-01-01,site,10.5,a,,2025-01-01\n"
        "two,A,2026-01-01,call,7,b,South,2025-01-02\n"
        "one,B,2026-01-02,,10.5,c,North,2025-01-01\n"
        ",B,2026-01-02,lost,1,c,North,2025-01-01\n"
        "one,B,2026-01-03,site,10.5,c,South,2025-01-01\n"
    )
    log = read_text(tmp_path, text).log
    named_codes = {
        name: (labels.names, labels.codes.tolist()) for name, labels in log.labels.items()
    }
    assert named_codes == {
        "source": (("", "site", "call"), [1, 2]),
        "region": (("", "South", "North"), [2, 1]),
    }
    assert {name: values.tolist() for name, values in log.numbers.items()} == {"amount": [10.5, 7]}


def test_a_text_that_each_case_has_of_its_own_is_no_attribute(tmp_path: Path) -> None:
    own = "".join(f"{case},A,2026-01-01,n{case},{case}\n" for case in range(1200))
    log = read_text(tmp_path, "case,activity,timestamp,title,size\n" + own).log
    assert not log.labels
    assert log.numbers["size"].tolist() == list(range(1200))


def test_starts_and_ends_from_a_lifecycle_column_are_paired(tmp_path: Path) -> None:
    head = "case,activity,timestamp,lifecycle:transition\n"
    text = head + "one,A,2026-01-01T00:01:00Z,COMPLETE\none,A,2026-01-01T00:00:00Z,start\n"
    log = read_text(tmp_path, text).log
    assert log.began is not None
    assert log.began.tolist() == [-1, 0]


def test_a_column_of_starts_is_used_where_it_can_be_read(tmp_path: Path) -> None:
    text = "case,activity,start_timestamp,end\none,A,2026-01-01,2026-01-02\none,B,,2026-01-03\n"
    log = read_text(tmp_path, text).log
    assert log.began is not None
    assert log.began.tolist() == [0, -1]


def test_workbooks_and_parquet_have_timestamps_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    table = pa.table({
        "case": pa.array([1.0, 1.0, 2.0, None]),
        "activity": ["A", "B", "A", "A"],
        "timestamp": [date(2026, 1, 1), date(2026, 1, 2), date(1812, 1, 1), None],
    })  # fmt: skip
    parquet.write_table(table, path)
    read = read_log(path)
    assert listed(read.log) == {"1": [("A", 0, ""), ("B", 86_400, "")]}
    assert [(one.row, one.code) for one in read.examples] == [(3, "out_of_range"), (4, "no_case")]


def test_a_case_of_a_million_events_and_five_thousand_steps_are_read(tmp_path: Path) -> None:
    lines = "".join(f"one,step {n},2026-01-01,\n" for n in range(5000))
    log = read_text(tmp_path, HEAD + lines * 200).log
    assert (log.case_count, log.event_count, len(log.activities)) == (1, 1_000_000, 5000)
    np.testing.assert_array_equal(log.activity[:5000], np.arange(5000))


def test_one_event_is_a_log(tmp_path: Path) -> None:
    assert listed(read_text(tmp_path, HEAD + ROW).log) == {"one": [("A", 0, "x")]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b" \n\n", "empty"), (HEAD.encode(), "no_events"),
        ((HEAD + "one,A,2026-02-30,\n").encode(), "no_column"), (b"a,b\n1,2\n", "no_column"),
        (gzip.compress((HEAD + ROW * 9000).encode())[:-9], "truncated"),
        (b"\x1f\x8b" + b"\xff" * 40, "broken_archive"), (b"PAR1" + b"\x00" * 40, "broken_archive"),
        (b"PK\x03\x04" + b"\x00" * 40, "broken_archive"), (b"\x00\x01\x02\x03" * 30, "encoding"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_in_a_word(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refused(path).code == code


def test_a_missing_column_is_reported_with_those_that_exist(tmp_path: Path) -> None:
    path = put(tmp_path, "log.csv", HEAD + ROW)
    error = refused(path, Columns("deal", "activity", "timestamp"))
    assert (error.code, error.details["role"]) == ("no_column", "case")
    assert error.details["header"] == ("case", "activity", "timestamp", "resource")
    assert "role" in refused(put(tmp_path, "log.csv", "step,when\nA,2026-01-01\n")).details


def test_a_parquet_file_that_ends_too_soon_is_refused(tmp_path: Path) -> None:
    path = parquet_file(tmp_path, [("one", "A", 0, "x")])
    path.write_bytes(path.read_bytes()[:-20])
    assert refused(path).code == "broken_archive"
