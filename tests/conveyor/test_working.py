"""Work on a deal where it stands: leads, edits, notes, owners, parking, clients."""

from datetime import date, timedelta

import pytest
from django.db.utils import ProgrammingError

from pipeloop.clients import actions as client_actions
from pipeloop.clients.actions import AccountCard, ContactCard
from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.conveyor.actions.editing import Edit
from pipeloop.conveyor.actions.evidence import NewPerson
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.actions.parking import unpark_due
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.queries.deal import count_people
from pipeloop.conveyor.words import EventKind
from pipeloop.core import clock
from pipeloop.core.errors import Forbidden, NotFound, Refused
from tests import cast

JUNE = date(2026, 6, 1)


def test_a_lead_starts_on_the_first_step_that_deals_pass(hugo: Person) -> None:
    deal = actions.create_lead(hugo, Lead(client="Harbour Foods", email="ann@harbour.example"))
    assert (deal.step.code, deal.owner, deal.title) == ("LG3", hugo, "Harbour Foods")
    assert Contact.objects.get(account=deal.account).email == "ann@harbour.example"


def test_the_same_company_written_the_same_way_is_one_client(hugo: Person, bob: Person) -> None:
    cast.deal(hugo, client="Harbour  Foods ")
    cast.deal(bob, client="harbour foods")
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("lead", "code"), [(Lead(client="  "), "no_client"), (Lead(client=""), "no_client")]
)
def test_a_lead_names_its_client(hugo: Person, lead: Lead, code: str) -> None:
    with pytest.raises(Refused, match=code):
        actions.create_lead(hugo, lead)
    assert not Deal.objects.exists()


def test_a_lead_of_a_client_that_is_not_there_is_not_found(hugo: Person) -> None:
    with pytest.raises(NotFound):
        actions.create_lead(hugo, Lead(account=99))  # type: ignore[arg-type]


def test_without_a_process_there_is_no_conveyor(hugo: Person) -> None:
    cast.forget_process()
    with pytest.raises(NotFound):
        actions.create_lead(hugo, Lead(client="Harbour Foods"))


def test_an_edit_keeps_what_was_before(bob: Person) -> None:
    deal = cast.deal(bob, amount=100_00)
    actions.edit_deal(bob, deal.pk, seen=1, edit=Edit(amount=250_00, close_on=JUNE))
    event = Event.objects.get(deal=deal, kind=EventKind.EDITED)
    assert event.details["changes"] == {
        "amount": [100_00, 250_00],
        "close_on": [None, "2026-06-01"],
    }


def test_an_edit_can_empty_what_was_filled(bob: Person) -> None:
    deal = cast.deal(bob, amount=100_00, close_on=JUNE)
    actions.edit_deal(bob, deal.pk, seen=1, edit=Edit(amount=None, close_on=None))
    fresh = Deal.objects.get(pk=deal.pk)
    assert (fresh.amount, fresh.close_on, fresh.title) == (None, None, "Harbour Foods")


def test_moving_the_close_date_later_is_counted_and_earlier_is_not(bob: Person) -> None:
    deal = cast.deal(bob, close_on=JUNE)
    for days, pushes in ((7, 1), (3, 1), (10, 2)):
        day = JUNE + timedelta(days=days)
        actions.edit_deal(bob, deal.pk, seen=None, edit=Edit(close_on=day))
        assert Deal.objects.get(pk=deal.pk).close_pushes == pushes


@pytest.mark.parametrize(("edit", "code"), [(Edit(), "nothing"), (Edit(title="  "), "no_title")])
def test_an_edit_says_something(bob: Person, edit: Edit, code: str) -> None:
    deal = cast.deal(bob)
    with pytest.raises(Refused, match=code):
        actions.edit_deal(bob, deal.pk, seen=1, edit=edit)
    assert Event.objects.filter(deal=deal).count() == 1


def test_a_note_of_a_talk_lets_silence_count_anew(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob)
        actions.add_note(bob, deal.pk, text="Prepared the offer")
        assert Deal.objects.get(pk=deal.pk).last_contact_at is None
        actions.add_note(bob, deal.pk, text="They called", contact=True)
    assert Deal.objects.get(pk=deal.pk).last_contact_at == cast.TUESDAY


def test_a_deal_is_given_to_somebody_who_works_here(bob: Person, hugo: Person) -> None:
    deal = cast.deal(bob)
    actions.assign_deal(bob, deal.pk, seen=1, owner=hugo.pk)
    assert Deal.objects.get(pk=deal.pk).owner == hugo
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(Refused, match="no_person"):
        actions.assign_deal(hugo, deal.pk, seen=2, owner=bob.pk)


@pytest.mark.parametrize(
    ("until", "reason", "agreed", "code"),
    [
        (date(2026, 3, 3), "Budget", "By mail", "bad_day"),
        (date(2026, 6, 2), "Budget", "By mail", "bad_day"),
        (date(2026, 4, 1), " ", "By mail", "no_reason"),
        (date(2026, 4, 1), "Budget", "", "no_consent"),
    ],
)
def test_a_deal_sleeps_only_with_a_day_a_reason_and_consent(
    bob: Person, until: date, reason: str, agreed: str, code: str
) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob)
        with pytest.raises(Refused, match=code):
            actions.park_deal(bob, deal.pk, seen=1, until=until, reason=reason, agreed=agreed)
    assert Deal.objects.get(pk=deal.pk).parked_until is None


