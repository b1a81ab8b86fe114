"""Pages of an import: each step of the wizard, and who may take it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.conveyor.actions import add_note
from pipeloop.conveyor.models import Deal
from pipeloop.core.ids import DealId
from pipeloop.exchange import actions
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import ImportState
from tests import cast
from tests.exchange import importing, samples

pytestmark = pytest.mark.django_db

IMPORTS = "/import/"
OF_A_RUN = {
    "import": "get",
    "import_progress": "get",
    "change_mapping": "post",
    "match_stages": "post",
    "load": "post",
    "undo_import": "post",
}


def page(run: ImportRun | int, name: str = "import") -> str:
    return reverse(f"exchange:{name}", args=[run if isinstance(run, int) else run.pk])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def send(client: Client, content: bytes, name: str = "deals.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("exchange:imports"), {"file": file})


def mapping(run: ImportRun, **changes: Any) -> dict[str, Any]:
    """What the form of columns sends."""
    cells = {f"column-{place}": target for target, place in run.columns.items()}
    return {"shape": run.shape, "system": "crm", "day_first": "1"} | cells | changes


def test_the_wizard_goes_from_the_file_to_its_deals_and_back(alice: Person) -> None:
    client = cast.browser(alice)
    answer = send(client, samples.deals(samples.one(1), samples.one(2, amount="much")))
    run = ImportRun.objects.get()
    assert answer["Location"] == page(run)
    assert "Check the whole file" in text(client.get(page(run)))

    answer = client.post(page(run, "change_mapping"), mapping(run))
    assert answer["Location"] == page(run)
    assert "Checking: 0 rows read" in text(client.get(page(run)))
    actions.check_import(importing.key(run))
    checked = text(client.get(page(run)))
    assert "line 3" in checked
    assert "Amount “much”: not a number" in checked

    client.post(page(run, "load"), {"without_bad": "1"})
    assert "Loading: 0 deals written" in text(client.get(page(run, "import_progress")))
    actions.load_import(importing.key(run))
    assert "<dd data-created>1</dd>" in text(client.get(page(run)))
    assert Deal.objects.count() == 1

    answer = client.post(page(run, "undo_import"), follow=True)
    assert "Undoing the import…" in text(answer)
    actions.undo_import(importing.key(run))
    assert "Import undone. Deals removed: 1." in text(client.get(page(run)))
    assert not Deal.objects.exists()


def test_the_page_of_columns_shows_what_is_guessed_and_what_is_in_them(alice: Person) -> None:
    run = importing.uploaded(alice, samples.three())
    shown = text(cast.browser(alice).get(page(run)))
    assert '<option value="amount" selected>Amount</option>' in shown
    assert "1,250.50 · 1200" in shown
    assert "Quarry Stone" in shown


def test_what_a_file_holds_is_shown_and_not_run(alice: Person) -> None:
    run = importing.uploaded(alice, samples.deals(samples.one(client="<script>alert(1)</script>")))
    shown = cast.browser(alice).get(page(run)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (bytes(range(256)) * 8, "not text in UTF-8"),
        (b"Deal ID,Company\n", "no rows under them"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_on_the_same_page(
    alice: Person, content: bytes, words: str
) -> None:
    importing.uploaded(alice, samples.three(), "earlier.csv")
    answer = send(cast.browser(alice), content)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "earlier.csv" in text(answer)
    assert ImportRun.objects.count() == 1


def test_no_file_at_all_is_refused(alice: Person) -> None:
    answer = cast.browser(alice).post(reverse("exchange:imports"), {"csrfmiddlewaretoken": "x"})
    assert answer.status_code == 422
    assert "field-error" in text(answer)


def test_a_company_without_a_process_is_sent_to_start_one(alice: Person) -> None:
    cast.forget_process()
    client = cast.browser(alice)
    assert "Start a process first" in text(client.get(reverse("exchange:imports")))
    answer = send(client, samples.three())
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"column-4": "title"}, "Two columns are mapped to the same field"),
        ({"system": ""}, "Name the system that the file comes from."),
        ({"shape": "history"}, "Choose which column holds"),
    ],
)
def test_a_refused_mapping_keeps_what_was_chosen(
    alice: Person, changes: dict[str, str], words: str
) -> None:
    run = importing.uploaded(alice, samples.three())
    asked = mapping(
        run, **({"system": "Old CRM", "column-6": "hunter", "day_first": "0"} | changes)
    )
    answer = cast.browser(alice).post(page(run, "change_mapping"), asked)
    shown = text(answer)
    assert answer.status_code == 422
    assert words in shown
    assert f'name="system" maxlength="40" value="{asked["system"]}"' in shown
    assert f'<option value="{asked["shape"]}" selected>' in shown
    assert '<option value="0" selected>' in shown
    assert '<option value="hunter" selected>' in shown
    assert shown.count('<option value="title" selected>') == 1 + ("column-4" in changes)
    run.refresh_from_db()
    assert run.state == ImportState.MAPPING
    assert "hunter" not in run.columns


def test_refused_meanings_of_stages_are_kept(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    asked = {"stage": ["Negotiation"], "meaning": ["skip"], "entry": "step:0"}
    answer = cast.browser(alice).post(page(run, "match_stages"), asked)
    assert answer.status_code == 422
    assert "Choose the step on which new deals begin." in text(answer)
    assert text(answer).count('<option value="skip" selected>') == 1
    run.refresh_from_db()
    assert run.stages["Negotiation"] == f"step:{cast.step('LC7').pk}"


def test_bad_lines_stop_the_button_until_they_are_left_out(alice: Person) -> None:
    run = importing.checked(alice, samples.deals(samples.one(1), samples.one(2, amount="-1")))
    answer = cast.browser(alice).post(page(run, "load"), follow=True)
    assert "Correct the lines with problems, or leave them out." in text(answer)
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_a_check_that_is_over_sends_the_page_on(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    answer = cast.browser(alice).get(page(run, "import_progress"))
    assert answer["HX-Redirect"] == page(run)


def test_a_checked_file_may_go_back_to_its_columns(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    client = cast.browser(alice)
    assert "Check the whole file" not in text(client.get(page(run)))
    assert "Check the whole file" in text(client.get(page(run) + "?columns=1"))


def test_undoing_warns_of_work_that_will_be_removed(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    client = cast.browser(alice)
    assert "Remove everything that came with this file?" in text(client.get(page(run)))
    add_note(alice, DealId(Deal.objects.get(external_id="D-1").pk), text="They called back.")
    assert "People have worked on 1 of these deals; their work will be removed too." in text(
        client.get(page(run))
    )


@pytest.mark.parametrize("name", ["imports", *OF_A_RUN])
def test_every_page_asks_who_is_there(alice: Person, name: str) -> None:
    run = importing.uploaded(alice, samples.three())
    address = reverse("exchange:imports") if name == "imports" else page(run, name)
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize(
    "role", ["closer", "hunter", "marketer", "client_manager", "key_account_manager"]
)
def test_sellers_have_nothing_to_do_with_imports(alice: Person, role: str) -> None:
    run = importing.checked(alice, samples.three())
    client = cast.browser(cast.person("Sam Low", role))
    assert client.get(reverse("exchange:imports")).status_code == 403
    assert send(client, samples.three()).status_code == 403
    for name, method in OF_A_RUN.items():
        assert getattr(client, method)(page(run, name)).status_code == 403, name
    run.refresh_from_db()
    assert (run.state, ImportRun.objects.count()) == (ImportState.CHECKED, 1)
    assert reverse("exchange:imports") not in text(client.get(reverse("home:pulse")))


def test_the_owner_looks_and_does_not_touch(alice: Person, olga: Person) -> None:
    run = importing.loaded(alice, samples.three())
    client = cast.browser(olga)
    listed = client.get(reverse("exchange:imports"))
    assert listed.status_code == 200
    assert 'type="file"' not in text(listed)
    shown = client.get(page(run))
    assert shown.status_code == 200
    assert "Take back" not in text(shown)
    assert client.get(page(run, "import_progress")).status_code == 200
    assert send(client, samples.three()).status_code == 403
    for name, method in OF_A_RUN.items():
        if method == "post":
            assert client.post(page(run, name)).status_code == 403, name
    assert Deal.objects.count() == 3


@pytest.mark.parametrize("state", [ImportState.MAPPING, ImportState.CHECKED, ImportState.FAILED])
def test_the_owner_has_no_buttons_on_the_way(alice: Person, olga: Person, state: str) -> None:
    run = importing.checked(alice, samples.three())
    ImportRun.objects.update(state=state)
    shown = text(cast.browser(olga).get(page(run)))
    for name in ("change_mapping", "match_stages", "load", "undo_import"):
        assert f'action="{page(run, name)}"' not in shown


def test_the_head_of_sales_and_the_administrator_share_their_imports(
    alice: Person, adam: Person
) -> None:
    run = importing.loaded(alice, samples.three())
    client = cast.browser(adam)
    assert run.name in text(client.get(reverse("exchange:imports")))
    client.post(page(run, "undo_import"))
    actions.undo_import(importing.key(run))
    assert not Deal.objects.exists()


@pytest.mark.parametrize("name", OF_A_RUN)
def test_an_import_that_is_not_there_is_not_found(alice: Person, name: str) -> None:
    client = cast.browser(alice)
    sent = {"shape": "deals", "system": "crm", "column-0": "external_id"}
    sent["entry"] = f"step:{cast.step('LC1').pk}"
    ask = client.get if OF_A_RUN[name] == "get" else client.post
    assert ask(page(999_999, name), sent).status_code == 404


@pytest.mark.parametrize("name", [name for name, method in OF_A_RUN.items() if method == "post"])
def test_what_changes_something_is_never_a_link(alice: Person, name: str) -> None:
    run = importing.uploaded(alice, samples.three())
    assert cast.browser(alice).get(page(run, name)).status_code == 405


@pytest.mark.parametrize("state", ["uploaded", "checked", "loaded"])
def test_a_page_of_fifty_rows_asks_no_more_than_one_of_five(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries, state: str
) -> None:
    client = cast.browser(alice)
    step = getattr(importing, state)
    few, many = (step(alice, samples.many(n)) for n in (5, 50))
    client.get(page(few))
    with django_assert_num_queries(7, exact=False) as captured:
        client.get(page(few))
    with django_assert_num_queries(len(captured)):
        client.get(page(many))


def test_the_list_asks_no_more_when_it_is_long(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = cast.browser(alice), reverse("exchange:imports")
    importing.loaded(alice, samples.three())
    client.get(address)
    with django_assert_num_queries(6, exact=False) as captured:
        client.get(address)
    for number in range(10):
        importing.uploaded(alice, samples.three(), f"{number}.csv")
    with django_assert_num_queries(len(captured)):
        client.get(address)


def load_statements(alice: Person, content: bytes, asserting: DjangoAssertNumQueries) -> int:
    run = importing.checked(alice, content)
    actions.request_load(alice, importing.key(run), without_bad=False)
    with asserting(40, exact=False) as captured:
        actions.load_import(importing.key(run))
    return len(captured)


def test_a_load_of_fifty_rows_asks_no_more_than_one_of_five(
    alice: Person, bob: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = [
        load_statements(alice, samples.many(n, owner=bob.name), django_assert_num_queries)
        # The last two come once more: nothing in them is new.
        for n in (5, 50, 50, 5)
    ]
    assert asked[1] <= asked[0] + 1
    assert asked[3] == asked[2] <= asked[1]


@pytest.mark.parametrize(("most", "shown"), [(1, "1+"), (2, "2"), (3, "2")])
def test_of_many_problems_the_page_says_that_there_are_more(
    alice: Person, monkeypatch: pytest.MonkeyPatch, most: int, shown: str
) -> None:
    monkeypatch.setattr("pipeloop.exchange.actions.import_check.MAX_PROBLEMS", most)
    content = samples.deals(
        samples.one(1, amount="-1"), samples.one(2), samples.one(3, amount="-1")
    )
    html = text(cast.browser(alice).get(page(importing.checked(alice, content))))
    assert f'Problems by line</h2><span class="card-count">{shown}</span>' in html
