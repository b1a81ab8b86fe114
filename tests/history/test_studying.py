"""What the pages show is what the engine found, for any log."""

from __future__ import annotations

import numpy as np
import pytest
from django.http import QueryDict

from pipeloop.company.models import Person
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.forms import choice_of
from pipeloop.history.queries import maps
from pipeloop.history.queries import open_logs as opened
from pipeloop.history.queries.open_logs import Memory
from tests import cast
from tests.engine.mining.logs import log_of
from tests.history.kept import kept
from tests.history.test_pages import PART, page, picture, rows, text

pytestmark = pytest.mark.django_db


def part_of(*cases: str, query: str = "", every: int = 60) -> queries.Slice:
    """The deals of a log of such paths that an address chooses."""
    row = kept(log_of(*cases, every=every))
    return queries.slice_of(row, choice_of(QueryDict(query)))


def test_the_same_question_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    part, asked = part_of("abc", "acb"), []
    real = maps.discover_dfg
    monkeypatch.setattr(maps, "discover_dfg", lambda log: asked.append(1) or real(log))
    for _turn in range(2):
        queries.process_map_of(queries.slice_of(part.row, CaseFilter()))
    assert len(asked) == 1
    queries.process_map_of(queries.slice_of(part.row, CaseFilter(passes=("a",))))
    assert len(asked) == 2


def test_a_new_reading_is_asked_anew() -> None:
    part = part_of("abc")
    assert queries.process_map_of(part).cases == 1
    again = kept(log_of("abc", "acb"))
    part.row.folder = again.folder
    assert queries.process_map_of(queries.slice_of(part.row, CaseFilter())).cases == 2


def test_only_so_much_is_remembered() -> None:
    memory, made = Memory(2), []
    for key in (1, 2, 1, 3, 1, 2):
        memory.get(key, lambda key=key: made.append(key))  # type: ignore[misc]
    assert made == [1, 2, 3, 2]
    assert len(memory) == 2
    memory.forget()
    assert len(memory) == 0


def test_a_picture_holds_as_many_edges_as_it_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST_EDGES", 3)
    cases = ["ab"] * 9 + ["cd"] * 5 + ["ef"] * 3 + ["gh"] * 2 + ["ih"]
    found = queries.process_map_of(part_of(*cases))
    names = {step.code: step.name for step in found.steps}
    assert [(names[edge.source], names[edge.target]) for edge in found.edges] == [
        ("a", "b"), ("c", "d"), ("e", "f"),
    ]  # fmt: skip
    assert (found.hidden, found.cases) == (2, 20)


def test_the_slowest_tenth_of_what_matters_is_marked() -> None:
    steps = "abcdefghijkl"
    log = log_of(*[steps] * 20, every=3600)
    # What leads from k to l takes a day longer.
    time = log.time.copy()
    time[log.high - 1] += 86_400
    slow = kept(type(log)(**{**vars(log), "time": time}))
    found = queries.process_map_of(queries.slice_of(slow, CaseFilter()))
    marked = {(edge.source, edge.target) for edge in found.edges if edge.slow}
    assert marked == {(10, 11)}
    assert [step.name for step in found.steps if step.slow] == ["k"]


def test_of_a_few_edges_none_is_called_slow() -> None:
    assert not any(edge.slow for edge in queries.process_map_of(part_of("abc")).edges)


def test_steps_that_deals_come_back_to_repeat_and_skip_are_told() -> None:
    found = queries.turns_of(part_of(*["abc"] * 14, *["abab"] * 4, *["aabc"] * 6, *["ac"] * 8))
    assert [(turn.name, round(turn.share, 3)) for turn in found.back] == [
        ("b", 0.167),
        ("a", 0.125),
    ]
    assert [(turn.name, turn.share) for turn in found.again] == [("a", 6 / 32)]
    assert [(turn.name, turn.share) for turn in found.skipped] == [("b", 0.25)]


def test_of_too_few_deals_no_share_is_told() -> None:
    found = queries.turns_of(part_of("aab", "aba"))
    assert (found.back, found.again, found.skipped) == ((), (), ())


def test_times_are_counted_in_hours_of_work(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    day = picture(client.get(page("map", row)))
    work = picture(client.get(page("map", row, clock="work")))
    told = {(e["from"], e["to"]): e["times"]["mean"] for e in work["edges"]}
    # From Friday noon to Saturday noon are six hours of work.
    assert told[(0, 3)] == 6 * 3600
    words = {(e["from"], e["to"]): e["told"]["mean"] for e in work["edges"]}
    assert words[(0, 3)] == "6 h"
    assert sum(told.values()) < sum(e["times"]["mean"] for e in day["edges"])
    assert "clock=work" in work["deals"]
    asked = {"place": "edge", "one": "Call", "two": "Lost", "clock": "work"}
    drawer = text(client.get(page("deals", row, **asked), headers=PART))
    assert '<td class="num">6 h</td>' in drawer
    assert next(iter(rows(client.get(page("deals_table", row, **asked)))))[1] == pytest.approx(
        6 / 9, abs=1e-3
    )


def test_the_main_path_begins_the_picture() -> None:
    found = queries.process_map_of(part_of(*["abc"] * 5, *["acb"] * 2, "abdc"))
    assert (found.main, found.main_cases) == ((0, 1, 2), 5)
    assert {step.name for step in found.steps if step.level == 0} == {"a", "b", "c"}


def test_where_deals_begin_and_end_can_be_asked() -> None:
    part = part_of("abc", "bc", "ba")
    for kind, one, count in (("start", "b", 2), ("end", "c", 2), ("end", "a", 1), ("step", "a", 2)):
        assert queries.deals_at(part, queries.Spot(kind, one)).count == count


def test_paths_are_told_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    part = part_of(*["abc"] * 3, "acb", "bca", "cab")
    monkeypatch.setattr("pipeloop.history.queries.variants.PAGE", 2)
    pages = [queries.paths_page(part, page=number) for number in (1, 2, 3)]
    assert [[line.count for line in one.lines] for one in pages] == [[3, 1], [1, 1], []]
    assert [one.more for one in pages] == [True, False, False]
    assert pages[1].lines[-1].together == 1
    assert (pages[0].all, pages[0].most) == (4, 3)


def test_a_log_whose_folder_is_lost_is_not_found(alice: Person) -> None:
    row = kept(folder="lost")
    opened.forget()
    assert cast.browser(alice).get(page("map", row)).status_code == 404


def test_deals_of_a_slice_are_numbered_within_it() -> None:
    part = part_of("abc", "acb", "abc", query="passes=a&from=a&to=c")
    found = queries.deals_at(part, queries.Spot("step", "c"))
    assert [line.case_id for line in found.lines()] == ["deal 1"]
    assert np.array_equal(found.seconds, [60])