def test_a_parked_deal_neither_warns_nor_hangs_and_is_unparked_on_its_day(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC3")
        until = date(2026, 5, 29)
        actions.park_deal(bob, deal.pk, seen=1, until=until, reason="Budget", agreed="By mail")
    asleep = Deal.objects.get(pk=deal.pk)
    assert (asleep.hangs_at, asleep.warns_at, asleep.parked_until) == (None, None, until)
    with clock.at(cast.TUESDAY + timedelta(days=86)):
        assert unpark_due() == 0
    with clock.at(cast.TUESDAY + timedelta(days=87)):
        assert unpark_due() == 1
        assert unpark_due() == 0
    awake = Deal.objects.get(pk=deal.pk)
    assert awake.parked_until is None
    assert awake.hangs_at is not None
    event = Event.objects.filter(deal=deal).latest("id")
    assert (event.kind, event.actor) == (EventKind.RESUMED, None)


def test_only_a_parked_deal_is_resumed(bob: Person) -> None:
    deal = cast.deal(bob)
    with pytest.raises(Refused, match="not_parked"):
        actions.resume_deal(bob, deal.pk, seen=1)


def test_somebody_new_at_the_client_joins_the_map(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    added = actions.add_participant(bob, deal.pk, seen=1, person=NewPerson("Ann Shaw", "decider"))
    assert (added.contact.name, added.contact.account) == ("Ann Shaw", deal.account)


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_the_record_is_neither_changed_nor_deleted(bob: Person, operation: str) -> None:
    rows = Event.objects.filter(deal=cast.deal(bob))
    with pytest.raises(ProgrammingError, match="Cannot update or delete"):
        rows.update(kind=EventKind.WON) if operation == "update" else rows.delete()


def test_consent_is_dated_when_it_is_given(bob: Person) -> None:
    deal = cast.deal(bob)
    card = ContactCard(name="Ann Shaw", phone="+7 900 000-00-00")
    ann = client_actions.add_contact(bob, deal.account_id, card)
    assert ann.consent_at is None
    with clock.at(cast.TUESDAY):
        ann = client_actions.change_contact(
            bob, ann.pk, ContactCard(name="Ann Shaw", consent="Form")
        )
    assert (ann.consent_at, ann.consent_source) == (cast.TUESDAY, "Form")


def test_erasing_a_contact_leaves_nothing_of_them_and_keeps_the_deal(
    bob: Person, alice: Person
) -> None:
    deal = cast.deal(bob, contact_name="Ann Shaw", phone="+7 900 123-45-67")
    contact = Contact.objects.get(account=deal.account)
    events = Event.objects.filter(deal=deal).count()
    client_actions.erase_contact(alice, contact.pk)
    row = Contact.objects.filter(pk=contact.pk).values().get()
    assert "Ann Shaw" not in row.values()
    assert (row["phone"], row["email"]) == ("", "")
    past = contact.history.values_list("name", "phone")  # type: ignore[attr-defined]
    assert ("Ann Shaw", "+7 900 123-45-67") not in past
    assert Event.objects.filter(deal=deal).count() == events
    with pytest.raises(NotFound):
        client_actions.change_contact(bob, contact.pk, ContactCard(name="Ann again"))


def test_of_how_to_reach_a_person_the_record_keeps_only_that_it_was_given(
    bob: Person, alice: Person
) -> None:
    deal = cast.deal(bob, contact_name="Ann Shaw")
    facts = {"field:contact_channel": "ann.shaw@example.com"}
    actions.record_facts(bob, deal.pk, seen=None, given=facts)
    assert Contact.objects.get(account=deal.account).email == "ann.shaw@example.com"
    page = cast.browser(bob).get(f"/deals/{deal.pk}/").content.decode()
    assert "Phone or e-mail of the contact:</span> recorded" in page
    client_actions.erase_contact(alice, Contact.objects.get(account=deal.account).pk)
    kept = str([*Event.objects.filter(deal=deal).values(), *Deal.objects.values()])
    assert "ann.shaw" not in kept


def test_an_erased_contact_is_not_counted_among_those_known(bob: Person, alice: Person) -> None:
    deal = cast.deal(bob, contact_name="Ann Shaw")
    client_actions.add_contact(bob, deal.account_id, ContactCard(name="Ole Dahl"))
    assert count_people(deal).contacts == 2
    client_actions.erase_contact(alice, Contact.objects.get(name="Ann Shaw").pk)
    assert count_people(deal).contacts == 1


def test_a_contact_who_takes_part_in_the_decision_is_shown_once(bob: Person) -> None:
    deal = cast.deal(bob, contact_name="Ann Shaw")
    page = f"/deals/{deal.pk}/"
    assert cast.browser(bob).get(page).content.decode().count(">Ann Shaw<") == 1
    Participant.objects.create(deal=deal, contact=deal.contact, role="decider")
    shown = cast.browser(bob).get(page).content.decode()
    assert shown.count(">Ann Shaw<") == 1
    assert "main contact" in shown


def test_a_seller_erases_nobody(bob: Person) -> None:
    contact = Contact.objects.get(account=cast.deal(bob, contact_name="Ann").account)
    with pytest.raises(Forbidden):
        client_actions.erase_contact(bob, contact.pk)


def test_a_leader_says_who_is_a_key_client(bob: Person, alice: Person) -> None:
    account = cast.deal(bob).account
    card = AccountCard(name=account.name, is_key=True)
    with pytest.raises(Forbidden):
        client_actions.change_account(bob, account.pk, card)
    assert client_actions.change_account(alice, account.pk, card).is_key
