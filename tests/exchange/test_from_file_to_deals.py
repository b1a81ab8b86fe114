"""A file becomes deals with their past: step, amount, owner, outcome, events."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeloop.clients.models import Contact
from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.models import Deal
from pipeloop.exchange import queries
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import ImportState, Shape
from tests import cast
from tests.exchange import importing, samples

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
WORK_DAY = 9 * 3600


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2025, month, number, hour, tzinfo=MOSCOW)


def past(external_id: str) -> list[tuple[str, str, datetime]]:
    """What happened to a deal: the kind, the step it went to, when."""
    events = Deal.objects.get(external_id=external_id).events.select_related("to_step")
    return [(e.kind, e.to_step.code if e.to_step else "", e.at) for e in events]


def brief(run: ImportRun) -> dict[str, tuple[object, ...]]:
    """The loaded deals by their ids: client, amount, owner, step, state, closing."""
    deals = Deal.objects.filter(origin=run.origin).select_related("account", "owner", "step")
    return {
        deal.external_id: (
            *(deal.account.name, deal.amount, deal.owner and deal.owner.name),
            *(deal.step.code, deal.state, deal.closed_at),
        )
        for deal in deals
    }


def test_an_english_file_is_understood_at_once(alice: Person) -> None:
    run = importing.uploaded(alice, samples.three())
    assert (run.state, run.shape, run.system) == (ImportState.MAPPING, Shape.DEALS, "deals")
    assert run.columns == {
        "external_id": 0,
        "title": 1,
        "client": 2,
        "contact": 3,
        "email": 4,
        "amount": 5,
        "owner": 6,
        "stage": 7,
        "created_at": 8,
        "closed_at": 9,
        "source": 10,
    }


def test_the_preview_shows_the_file_as_it_is(alice: Person) -> None:
    run = importing.uploaded(alice, samples.three())
    rows = queries.preview(run)
    assert [row.line for row in rows] == [2, 3, 4]
    assert rows[0].cells[5] == "1,250.50"
    amount = queries.columns(run, rows)[5]
    assert (amount.name, amount.target) == ("Amount", "amount")
    assert amount.samples == ("1,250.50", "1200", "")


def test_an_english_file_becomes_deals(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    assert run.state == ImportState.DONE
    assert brief(run) == {
        "D-1": ("Harbour Foods", 125_050, "Nina Park", "LC7", "open", None),
        "D-2": ("Quarry Stone", 120_000, "Omar Diaz", "LC1", "won", day(1, 20)),
        "D-3": ("Harbour Foods", None, "Nina Park", "LC1", "lost", day(1, 15)),
    }


def test_a_loaded_deal_has_its_past_and_says_where_it_is_from(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    assert past("D-1") == [("created", "LC7", day(1, 13))]
    assert past("D-2") == [("created", "LC1", day(1, 13)), ("won", "", day(1, 20))]
    won = Deal.objects.get(external_id="D-2")
    assert (won.created_at, won.signed_at, won.revision) == (day(1, 13), day(1, 20), 0)
    origin = Origin.objects.get()
    assert (origin.kind, origin.name, origin.by) == ("import", "deals.csv", alice)
    assert {event.origin for event in won.events.all()} == {origin} == {run.origin}
    # Monday 13 to Monday 20 January: five working days of nine hours.
    assert won.events.get(kind="won").step_work_s == 5 * WORK_DAY


def test_a_contact_comes_with_the_deal(alice: Person) -> None:
    importing.loaded(alice, samples.three())
    contact = Contact.objects.get()
    assert (contact.name, contact.email) == ("Ann Lee", "ann@harbour.example")
    assert Deal.objects.get(external_id="D-1").contact == contact


def test_a_seller_who_works_here_is_known_by_name_and_others_do_not_sign_in(
    alice: Person, bob: Person
) -> None:
    content = samples.deals(samples.one(1, owner="bob  STONE"), samples.one(2))
    importing.loaded(alice, content)
    assert Deal.objects.get(external_id="D-1").owner == bob
    made = Deal.objects.select_related("owner").get(external_id="D-2").owner
    assert made is not None
    assert (made.name, made.email, made.has_usable_password()) == ("Nina Park", None, False)
    assert made.role_codes == {"closer"}


def test_somebody_who_hunts_and_closes_has_both_roles(alice: Person, bob: Person) -> None:
    header = ("Deal ID", "Company", "Hunter", "Deal Owner")
    rows = [("1", "A", "Nina Park", "Omar Diaz"), ("2", "B", "Omar Diaz", "Nina Park")]
    rows.append(("3", "C", "Bob Stone", "Bob Stone"))
    importing.loaded(alice, samples.table(header, rows).encode())
    for name in ("Nina Park", "Omar Diaz"):
        assert Person.objects.get(name=name).role_codes == {"hunter", "closer"}
    # A file gives no roles to those who work here.
    assert Person.objects.get(pk=bob.pk).role_codes == {"closer"}


def test_a_russian_file_in_windows_1251_becomes_deals(alice: Person) -> None:
    run = importing.loaded(alice, samples.russian())
    assert run.problems == []
    assert brief(run) == {
        "101": ("ООО «Ромашка»", 123_450, "Анна Котова", "LC7", "open", None),
        "102": ("ЗАО «Ёлка»", 9_876_500, "Пётр Ильин", "LC1", "won", day(2, 28)),
        "103": ("ООО «Ромашка»", None, "Анна Котова", "LC1", "lost", day(3, 4)),
    }
    assert past("102")[0] == ("created", "LC1", day(2, 5))


def test_a_history_becomes_deals_that_went_from_step_to_step(alice: Person) -> None:
    run = importing.loaded(alice, samples.two_histories(), name="history.csv")
    assert run.shape == Shape.HISTORY
    assert run.columns.keys() == {"deal_id", "to_stage", "at", "who", "client", "amount"}
    assert brief(run) == {
        "H-1": ("Harbour Foods", 150_000, None, "LC7", "won", day(1, 17)),
        "H-2": ("Quarry Stone", 70_000, None, "LC1", "open", None),
    }
    assert past("H-1") == [
        ("created", "LC1", day(1, 13)),
        ("moved", "LC7", day(1, 15)),
        ("won", "", day(1, 17)),
    ]
    assert past("H-2") == [("created", "LC7", day(2, 3, 10)), ("returned", "LC1", day(2, 4, 10))]


def test_events_of_a_history_say_who_did_it_and_how_long_it_took(alice: Person) -> None:
    run = importing.loaded(alice, samples.two_histories(), name="history.csv")
    events = Deal.objects.get(external_id="H-1").events.select_related("actor", "from_step")
    created, moved, won = events
    assert [event.actor and event.actor.name for event in events] == [
        *("Nina Park", "Nina Park", "Omar Diaz")
    ]
    assert (moved.from_step_id, won.from_step_id) == (cast.step("LC1").pk, cast.step("LC7").pk)
    # Two working days on each step, four in the stage.
    assert (created.step_work_s, moved.step_work_s) == (None, 2 * WORK_DAY)
    assert (won.step_work_s, won.stage_work_s) == (2 * WORK_DAY, 4 * WORK_DAY)
    assert {event.origin for event in events} == {run.origin}


def test_rows_of_a_history_that_are_to_be_left_out_make_no_deal(alice: Person) -> None:
    content = samples.changes(
        ("H-1", "Meeting", "2025-01-13", "", "Harbour Foods", ""),
        ("H-1", "Archive", "2025-01-14", "", "Harbour Foods", ""),
        ("H-2", "Archive", "2025-01-13", "", "Quarry Stone", ""),
    )
    run = importing.checked(alice, content, shape=Shape.HISTORY)
    importing.match(alice, run, Archive="skip")
    importing.load(alice, run)
    assert brief(run) == {"H-1": ("Harbour Foods", None, None, "LC1", "open", None)}
    assert len(past("H-1")) == 1


def test_a_workbook_becomes_deals(alice: Person) -> None:
    run = importing.loaded(alice, samples.workbook(), name="deals.xlsx")
    assert brief(run) == {
        "7": ("Harbour Foods", 125_050, "Nina Park", "LC5", "open", None),
        "8": ("Quarry Stone", 9_900, "Omar Diaz", "LC1", "won", day(2, 5, 12)),
    }


def test_dates_of_reaching_steps_become_moves(alice: Person) -> None:
    header = ("Deal ID", "Company", "Created", "Demo", "Contract", "Won date")
    content = samples.table(
        header, [("1", "Harbour Foods", "2025-01-13", "2025-01-14", "2025-01-16", "2025-01-17")]
    ).encode()
    run = importing.uploaded(alice, content)
    columns = run.columns | {f"step:{cast.step(c).pk}": i for c, i in (("LC4", 3), ("LC8", 4))}
    importing.loaded(alice, content, columns=columns)
    assert past("1") == [
        ("created", "LC4", day(1, 13)),
        ("moved", "LC8", day(1, 16)),
        ("won", "", day(1, 17)),
    ]


@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [("€ 1 000", 100_000, "EUR"), ("1500 ₽", 150_000, "RUB"), ("USD 12.5", 1_250, "USD")],
)
def test_an_amount_may_name_its_currency(
    alice: Person, cell: str, minor: int, currency: str
) -> None:
    importing.loaded(alice, samples.deals(samples.one(amount=cell)))
    deal = Deal.objects.get()
    assert (deal.amount, deal.currency) == (minor, currency)


def test_deals_that_name_no_stage_begin_on_the_step_for_them(alice: Person) -> None:
    run = importing.loaded(alice, samples.deals(samples.one(1), samples.one(2, stage="")))
    assert run.problems == []
    assert Deal.objects.get(external_id="D-2").step == cast.step("LC1")


def test_a_file_whose_stages_are_all_empty_is_checked(alice: Person) -> None:
    run = importing.loaded(alice, samples.many(2, stage=""))
    assert (run.state, run.totals["created"]) == (ImportState.DONE, 2)


def test_a_number_of_a_phone_does_not_change_how_dates_are_read(alice: Person) -> None:
    content = samples.table(
        ("Deal ID", "Company", "Phone", "Created"),
        # Excel's number of 13 January 2025.
        [("1", "Harbour Foods", "79161234567", "45670")],
    ).encode()
    importing.loaded(alice, content)
    assert Deal.objects.get().created_at == day(1, 13)


def test_what_is_too_long_to_keep_is_cut(alice: Person) -> None:
    long = {name: name * 100 for name in ("id", "name", "client", "contact", "owner", "source")}
    content = samples.deals(samples.one(**long))
    run = importing.loaded(alice, content, name="file" * 100)
    assert (len(run.name), run.totals["created"]) == (200, 1)
    deal = Deal.objects.select_related("account", "owner", "contact").get()
    assert deal.owner is not None
    assert deal.contact is not None
    kept = (deal.external_id, deal.title, deal.account.name, deal.source)
    assert [len(text) for text in kept] == [100, 200, 200, 100]
    assert (len(deal.owner.name), len(deal.contact.name)) == (150, 150)
    # And is known again by what was kept.
    assert importing.loaded(alice, content).totals["unchanged"] == 1
