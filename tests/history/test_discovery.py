"""The map and the variants: what the pages show is what the engine computed, for any log."""

from __future__ import annotations

import numpy as np
import pytest
from django.http import QueryDict

from pipeloop.company.models import Person
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.forms import case_filter_of
from pipeloop.history.queries import log_cache
from pipeloop.history.queries.discovery import process_map
from pipeloop.history.queries.log_cache import LruCache
from tests import cast
from tests.engine.mining.logs import log_of
from tests.history.logs import ready_log
from tests.history.test_pages import PART, page, picture, rows, text

pytestmark = pytest.mark.django_db


def filtered_log_of(*cases: str, query: str = "", every: int = 60) -> queries.FilteredLog:
    """A log of such paths, filtered by an address."""
    row = ready_log(log_of(*cases, every=every))
    return queries.filter_log(row, case_filter_of(QueryDict(query)))


def test_the_same_answer_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    filtered, calls = filtered_log_of("abc", "acb"), []
    real = process_map.discover_dfg
    monkeypatch.setattr(process_map, "discover_dfg", lambda log: calls.append(1) or real(log))
    for _turn in range(2):
        queries.process_map_of(queries.filter_log(filtered.row, CaseFilter()))
    assert len(calls) == 1
    queries.process_map_of(queries.filter_log(filtered.row, CaseFilter(passes=("a",))))
    assert len(calls) == 2


def test_a_new_reading_is_computed_anew() -> None:
    filtered = filtered_log_of("abc")
    assert queries.process_map_of(filtered).cases == 1
    again = ready_log(log_of("abc", "acb"))
    filtered.row.folder = again.folder
    assert queries.process_map_of(queries.filter_log(filtered.row, CaseFilter())).cases == 2


def test_the_cache_keeps_the_values_used_last() -> None:
    cache, computed = LruCache(2), []
    for key in (1, 2, 1, 3, 1, 2):
        cache.get(key, lambda key=key: computed.append(key))  # type: ignore[misc]
    assert computed == [1, 2, 3, 2]
    assert len(cache) == 2
    cache.clear()
    assert len(cache) == 0


def test_a_map_draws_as_many_edges_as_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_map, "MAX_EDGES", 3)
    cases = ["ab"] * 9 + ["cd"] * 5 + ["ef"] * 3 + ["gh"] * 2 + ["ih"]
    graph = queries.process_map_of(filtered_log_of(*cases))
    names = {step.code: step.name for step in graph.steps}
    assert [(names[edge.source], names[edge.target]) for edge in graph.edges] == [
        ("a", "b"), ("c", "d"), ("e", "f"),
    ]  # fmt: skip
    assert (graph.hidden, graph.cases) == (2, 20)


def test_the_slowest_tenth_of_frequent_edges_is_marked() -> None:
    steps = "abcdefghijkl"
    log = log_of(*[steps] * 20, every=3600)
    # What leads from k to l takes a day longer.
    time = log.time.copy()
    time[log.high - 1] += 86_400
    slow = ready_log(type(log)(**{**vars(log), "time": time}))
    graph = queries.process_map_of(queries.filter_log(slow, CaseFilter()))
    marked = {(edge.source, edge.target) for edge in graph.edges if edge.slow}
    assert marked == {(10, 11)}
    assert [step.name for step in graph.steps if step.slow] == ["k"]


def test_a_map_of_few_edges_marks_none_as_slow() -> None:
    assert not any(edge.slow for edge in queries.process_map_of(filtered_log_of("abc")).edges)


def test_steps_that_deals_go_back_to_repeat_and_skip_are_named() -> None:
    cases = [*["abc"] * 14, *["abab"] * 4, *["aabc"] * 6, *["ac"] * 8]
    summary = queries.rework_summary(filtered_log_of(*cases))
    assert [(step.name, round(step.share, 3)) for step in summary.back] == [
        ("b", 0.167),
        ("a", 0.125),
    ]
    assert [(step.name, step.share) for step in summary.at_once] == [("a", 6 / 32)]
    assert [(step.name, step.share) for step in summary.skipped] == [("b", 0.25)]


def test_too_few_deals_have_no_shares() -> None:
    summary = queries.rework_summary(filtered_log_of("aab", "aba"))
    assert (summary.back, summary.at_once, summary.skipped) == ((), (), ())


def test_times_are_counted_in_working_time(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    day = picture(client.get(page("map", row)))
    work = picture(client.get(page("map", row, clock="work")))
    means = {(e["from"], e["to"]): e["times"]["mean"] for e in work["edges"]}
    # From Friday noon to Saturday noon there are six working hours.
    assert means[(0, 3)] == 6 * 3600
    labels = {(e["from"], e["to"]): e["labels"]["mean"] for e in work["edges"]}
    assert labels[(0, 3)] == "6 h"
    assert sum(means.values()) < sum(e["times"]["mean"] for e in day["edges"])
    assert "clock=work" in work["deals"]
    query = {"element": "edge", "source": "Call", "target": "Lost", "clock": "work"}
    drawer = text(client.get(page("map_deals", row, **query), headers=PART))
    assert '<td class="num">6 h</td>' in drawer
    assert next(iter(rows(client.get(page("map_deals_table", row, **query)))))[1] == pytest.approx(
        6 / 9, abs=1e-3
    )


def test_the_map_begins_with_the_most_frequent_path() -> None:
    graph = queries.process_map_of(filtered_log_of(*["abc"] * 5, *["acb"] * 2, "abdc"))
    assert (graph.main, graph.main_cases) == ((0, 1, 2), 5)
    assert {step.name for step in graph.steps if step.level == 0} == {"a", "b", "c"}


def test_deals_that_begin_or_end_with_a_step_are_listed() -> None:
    filtered = filtered_log_of("abc", "bc", "ba")
    for kind, step, count in (
        ("start", "b", 2),
        ("end", "c", 2),
        ("end", "a", 1),
        ("step", "a", 2),
    ):
        assert queries.deals_at(filtered, queries.MapElement(kind, step)).count == count


def test_variants_are_shown_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    filtered = filtered_log_of(*["abc"] * 3, "acb", "bca", "cab")
    monkeypatch.setattr("pipeloop.history.queries.discovery.variants.PAGE", 2)
    pages = [queries.variants_page(filtered, page=number) for number in (1, 2, 3)]
    assert [[line.count for line in page.lines] for page in pages] == [[3, 1], [1, 1], []]
    assert [page.has_more for page in pages] == [True, False, False]
    assert pages[1].lines[-1].cumulative_share == 1
    assert (pages[0].all, pages[0].main) == (4, 3)


def test_a_log_whose_folder_is_lost_is_not_found(alice: Person) -> None:
    row = ready_log(folder="lost")
    log_cache.clear()
    assert cast.browser(alice).get(page("map", row)).status_code == 404


def test_filtered_deals_are_numbered_among_themselves() -> None:
    filtered = filtered_log_of("abc", "acb", "abc", query="passes=a&from=a&to=c")
    deals = queries.deals_at(filtered, queries.MapElement("step", "c"))
    assert [line.case_id for line in deals.lines()] == ["deal 1"]
    assert np.array_equal(deals.seconds, [60])
