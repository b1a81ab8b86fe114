"""What is taken out is what its reader sees, and the log remembers it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pipeloop.clients.actions import erase_contact
from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode, Visibility
from pipeloop.conveyor import queries
from pipeloop.conveyor.models import Deal, Participant
from pipeloop.conveyor.queries import ClientFilters, Filters
from pipeloop.core.clock import at
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.exchange import actions
from pipeloop.exchange.domain.export_columns import Column
from pipeloop.exchange.models import Export
from pipeloop.exchange.queries import export_tables
from tests import cast
from tests.exchange.exporting import column, key, requested, table, written

pytestmark = pytest.mark.django_db
MANAGERS = {"head_of_sales", "owner", "administrator"}
FORMATS = pytest.mark.parametrize("form", ["xlsx", "csv"])


@FORMATS
def test_deals_go_out_as_the_list_shows_them(
    alice: Person, bob: Person, carol: Person, form: str
) -> None:
    cast.deal(bob, client="Harbour Foods", title="Scales", amount=125_050)
    cast.deal(carol, client="Harbour Works", title="Presses")
    cast.deal(bob, client="Quarry Stone", title="Scales")
    with patch.object(queries.cards, "PAGE", 1):
        export = written(alice, "deals", form, text="harbour")
    shown, _more = queries.deals(alice, Filters(text="harbour"))
    assert column(export, "Subject") == [card.title for card in shown] == ["Presses", "Scales"]
    assert (export.rows, export.done, export.state) == (2, 2, "done")


def test_amounts_are_numbers_and_dates_are_dates(alice: Person, bob: Person) -> None:
    with at(cast.TUESDAY):
        cast.deal(bob, amount=125_050, close_on=date(2026, 4, 1))
        export = written(alice)
    row = dict(zip(*table(export), strict=True))
    assert row["Amount"] == 1250.5
    assert row["Currency"] == "RUB"
    assert row["Expected to close"] == date(2026, 4, 1)
    # Alice's clock is Moscow's.
    assert row["Date created"] == datetime(2026, 3, 3, 12, 0)
    assert row["Owner"] == "Bob Stone"


@FORMATS
def test_the_reader_finds_their_own_language(bob: Person, form: str) -> None:
    Person.objects.filter(pk=bob.pk).update(language="ru")
    cast.deal(bob, client="Ромашка", amount=150)
    export = written(bob, "deals", form)
    header, row = table(export)
    assert header[:3] == ("Клиент", "О чём", "Сумма")
    assert row[0] == "Ромашка"
    assert row[2] == (1.5 if form == "xlsx" else "1,50")
    assert "Открыта" in row


@pytest.mark.parametrize("sight", Visibility.values)
def test_a_seller_exports_only_the_deals_that_they_see(
    bob: Person, carol: Person, hugo: Person, sight: str
) -> None:
    cast.company(sellers_see=sight)
    for owner in (bob, carol, hugo):
        cast.deal(owner, title=owner.name)
    shown, _more = queries.deals(bob, Filters())
    assert column(written(bob), "Subject") == [card.title for card in shown]


def test_deals_go_out_in_the_order_and_the_state_of_the_list(bob: Person) -> None:
    for client, amount in (("Alder", 1_00), ("Birch", 3_00), ("Cedar", 2_00)):
        cast.deal(bob, client=client, amount=amount)
    lost = Deal.objects.filter(account__name="Cedar")
    lost.update(state="lost", closed_at=cast.TUESDAY, warns_at=None, hangs_at=None)
    export = written(bob, "deals", order="-amount", state="open")
    assert column(export, "Client") == ["Birch", "Alder"]
    assert column(written(bob, "deals", state="lost"), "Client") == ["Cedar"]


def test_clients_go_out_in_the_order_of_the_list(alice: Person, bob: Person) -> None:
    for name in ("Harbour Foods", "Anchor Works", "Quarry Stone"):
        cast.deal(bob, client=name)
    Account.objects.filter(name="Quarry Stone").update(is_key=True, tax_id="007700")
    export = written(bob, "clients", order="-name")
    assert column(export, "Client") == ["Quarry Stone", "Harbour Foods", "Anchor Works"]
    assert column(export, "Key client") == ["yes", None, None]
    assert column(export, "Tax number")[0] == "007700"
    assert column(written(bob, "clients", key=True), "Client") == ["Quarry Stone"]


def test_contacts_go_out_with_their_consents_and_without_the_erased(
    alice: Person, bob: Person
) -> None:
    cast.deal(bob, client="Harbour", contact_name="Ann Shaw", phone="+7 999", consent="a form")
    cast.deal(bob, client="Quarry", contact_name="Tom Gone")
    erase_contact(alice, Contact.objects.get(name="Tom Gone").pk)
    export = written(alice, "contacts", "csv")
    assert column(export, "Name") == ["Ann Shaw"]
    assert column(export, "Source of consent") == ["a form"]
    assert column(export, "Phone") == ["'+7 999"]
    assert export.is_personal


def test_a_client_that_is_called_like_a_formula_runs_nowhere(bob: Person) -> None:
    cast.deal(bob, client="=cmd()", title="@sum")
    assert column(written(bob, "deals", "csv"), "Client") == ["'=cmd()"]
    assert column(written(bob), "Subject") == ["@sum"]


def test_all_of_one_person_goes_out_as_json(alice: Person, bob: Person) -> None:
    deal = cast.deal(bob, contact_name="Ann Shaw", phone="555", consent="a form")
    contact = Contact.objects.get()
    Participant.objects.create(deal=deal, contact=contact, role="decider")
    Contact.objects.update(phone="777")
    export = written(alice, "person", "json", contact=contact.pk)
    personal_data = json.loads(Path(export.file.path).read_text(encoding="utf-8"))
    assert personal_data["card"]["phone"] == "777"
    assert personal_data["card"]["consent_source"] == "a form"
    assert [state["phone"] for state in personal_data["states"]] == ["777", "555"]
    assert [(part["deal"], part["role"]) for part in personal_data["records"]["deals"]] == [
        (deal.pk, "decider")
    ]
    assert (export.rows, export.is_personal) == (1, True)


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
@pytest.mark.parametrize(
    ("kind", "form"),
    [("deals", "xlsx"), ("clients", "csv"), ("contacts", "xlsx"), ("person", "json")],
)
def test_a_role_exports_what_it_may(house: None, role: str, kind: str, form: str) -> None:
    cast.deal(cast.person("Hugo Reed", "hunter"), contact_name="Ann Shaw")
    who = cast.person("Robin Page", *([role] if role else []))
    filters = {"contact": Contact.objects.get().pk} if kind == "person" else {}
    if kind in ("deals", "clients") or role in MANAGERS:
        assert written(who, kind, form, **filters).state == "done"
        return
    with pytest.raises(Forbidden):
        requested(who, kind, form, **filters)
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("kind", "form", "filters", "field"),
    [
        ("people", "xlsx", {}, "kind"),
        ("deals", "json", {}, "format"),
        ("deals", "exe", {}, "format"),
        ("person", "xlsx", {"contact": 1}, "format"),
        ("deals", "xlsx", {"fit_class": "A"}, "fit_class"),
        ("contacts", "csv", {"order": "name"}, "order"),
        ("deals", "csv", {"order": "name"}, "order"),
        ("clients", "csv", {"order": "amount"}, "order"),
    ],
)
def test_what_there_is_not_is_refused(
    alice: Person, kind: str, form: str, filters: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        requested(alice, kind, form, **filters)
    assert refused.value.field == field


@pytest.mark.parametrize("contact", [None, 10**9])
def test_nobody_is_not_given_out(alice: Person, contact: int | None) -> None:
    with pytest.raises(NotFound):
        requested(alice, "person", "json", contact=contact)


def test_requested_twice_it_is_written_once(bob: Person) -> None:
    first = requested(bob, text="harbour")
    assert requested(bob, text="harbour") == first
    assert requested(bob, text="quarry") != first
    actions.write_export(key(first))
    assert requested(bob, text="harbour") != first


def test_a_job_that_runs_again_overwrites_nothing(bob: Person, files: Path) -> None:
    export = written(bob)
    before = export.ended_at
    actions.write_export(key(export))
    export.refresh_from_db()
    assert (export.ended_at, export.state) == (before, "done")


def test_a_job_that_was_cut_off_begins_again(bob: Person, files: Path) -> None:
    cast.deal(bob)
    export = requested(bob)
    with (
        patch.object(export_tables, "DEALS", broken(KeyboardInterrupt)),
        pytest.raises(KeyboardInterrupt),
    ):
        actions.write_export(key(export))
    export.refresh_from_db()
    assert export.state == "running"
    actions.write_export(key(export))
    export.refresh_from_db()
    assert (export.state, len(table(export))) == ("done", 2)
    assert len(list((files / "exports").iterdir())) == 1


def broken(error: type[BaseException]) -> tuple[Column[Any], ...]:
    """Columns that cannot be filled."""

    def fail(line: object) -> str:
        raise error("disk of the reader")

    return (Column("Client", fail),)


def test_a_job_that_fails_midway_leaves_words_and_no_file(bob: Person, files: Path) -> None:
    cast.deal(bob)
    export = requested(bob)
    with (
        patch.object(export_tables, "DEALS", broken(OSError)),
        pytest.raises(OSError, match="disk"),
    ):
        actions.write_export(key(export))
    export.refresh_from_db()
    assert export.state == "failed"
    assert export.error == "The file could not be written. Request it once more."
    assert not export.file
    assert list((files / "exports").iterdir()) == []


def test_who_lost_the_right_while_waiting_gets_nothing(alice: Person, files: Path) -> None:
    export = requested(alice, "contacts")
    alice.roles.clear()
    actions.write_export(key(export))
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == ("failed", False)
    assert export.error.startswith("You may no longer export these rows")


def test_a_person_erased_while_waiting_is_not_given_out(alice: Person, bob: Person) -> None:
    cast.deal(bob, contact_name="Ann Shaw")
    contact = Contact.objects.get().pk
    export = requested(alice, "person", "json", contact=contact)
    erase_contact(alice, contact)
    actions.write_export(key(export))
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == ("failed", False)


def test_what_people_who_left_requested_is_not_written(bob: Person) -> None:
    export = requested(bob)
    Export.objects.update(by=None)
    actions.write_export(key(export))
    export.refresh_from_db()
    assert export.state == "failed"


def test_only_who_requested_the_file_downloads_it(
    alice: Person, bob: Person, carol: Person
) -> None:
    export = written(bob)
    assert actions.download_export(bob, key(export))[1].read_bytes()[:2] == b"PK"
    with pytest.raises(Forbidden):
        actions.download_export(alice, key(export))
    with pytest.raises(NotFound):
        actions.download_export(carol, key(export))


def test_a_file_is_fetched_only_while_one_may(alice: Person) -> None:
    export = written(alice, "contacts")
    alice.roles.clear()
    with pytest.raises(Forbidden):
        actions.download_export(Person.objects.get(pk=alice.pk), key(export))
    Person.objects.filter(pk=alice.pk).update(is_active=False)
    export = export_of_former_employee(alice)
    with pytest.raises(Forbidden):
        actions.download_export(Person.objects.get(pk=alice.pk), key(export))


def export_of_former_employee(gone: Person) -> Export:
    """An export of deals of somebody who works here no more."""
    return Export.objects.create(
        kind="deals", format="csv", by=gone, at=cast.TUESDAY, ended_at=cast.TUESDAY, state="done"
    )


def test_a_file_that_is_not_written_yet_is_not_fetched(bob: Person) -> None:
    export = requested(bob)
    with pytest.raises(Refused) as refused:
        actions.download_export(bob, key(export))
    assert refused.value.code == "not_ready"


def test_a_file_goes_after_a_day_and_its_row_stays(bob: Person, files: Path) -> None:
    with at(cast.TUESDAY):
        export = written(bob)
    with at(cast.TUESDAY + timedelta(hours=23, minutes=59)):
        assert actions.remove_expired_files() == 0
        assert actions.download_export(bob, key(export))[1].exists()
    with at(cast.TUESDAY + timedelta(hours=24)):
        # Not even in the minutes before the job comes round.
        with pytest.raises(Refused) as refused:
            actions.download_export(bob, key(export))
        assert refused.value.code == "no_file"
        assert actions.remove_expired_files() == 1
        assert actions.remove_expired_files() == 0
    assert list((files / "exports").iterdir()) == []
    export.refresh_from_db()
    assert (export.state, export.file.name) == ("done", "")


def test_what_a_lost_job_had_begun_is_removed_too(bob: Person, files: Path) -> None:
    cast.deal(bob)
    cut_off = patch.object(export_tables, "DEALS", broken(KeyboardInterrupt))
    with at(cast.TUESDAY), cut_off, pytest.raises(KeyboardInterrupt):
        actions.write_export(key(requested(bob)))
    with at(cast.TUESDAY + timedelta(days=1)):
        assert actions.remove_expired_files() == 1
    assert list((files / "exports").iterdir()) == []


def test_progress_is_shown_while_rows_are_written(bob: Person) -> None:
    for number in range(4):
        cast.deal(bob, client=f"Client {number}")
    form_fields = []

    def record_progress(line: Any) -> str:
        form_fields.append(Export.objects.values_list("state", "done", "rows").get())
        return str(line.card.client)

    with (
        patch.object(export_tables, "DEALS", (Column("Client", record_progress),)),
        patch("pipeloop.exchange.actions.export_file.PROGRESS_STEP", 2),
    ):
        written(bob, form="csv")
    assert form_fields == [("running", done, 4) for done in (0, 0, 2, 2)]


@pytest.mark.parametrize(("kind", "most"), [("deals", 4), ("clients", 1), ("contacts", 0)])
def test_statements_are_bounded_by_the_thousand(
    alice: Person, bob: Person, kind: str, most: int
) -> None:
    """`most` for each thousand rows, here for each two; rows themselves come by one cursor."""
    for number in range(3):
        cast.deal(bob, client=f"Client {number}", contact_name=f"Ann {number}")
    written(alice, kind)  # what is remembered is remembered
    with patch.object(queries.export_rows, "CHUNK", 2):
        few = counted(alice, kind)
        for number in range(3, 9):
            cast.deal(bob, client=f"Client {number}", contact_name=f"Ann {number}")
        many = counted(alice, kind)
    assert many - few <= 3 * most


def counted(actor: Person, kind: str) -> int:
    """How many statements writing takes."""
    export = requested(actor, kind)
    with CaptureQueriesContext(connection) as statements:
        actions.write_export(key(export))
    return len(statements)


def test_rows_of_a_list_are_not_read_before_they_are_needed(bob: Person) -> None:
    for number in range(5):
        cast.deal(bob, client=f"Client {number}")
    read: list[int] = []
    cards_of = queries.export_rows.cards_of

    def spy(rows: list[Deal], company: Any) -> Any:
        read.append(len(rows))
        return cards_of(rows, company)

    with (
        patch.object(queries.export_rows, "CHUNK", 2),
        patch.object(queries.export_rows, "cards_of", spy),
    ):
        lines = queries.deal_export_rows(bob, Filters())
        next(lines)
        assert read == [2]
        assert len(list(lines)) == 4
    assert read == [2, 2, 1]


def test_the_sheet_of_clients_counts_as_the_list_does(alice: Person, bob: Person) -> None:
    cast.deal(bob, client="Harbour Foods")
    cast.deal(bob, client="Quarry Stone")
    assert queries.count_clients(ClientFilters(text="quarry")) == 1
    assert queries.count_deals(alice, Filters(text="quarry")) == 1
    assert queries.count_contacts(ClientFilters()) == 0
