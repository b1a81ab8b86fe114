"""Pages of a log: who sees them, what they show, and with how few statements."""

from __future__ import annotations

import json
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.history import actions
from pipeloop.history.models import Log
from tests import cast
from tests.history import files
from tests.history.logs import ready_log
from tests.history.reading import added, read

pytestmark = pytest.mark.django_db

TABS = ("map", "variants")
TABLES = ("map_table", "variants_table", "map_deals_table")
SEE = {"head_of_sales", "owner", "administrator", "marketer"}
PART = {"HX-Request": "true"}


def page(name: str, row: Log, **query: Any) -> str:
    return reverse(f"history:{name}", args=[row.pk], query=query or None)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def picture(answer: Any) -> Any:
    """The data that the island draws."""
    content = answer.content.decode().split('id="flow-picture" type="application/json">')[1]
    return json.loads(content.split("</script>")[0])


def rows(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a workbook under its header."""
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return list(sheet.iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
def test_pages_are_for_those_who_lead_and_for_marketers(house: None, role: str) -> None:
    row = ready_log()
    client = cast.browser(cast.person("Rita Reader", *([role] if role else [])))
    addresses = [reverse("history:logs"), page("log", row), page("progress", row)]
    addresses += [page(name, row, element="step", source="Call") for name in (*TABS, *TABLES)]
    for address in addresses:
        answer = client.get(address)
        # A file is closed when all of it is fetched.
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code < 400) == (role in SEE), address
    answer = client.get(page("map_deals", row, element="step", source="Call"), headers=PART)
    assert (answer.status_code == 200) == (role in SEE)


@pytest.mark.parametrize("name", TABS)
def test_a_tab_takes_few_statements_whatever_the_log_holds(
    alice: Person, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log()
    with django_assert_max_num_queries(4):
        assert client.get(page(name, row)).status_code == 200


@pytest.mark.parametrize("name", [*TABS, "log"])
def test_a_log_that_is_not_there_is_not_found(alice: Person, name: str) -> None:
    assert cast.browser(alice).get(reverse(f"history:{name}", args=[404])).status_code == 404


def test_the_map_shows_which_step_follows_which(alice: Person) -> None:
    picture_data = picture(cast.browser(alice).get(page("map", ready_log())))
    names = {step["code"]: step["name"] for step in picture_data["steps"]}
    assert {(names[e["from"]], names[e["to"]]): e["count"] for e in picture_data["edges"]} == {
        ("Call", "Offer"): 5,
        ("Offer", "Won"): 2,
        ("Offer", "Lost"): 1,
        ("Offer", "Call"): 1,
        ("Call", "Lost"): 1,
    }
    assert [step["name"] for step in picture_data["steps"]] == ["Call", "Offer", "Won", "Lost"]
    assert picture_data["moves"] == 20


def test_filters_narrow_the_map_and_are_shown(alice: Person) -> None:
    answer = cast.browser(alice).get(page("map", ready_log(), outcome="won", passes="Offer"))
    assert "2 of 5 deals" in text(answer)
    assert "through “Offer”" in text(answer)
    assert sum(edge["count"] for edge in picture(answer)["edges"]) == 4


def test_filters_that_leave_nothing_say_so(alice: Person) -> None:
    row = ready_log()
    for name in TABS:
        answer = cast.browser(alice).get(page(name, row, since="2099-01-01"))
        assert (answer.status_code, "No deals match" in text(answer)) == (200, True)


def test_the_table_of_the_map_sorts(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    for order in ("from", "-to", "count", "-cases", "-mean", "median", "-p90", "nonsense"):
        assert client.get(page("map", row, order=order)).status_code == 200
    quickest = text(client.get(page("map", row, order="mean"))).split("<tbody>")[1]
    first = '<tr><th scope="row">Call</th><td>Lost</td>'
    assert quickest.lstrip().startswith(first)
    slowest = text(client.get(page("map", row, order="-mean"))).split("<tbody>")[1]
    assert slowest.split("</tbody>")[0].rindex(first) > slowest.index(">Call</th><td>Offer<")


def test_the_deals_of_an_edge_are_listed_longest_first(alice: Person) -> None:
    address = page("map_deals", ready_log(), element="edge", source="Call", target="Offer")
    content = text(cast.browser(alice).get(address, headers=PART))
    assert [name in content for name in "ABCDE"] == [True] * 5
    place = {name: content.index(f'<th scope="row">{name}<') for name in "ABCD"}
    assert sorted(place, key=lambda name: place[name]) == ["D", "B", "A", "C"]
    assert '<th scope="row">E<' not in content


def test_the_deals_of_an_unknown_element_are_not_found(alice: Person) -> None:
    row = ready_log()
    client = cast.browser(alice)
    for query in (
        {"element": "step", "source": "Nowhere"},
        {"element": "edge", "source": "Call"},
        {},
    ):
        assert client.get(page("map_deals", row, **query), headers=PART).status_code == 404
    assert client.get(page("map_deals", row, element="step", source="Call")).status_code == 302


def test_tables_hold_the_numbers_of_the_chosen_deals(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    table = rows(client.get(page("map_table", row, outcome="won")))
    assert [line[:5] for line in table] == [
        ("Call", "Offer", 2, 2, 1),
        ("Offer", "Won", 2, 2, 1.5),
    ]
    # Estimated from a histogram.
    assert [line[5:] for line in table] == [
        pytest.approx((1, 1), 0.02),
        pytest.approx((1.5, 1.9), 0.02),
    ]
    assert rows(client.get(page("variants_table", row, outcome="won"))) == [
        ("Call → Offer → Won", 2, 100, 100, 2.5, 2, 0, 0),
    ]
    table = rows(client.get(page("map_deals_table", row, element="end", source="Lost")))
    assert [line[:3] for line in table] == [("B", 7, 7), ("E", 1, 1)]
    assert table[0][4] == "Lost"


def test_paths_are_shown_with_their_shares(alice: Person) -> None:
    content = text(cast.browser(alice).get(page("variants", ready_log())))
    assert "3 paths out of 4 cover four deals in five." in content
    assert content.count('<li class="path">') == 4
    assert "Won 100%" in content


def test_a_path_leads_to_its_map(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    content = text(client.get(page("variants", row)))
    key = content.split("path=")[1][:32]
    assert "2 of 5 deals" in text(client.get(page("map", row, path=key)))


def test_a_log_that_is_not_read_yet_leads_to_its_state(alice: Person) -> None:
    row = ready_log(state="reading")
    Log.objects.filter(pk=row.pk).update(folder="")
    client = cast.browser(alice)
    for name in TABS:
        assert client.get(page(name, row)).url == page("log", row)
    assert "The log is being read" in text(client.get(page("log", row)))
    assert (
        client.get(page("map_deals", row, element="step", source="Call"), headers=PART).status_code
        == 404
    )


def test_own_deals_are_shown_by_title_where_the_reader_may_see_them(alice: Person) -> None:
    deal = cast.deal(alice, client="Harbour Foods")
    actions.refresh_own()
    row = Log.objects.get()
    with override(cast.company().language):
        step = str(cast.step("LD1").name)
    content = text(
        cast.browser(alice).get(page("map_deals", row, element="step", source=step), headers=PART)
    )
    assert f'<a href="/deals/{deal.pk}/">Harbour Foods</a>' in content
    mark = cast.person("Mark Etter", "marketer", team="South")
    cast.company(sellers_see="own")
    content = text(
        cast.browser(mark).get(page("map_deals", row, element="step", source=step), headers=PART)
    )
    assert "Harbour Foods" not in content


def test_a_file_is_taken_in_read_and_studied(alice: Person) -> None:
    client = cast.browser(alice)
    file = SimpleUploadedFile("sales.xes", files.xes("abc", "abd"))
    row_page = client.post(reverse("history:logs"), {"file": file}).url
    row = Log.objects.get()
    assert row_page == page("log", row)
    assert "The log is being read" in text(client.get(page("progress", row)))
    read(row)
    assert client.get(page("progress", row)).headers["HX-Redirect"] == row_page
    content = text(client.get(row_page))
    assert "All rows were read." in content
    assert page("map", row) in content
    answer = client.post(page("remove", row))
    assert (answer.url, Log.objects.count()) == (reverse("history:logs"), 0)


def test_a_file_that_is_no_log_is_refused_on_the_page(alice: Person) -> None:
    answer = cast.browser(alice).post(
        reverse("history:logs"), {"file": SimpleUploadedFile("empty.csv", b"")}
    )
    assert (answer.status_code, "The file is empty." in text(answer)) == (422, True)


def test_a_log_that_failed_says_why_and_can_be_read_again(alice: Person) -> None:
    client = cast.browser(alice)
    row = read(added(alice, files.BROKEN_LATER["truncated"]))
    assert "its end is missing" in text(client.get(page("log", row)))
    roles = {f"role-{role}": name for role, name in row.columns.items()}
    asked = {"zone": "Europe/Moscow", "seen": row.revision} | roles
    assert client.post(page("columns", row), asked).url == page("log", row)
    row.refresh_from_db()
    assert row.state == "reading"
    assert client.post(page("columns", row), asked).status_code == 409


def test_rejected_rows_are_shown_with_their_reasons(alice: Person) -> None:
    examples = [
        {"row": 7, "code": "not_a_date", "text": "soon"},
        {"row": 9, "code": "no_case", "text": ""},
    ]
    row = ready_log(rejected={"not_a_date": 1, "no_case": 1}, rejected_examples=examples, rows=17)
    content = text(cast.browser(alice).get(page("log", row)))
    for words in ("row 7", "the time cannot be understood: <q>soon</q>", "row 9", "no deal", "17"):
        assert words in content


@pytest.mark.parametrize("role", sorted(SEE - {"head_of_sales", "administrator"}))
def test_whoever_only_studies_logs_is_offered_no_button(house: None, role: str) -> None:
    row = ready_log()
    client = cast.browser(cast.person("Rita Reader", role))
    for address in (reverse("history:logs"), page("log", row, columns=1)):
        main = text(client.get(address)).split("<main")[1].split("</main>")[0]
        assert 'method="post"' not in main
    for name in ("columns", "remove"):
        assert client.post(page(name, row), {"zone": "UTC", "seen": 0}).status_code == 403
