from __future__ import annotations

import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import LogRead, gzip_files, read_log
from tests.engine.logs import START, Row, listed, named, rows
from tests.formats.logs.xes import written, xes_of

UTC = ZoneInfo("UTC")
ONE = (
    '<event><string key="concept:name" value="A"/>'
    '<date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event>'
)
SPACED = """<event ><string\tkey = 'concept:name'
 value = 'A' /><date value="2026-01-01T00:00:00Z" key='time:timestamp'></date></event>"""
NESTED = 'value="A"><string key="concept:name" value="nested"/></string>'


def log(body: str, head: str = '<?xml version="1.0"?>') -> str:
    return f"{head}<log>{body}</log>"


def trace(body: str, name: str = "one") -> str:
    return f'<trace><string key="concept:name" value="{name}"/>{body}</trace>'


def event(step: str = "A", at: str = "2026-01-01T00:00:00Z", more: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{step}"/>'
        f'<date key="time:timestamp" value="{at}"/>{more}</event>'
    )


def read_text(folder: Path, text: str, zone: ZoneInfo = UTC) -> LogRead:
    return read_log(written(folder, text), zone=zone)


def refusal(folder: Path, text: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read_text(folder, text)
    return caught.value


@given(rows())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_log_is_read_as_it_was_written(tmp_path: Path, rows: list[Row]) -> None:
    if rows:
        for zipped in (False, True):
            path = written(tmp_path, xes_of(rows), compressed=zipped)
            assert listed(read_log(path).log) == listed(named(rows))


@pytest.mark.parametrize(
    "spelt",
    [
        SPACED,
        f"<!-- <event> a > b --><?tool <event>?><![CDATA[<event>]]>{ONE}",
        ONE.replace("<", "<xes:").replace("<xes:/", "</xes:"),
        ONE.replace('value="A"/>', NESTED),
        '<list key="more"><values><string key="concept:name" value="B"/></values></list>' + ONE,
    ],
    ids=["spaces and quotes", "comments", "prefixes", "nested", "lists"],
)  # fmt: skip
def test_any_spelling_of_an_event_is_read(tmp_path: Path, spelt: str) -> None:
    assert listed(read_text(tmp_path, log(trace(spelt))).log) == {"one": [("A", 0, "")]}


def test_what_is_said_of_the_whole_log_is_no_event(tmp_path: Path) -> None:
    whole = (
        f'<extension name="x"/><global scope="event">{ONE}</global><classifier name="c" keys="k"/>'
    )
    assert read_text(tmp_path, log(whole + trace(ONE))).log.event_count == 1


def test_entities_are_read_and_one_name_spelt_twice_is_one(tmp_path: Path) -> None:
    text = log(trace(event("Счёт &amp; &#8220;договор&#x201D;") + event("Счёт &#38; “договор”")))
    assert read_text(tmp_path, text).log.activities == ("Счёт & “договор”",)


def test_times_are_read_in_their_zone_and_those_without_one_in_the_given(tmp_path: Path) -> None:
    at = [
        "2026-01-01T03:00:00.000+03:00",
        "2026-01-01T00:00:00,5Z",
        "2026-07-01T03:00:00",
        "2026-01-01",
    ]
    read = read_text(
        tmp_path,
        log(trace("".join(event(str(n), at[n]) for n in range(4)))),
        ZoneInfo("Europe/Berlin"),
    )
    rows = {step: second for step, second, _who in listed(read.log)["one"]}
    assert rows == {"3": -3600, "0": 0, "1": 0, "2": 181 * 86_400 + 3600}


def test_traces_of_one_name_are_one_case_and_one_without_has_its_number(tmp_path: Path) -> None:
    text = log(
        trace(ONE) + trace(event("B", "2026-01-01T00:00:05Z")) + f"<trace>{ONE}</trace><trace/>"
    )
    assert listed(read_text(tmp_path, text).log) == {
        "one": [("A", 0, ""), ("B", 5, "")],
        "3": [("A", 0, "")],
    }


def test_attributes_of_traces_become_those_of_cases(tmp_path: Path) -> None:
    text = log(
        trace('<string key="source" value="site"/><float key="amount" value="10.5"/>' + ONE)
        + trace(ONE, "two")
        + trace('<string key="source" value="call"/><int key="amount" value="7"/>' + ONE, "three")
    )
    read = read_text(tmp_path, text).log
    assert read.labels["source"].names == ("", "site", "call")
    assert read.labels["source"].codes.tolist() == [1, 0, 2]
    np.testing.assert_array_equal(read.numbers["amount"], [10.5, np.nan, 7])


def test_a_start_and_its_completion_give_the_duration_of_work(tmp_path: Path) -> None:
    def phase(name: str) -> str:
        return f'<string key="lifecycle:transition" value="{name}"/>'

    text = log(trace(
        event("A", "2026-01-01T00:00:00Z", phase("START"))
        + event("A", "2026-01-01T00:01:00Z", phase("COMPLETE"))
        + event("A", "2026-01-01T00:02:00Z", phase("complete"))
    ))  # fmt: skip
    read = read_text(tmp_path, text).log
    assert read.began is not None
    assert read.began.tolist() == [-1, 0, -1]


def test_a_start_time_of_its_own_is_taken(tmp_path: Path) -> None:
    more = '<date key="start_timestamp" value="2025-12-31T23:59:00Z"/>'
    read = read_text(tmp_path, log(trace(event(more=more)))).log
    assert (read.start, read.began.tolist()) == (START - 60, [0])  # type: ignore[union-attr]


def test_events_with_missing_values_are_counted_and_shown(tmp_path: Path) -> None:
    bad = (
        event("A", "yesterday") + event("A", "1969-12-31T00:00:00Z") + "<event/>"
        + '<event><date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event>'
        + '<event><string key="concept:name" value="A"/></event>'
    )  # fmt: skip
    read = read_text(tmp_path, log(trace(ONE + bad)))
    assert read.bad == {"not_a_date": 1, "out_of_range": 1, "no_activity": 2, "no_time": 1}
    assert [(bad.row, bad.code) for bad in read.examples[:2]] == [
        (2, "not_a_date"),
        (3, "out_of_range"),
    ]
    assert (read.rows, read.log.event_count) == (6, 1)


def test_dates_from_1970_to_2099_are_read(tmp_path: Path) -> None:
    read = read_text(
        tmp_path,
        log(trace(event("A", "1970-01-01T00:00:00Z") + event("B", "2099-12-31T23:59:59Z"))),
    )
    assert read.log.time.tolist() == [0, 4_102_444_799]


def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    assert refusal(tmp_path, log(trace(ONE), laughs)).code == "doctype"


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    text = log(trace(ONE))
    for end in range(len(text) - 1):
        assert refusal(tmp_path, text[:end]).code in {"truncated", "not_xml", "empty"}


def test_a_broken_gzip_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(log(trace(ONE * 500)).encode())
    path = tmp_path / "log.xes.gz"
    for raw, code in ((whole[:-20], "truncated"), (whole[:9] + b"\xff" * 40, "broken_archive")):
        path.write_bytes(raw)
        with pytest.raises(FormatError) as caught:
            read_log(path)
        assert caught.value.code == code


def test_a_gzip_with_an_unreasonable_ratio_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gzip_files, "ALWAYS_ALLOWED", 0)
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(b"<log>" + b" " * 10_000_000))
    with pytest.raises(FormatError) as caught:
        read_log(path)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"), ("<>", "not_xml"), ("<html><body/></html>", "not_a_table"),
        ("<log></log>", "no_events"), ("<log><trace></log></trace>", "not_xml"),
        ("<log><trace><event></trace></event></log>", "not_xml"),
        ("<log>" + "<a>" * 300, "truncated"), ("<log a=b></log>", "not_xml"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_in_a_word(tmp_path: Path, text: str, code: str) -> None:
    assert refusal(tmp_path, text).code == code


def test_other_encodings_are_read_as_declared(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    text = log(trace(event("Счёт")), '<?xml version="1.0" encoding="windows-1251"?>')
    path.write_bytes(text.encode("cp1251"))
    assert read_log(path).log.activities == ("Счёт",)
    path.write_bytes(text.replace("windows-1251", "klingon").encode("cp1251"))
    with pytest.raises(FormatError) as caught:
        read_log(path)
    assert caught.value.code == "encoding"
