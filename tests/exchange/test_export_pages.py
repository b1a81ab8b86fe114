"""Pages of exports: the button, the progress, the file, the log, and who may open what."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from pipeloop.clients.models import Contact
from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core.clock import at
from pipeloop.exchange import actions, queries
from pipeloop.exchange.models import Export
from tests import cast
from tests.exchange.exporting import column, key, requested, written

pytestmark = pytest.mark.django_db

EXPORTS, ASK = "/export/", "/export/request/"
MANAGERS = {"head_of_sales", "owner", "administrator"}


def page(export: Export, part: str = "") -> str:
    return f"/export/{export.pk}/{part}"


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def press(client: Client, kind: str = "deals", form: str = "xlsx", query: str = "") -> Any:
    """The button over a list."""
    return client.post(ASK, {"kind": kind, "format": form, "query": query})


def test_from_the_button_to_the_file(bob: Person) -> None:
    cast.deal(bob, client="Harbour Foods")
    cast.deal(bob, client="Quarry Stone")
    client = cast.browser(bob)
    answer = press(client, query="text=quarry&owner=&page=2")
    export = Export.objects.get()
    assert answer["Location"] == page(export)
    assert export.filters == {"text": "quarry", "state": "open"}
    assert "Waiting in the queue" in text(client.get(page(export)))
    assert "Waiting in the queue" in text(client.get(page(export, "progress/")))

    actions.write_export(key(export))
    assert client.get(page(export, "progress/"))["HX-Redirect"] == page(export)
    shown = text(client.get(page(export)))
    assert page(export, "file/") in shown
    assert "“quarry”" in shown
    answer = client.get(page(export, "file/"))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith('attachment; filename="Deals 20')
    assert answer["Cache-Control"] == "no-store"
    export.refresh_from_db()
    assert column(export, "Client") == ["Quarry Stone"]


@pytest.mark.parametrize(
    ("where", "kind", "filters"),
    [
        (
            "/deals/?hanging=1&team=x&source=Site",
            "deals",
            {"hanging": True, "source": "Site", "state": "open"},
        ),
        (
            "/clients/?fit=A&key=1&active=1&order=-name",
            "clients",
            {"fit_class": "A", "key": True, "active": True, "order": "-name"},
        ),
        ("/clients/?fit=Z&text=a+b", "contacts", {"text": "a b"}),
    ],
)
def test_a_list_passes_its_own_filters_to_its_export(
    alice: Person, where: str, kind: str, filters: dict[str, Any]
) -> None:
    client = cast.browser(alice)
    query = where.partition("?")[2]
    assert f'name="query" value="{query}"' in text(client.get(where))
    press(client, kind, "csv", query)
    assert Export.objects.get().filters == filters


def test_two_clicks_make_one_export(bob: Person) -> None:
    client = cast.browser(bob)
    first, second = press(client), press(client)
    assert first["Location"] == second["Location"]
    assert Export.objects.count() == 1


def test_how_far_it_is_is_shown(bob: Person) -> None:
    export = requested(bob)
    Export.objects.update(state="running", done=1500, rows=3000)
    shown = text(cast.browser(bob).get(page(export, "progress/")))
    assert "Written: 1,500 of 3,000" in shown
    assert 'value="50"' in shown


@pytest.mark.parametrize(
    "form_fields",
    [
        {"kind": "people"},
        {"format": "exe"},
        {"query": "text=%00"},
        {"query": "x" * 5000},
        {"kind": "deals", "format": "json"},
    ],
)
def test_a_list_that_there_is_not_is_refused_in_words(
    bob: Person, form_fields: dict[str, str]
) -> None:
    form = {"kind": "deals", "format": "xlsx", "query": ""} | form_fields
    answer = cast.browser(bob).post(ASK, form)
    assert answer.status_code == 422
    assert "list" in text(answer)
    assert not Export.objects.exists()


def test_nobody_in_particular_is_not_found(alice: Person) -> None:
    form = {"kind": "person", "format": "json", "contact": ""}
    assert cast.browser(alice).post(ASK, form).status_code == 404


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
def test_the_pages_are_for_whom_they_are(bob: Person, role: str) -> None:
    cast.deal(bob, contact_name="Ann Shaw")
    of_bob = written(bob)
    client = cast.browser(cast.person("Robin Page", *([role] if role else [])))
    leads = role in MANAGERS
    assert client.get(EXPORTS).status_code == 200
    assert client.get(page(of_bob)).status_code == (200 if leads else 404)
    assert client.get(page(of_bob, "progress/")).status_code == (200 if leads else 404)
    assert client.get(page(of_bob, "file/")).status_code == (403 if leads else 404)
    for kind in ("deals", "clients"):
        assert press(client, kind).status_code == 302
    assert press(client, "contacts").status_code == (302 if leads else 403)
    person = {"kind": "person", "format": "json", "contact": Contact.objects.get().pk}
    assert client.post(ASK, person).status_code == (302 if leads else 403)
    assert ("Export contacts" in text(client.get("/clients/"))) is leads


def test_nobody_comes_in_without_signing_in(bob: Person) -> None:
    export = written(bob)
    client = Client()
    for url in (EXPORTS, page(export), page(export, "progress/"), page(export, "file/")):
        assert client.get(url)["Location"].startswith("/account/login/")
    assert press(client)["Location"].startswith("/account/login/")


def test_the_button_only_posts(bob: Person) -> None:
    assert cast.browser(bob).get(ASK).status_code == 405


def test_the_log_is_ones_own_or_the_companys(alice: Person, bob: Person, carol: Person) -> None:
    written(bob)
    written(carol, "clients")
    written(alice, "contacts")
    shown = text(cast.browser(bob).get(EXPORTS))
    assert "My exports" in shown
    assert "Carol West" not in shown
    assert 'name="person"' not in shown
    shown = text(cast.browser(alice).get(EXPORTS))
    assert "Export log" in shown
    assert all(f"<td>{name}</td>" in shown for name in ("Bob Stone", "Carol West", "Alice Hart"))
    assert shown.count("<td>yes</td>") == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=clients", {"Carol West"}),
        ("person={bob}", {"Bob Stone"}),
        ("person={bob}&kind=clients", set()),
        ("person=x&kind=y", {"Bob Stone", "Carol West"}),
    ],
)
def test_the_log_is_narrowed(
    alice: Person, bob: Person, carol: Person, query: str, names: set[str]
) -> None:
    written(bob)
    written(carol, "clients")
    shown = text(cast.browser(alice).get(f"{EXPORTS}?{query.format(bob=bob.pk)}"))
    assert {name for name in ("Bob Stone", "Carol West") if f"<td>{name}</td>" in shown} == names


def test_a_seller_does_not_narrow_the_log_to_another(bob: Person, carol: Person) -> None:
    written(carol)
    shown = text(cast.browser(bob).get(f"{EXPORTS}?person={carol.pk}"))
    assert "Nothing has been exported yet" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_needs_as_many_statements_whatever_its_length(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _each in range(count):
        written(alice)
    alice.plays("owner")
    with django_assert_num_queries(1):
        rows, more = queries.exports(alice, queries.ExportFilters())
        assert [row.by.name for row in rows] == ["Alice Hart"] * count
    assert not more


def test_the_log_has_pages(alice: Person) -> None:
    Export.objects.bulk_create(
        Export(kind="deals", format="csv", by=alice, at=cast.TUESDAY + timedelta(hours=hour))
        for hour in range(51)
    )
    client = cast.browser(alice)
    assert "?page=2&kind=deals" not in text(client.get(EXPORTS))
    assert "kind=deals&page=2" in text(client.get(f"{EXPORTS}?kind=deals"))
    assert text(client.get(f"{EXPORTS}?page=2")).count('<th scope="row">') == 1


def test_after_a_day_the_page_says_that_the_file_is_gone(bob: Person) -> None:
    with at(cast.TUESDAY):
        export = written(bob)
    shown = text(cast.browser(bob).get(page(export)))
    assert "The file was removed a day after it was written" in shown
    assert page(export, "file/") not in shown
    answer = cast.browser(bob).get(page(export, "file/"))
    assert answer.status_code == 422
    assert "The file has been removed" in text(answer)


def test_what_failed_says_so_on_its_page(alice: Person) -> None:
    export = requested(alice, "contacts")
    alice.roles.clear()
    actions.write_export(key(export))
    assert "You may no longer export these rows" in text(cast.browser(alice).get(page(export)))


def test_a_leader_sees_that_the_file_is_not_theirs(alice: Person, bob: Person) -> None:
    export = written(bob)
    assert "Only the person who requested the file can download it." in text(
        cast.browser(alice).get(page(export))
    )


def test_filters_are_shown_in_words(alice: Person, bob: Person) -> None:
    cast.deal(bob)
    filters = {"owner": bob.pk, "team": bob.team_id, "source": "Site", "hanging": True}
    shown = text(cast.browser(alice).get(page(requested(alice, **filters))))
    assert "Bob Stone, North, Site, Stalled" in shown
    shown = text(
        cast.browser(alice).get(page(requested(alice, "clients", fit_class="A", key=True)))
    )
    assert "class A, Key" in shown
    cast.deal(bob, contact_name="Ann Shaw")
    of_ann = requested(alice, "person", "json", contact=Contact.objects.get().pk)
    assert "<dd>Ann Shaw</dd>" in text(cast.browser(alice).get(page(of_ann)))
    shown = text(cast.browser(alice).get(page(requested(alice, owner=10**9))))
    assert "<dd>—</dd>" in shown


def test_a_reader_of_russian_gets_a_file_with_a_russian_name(bob: Person) -> None:
    Person.objects.filter(pk=bob.pk).update(language="ru")
    export = written(bob, "clients", "csv")
    answer = cast.browser(bob).get(page(export, "file/"))
    assert (
        "filename*=utf-8''%D0%9A%D0%BB%D0%B8%D0%B5%D0%BD%D1%82%D1%8B"
        in answer["Content-Disposition"]
    )
    assert answer["Content-Type"] == "text/csv"
    assert b"".join(answer.streaming_content).startswith("\ufeffКлиент;".encode())
    shown = text(cast.browser(bob).get(page(export)))
    assert "Скачать" in shown
    assert "Готова" in shown
