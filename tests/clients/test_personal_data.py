"""The register of people at clients: counts, consents, the term, and erasing by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from pipeloop.clients import actions as client_actions
from pipeloop.clients import queries
from pipeloop.clients.models import Account, Contact
from pipeloop.clients.queries import personal_data
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.company.words import RoleCode
from pipeloop.conveyor.actions import close_lost
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.core.clock import at
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.process.models import Reason
from tests import cast

pytestmark = pytest.mark.django_db

PAGE = reverse("clients:personal_data")
ERASE = reverse("clients:erase_past_term")
MANAGERS = {"head_of_sales", "owner", "administrator"}
LEADERS = {"head_of_sales", "administrator"}
OLD = datetime(2020, 1, 15, 9, tzinfo=UTC)
LATER = datetime(2020, 6, 15, 9, tzinfo=UTC)
NOW = datetime(2023, 2, 1, 9, tzinfo=UTC)


def known(name: str, client: str = "Harbour Foods", **fields: Any) -> Contact:
    """Somebody at a client, known since `OLD`."""
    account = Account.objects.get_or_create(name=client, defaults={"created_at": OLD})[0]
    return Contact.objects.create(
        **({"account": account, "name": name, "created_at": OLD} | fields)
    )


def lost(owner: Person, client: str, **fields: Any) -> Deal:
    """A deal that was made and lost in 2020."""
    with at(OLD):
        deal = cast.deal(owner, client=client, **fields)
    with at(LATER):
        reason = Reason.objects.get(code="c_price").pk
        close_lost(owner, deal.pk, seen=None, reason=reason)
    return deal


def past(months: int = 24, *, when: datetime = NOW) -> list[str]:
    """Names of those whose term is over."""
    company = cast.company(keep_contacts_months=months)
    with at(when):
        return [one.name for one in queries.past_term(company)]


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_the_register_counts_people_consents_and_their_sources(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known("Ann", consent_at=OLD, consent_source="Form")
    known("Ben", consent_at=OLD, consent_source="Form", created_at=LATER)
    known("Cid", consent_at=OLD, consent_source="Expo")
    known("Dan")
    client_actions.erase_contact(alice, known("Eve").pk)
    cast.company(keep_contacts_months=600)
    with django_assert_num_queries(4), patch.object(personal_data, "SOURCES", 1):
        register = queries.register()
    counts = (register.contacts, register.consented, register.without, register.erased)
    assert counts == (4, 3, 1, 1)
    assert (register.since, register.sources, register.other) == (OLD, (("Form", 2),), 1)
    assert (register.months, register.past) == (600, 0)


def test_an_empty_register_is_a_register(house: None) -> None:
    register = queries.register()
    assert (register.contacts, register.since, register.sources) == (0, None, ())
    assert (register.months, register.past) == (None, 0)


def test_the_term_is_over_when_nothing_has_happened_for_longer(alice: Person) -> None:
    known("Ann")
    assert past(24) == ["Ann"]
    assert past(37) == []
    day = timedelta(days=1)
    assert past(24, when=datetime(2022, 1, 15, 9, tzinfo=UTC) - day) == []
    assert past(24, when=datetime(2022, 1, 15, 9, tzinfo=UTC)) == ["Ann"]


def test_without_a_term_nobody_is_past_it(house: None) -> None:
    known("Ann")
    assert not queries.past_term(cast.company(keep_contacts_months=None)).exists()


def test_an_open_deal_keeps_everybody_at_its_client(bob: Person) -> None:
    with at(OLD):
        cast.deal(bob, client="Harbour Foods")
    known("Ann")
    known("Tom", "Quarry Stone")
    assert past() == ["Tom"]


def test_a_closed_deal_keeps_them_for_the_term(bob: Person) -> None:
    lost(bob, "Harbour Foods")
    known("Ann")
    # It was closed in June 2020.
    assert past(24, when=datetime(2022, 6, 14, tzinfo=UTC)) == []
    assert past(24, when=datetime(2022, 6, 16, tzinfo=UTC)) == ["Ann"]


def test_an_event_keeps_them_for_the_term(alice: Person, bob: Person) -> None:
    deal = lost(bob, "Harbour Foods")
    known("Ann")
    event = Event.objects.filter(deal=deal).latest("pk")
    event.pk, event.at = None, datetime(2022, 9, 1, tzinfo=UTC)
    assert past() == ["Ann"]
    event.save(force_insert=True)
    assert past() == []


def test_a_deal_made_within_the_term_keeps_them(bob: Person) -> None:
    deal = lost(bob, "Harbour Foods")
    known("Ann")
    Deal.objects.filter(pk=deal.pk).update(created_at=datetime(2022, 9, 1, tzinfo=UTC))
    assert past() == []


def test_who_came_in_or_agreed_within_the_term_is_kept(house: None) -> None:
    recent = datetime(2022, 9, 1, tzinfo=UTC)
    known("Ann", created_at=recent)
    known("Ben", consent_at=recent, consent_source="Form")
    known("Cid", consent_at=OLD, consent_source="Form")
    assert past() == ["Cid"]


def test_those_past_their_term_are_erased_with_their_past(alice: Person, bob: Person) -> None:
    deal = lost(bob, "Harbour Foods", contact_name="Ann Shaw", phone="555", consent="Form")
    ann = Contact.objects.get()
    Participant.objects.create(deal=deal, contact=ann, role="decider")
    known("Tom", created_at=NOW)
    cast.company(keep_contacts_months=24)
    events = Event.objects.count()
    with at(NOW):
        assert client_actions.erase_past_term(alice) == 1
        assert client_actions.erase_past_term(alice) == 0
    ann.refresh_from_db()
    assert (ann.name, ann.phone, ann.consent_source, ann.erased_at) == ("—", "", "", NOW)
    assert not ann.history.exists()
    assert Contact.objects.get(name="Tom").history.exists()
    assert (Event.objects.count(), Participant.objects.count()) == (events, 1)


@pytest.mark.parametrize("count", [1, 5])
def test_erasing_takes_as_many_statements_however_many_they_are(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        known(f"Ann {number}")
    cast.company(keep_contacts_months=24)
    alice.plays("owner")
    # A savepoint and its end, the company, who they are, their rows, their past.
    with django_assert_num_queries(6):
        assert client_actions.erase_past_term(alice) == count


def test_what_is_not_past_its_term_is_not_erased_by_a_late_click(
    alice: Person, bob: Person
) -> None:
    known("Ann")
    cast.company(keep_contacts_months=24)
    cast.deal(bob, client="Harbour Foods")
    assert client_actions.erase_past_term(alice) == 0
    assert Contact.objects.get().name == "Ann"


def test_without_a_term_nothing_is_erased(alice: Person) -> None:
    known("Ann")
    with pytest.raises(Refused) as refused:
        client_actions.erase_past_term(alice)
    assert refused.value.code == "no_term"
    answer = cast.browser(alice).post(ERASE, follow=True)
    assert "Set in the settings first how long contacts are kept." in text(answer)
    assert Contact.objects.get().name == "Ann"


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
def test_the_register_is_for_those_who_lead(house: None, role: str) -> None:
    known("Ann")
    cast.company(keep_contacts_months=24)
    who = cast.person("Robin Page", *([role] if role else []))
    client = cast.browser(who)
    answer = client.get(PAGE)
    assert answer.status_code == (200 if role in MANAGERS else 403)
    assert ("Erase them all" in text(answer)) is (role in LEADERS)
    assert client.post(ERASE).status_code == (302 if role in LEADERS else 403)
    assert (Contact.objects.get().name == "—") is (role in LEADERS)
    if role not in LEADERS:
        with pytest.raises(Forbidden):
            client_actions.erase_past_term(who)


def test_nobody_reads_it_without_signing_in(alice: Person) -> None:
    assert Client().get(PAGE)["Location"].startswith("/account/login/")
    assert Client().post(ERASE)["Location"].startswith("/account/login/")


def test_the_page_shows_the_register_and_links_to_the_log(alice: Person) -> None:
    known("Ann", consent_at=OLD, consent_source="Form")
    cast.company(keep_contacts_months=1)
    shown = text(cast.browser(alice).get(PAGE))
    assert "1 month without business at their client" in shown
    assert reverse("exchange:exports") in shown
    assert "Form" in shown
    assert "15 Jan 2020" in shown
    assert "Erase the data of 1 person for good?" in shown
    assert reverse("clients:personal_data") in text(
        cast.browser(alice).get(reverse("company:settings"))
    )


def test_a_leader_erases_them_with_one_button(alice: Person) -> None:
    known("Ann")
    known("Tom")
    cast.company(keep_contacts_months=24)
    answer = cast.browser(alice).post(ERASE, follow=True)
    assert "Erased: 2 people." in text(answer)
    assert set(Contact.objects.values_list("name", flat=True)) == {"—"}


def test_those_past_their_term_are_listed_by_pages(alice: Person) -> None:
    for number in range(3):
        known(f"Ann {number}", created_at=OLD + timedelta(days=number))
    cast.company(keep_contacts_months=24)
    with patch.object(personal_data, "PAGE", 2):
        shown = text(cast.browser(alice).get(PAGE))
        assert "Ann 1" in shown
        assert "Ann 2" not in shown
        assert "Ann 2" in text(cast.browser(alice).get(f"{PAGE}?page=2"))


def test_the_page_speaks_russian(alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(language="ru")
    known("Анна")
    cast.company(keep_contacts_months=24)
    shown = text(cast.browser(alice).get(PAGE))
    assert "Персональные данные" in shown
    assert "24\u00a0месяца без движения у клиента" in shown
    answer = cast.browser(alice).post(ERASE, follow=True)
    assert "Стёрты данные: 1\u00a0человек." in text(answer)


def test_the_term_is_set_among_the_settings(alice: Person) -> None:
    client = cast.browser(alice)
    form = {
        "name": "Pipes",
        "currency": "EUR",
        "language": "en",
        "long_deal_days": 15,
        "discount_limit": 10,
        "sellers_see": "team",
    }
    url = reverse("company:settings")
    assert client.post(url, form | {"keep_contacts_months": "36"}).status_code == 302
    assert the_company().keep_contacts_months == 36
    answer = client.post(url, form | {"keep_contacts_months": "601"})
    assert "less than or equal to 600" in text(answer)
    assert the_company().keep_contacts_months == 36
    assert client.post(url, form | {"keep_contacts_months": ""}).status_code == 302
    assert the_company().keep_contacts_months is None


def test_all_that_is_personal_data_of_a_person_is_found(
    bob: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deal = cast.deal(bob, client="Harbour Foods", title="Scales", contact_name="Ann Shaw")
    ann = Contact.objects.get()
    other = cast.deal(bob, client="Harbour Foods", title="Presses")
    cast.deal(bob, client="Harbour Foods", title="Of others")
    Participant.objects.create(deal=other, contact=ann, role="payer")
    Contact.objects.update(position="Buyer")
    with django_assert_num_queries(4):
        data = queries.personal_data_of(ann.pk)
    assert (data.client, data.card.position) == ("Harbour Foods", "Buyer")
    assert [state.position for state in data.states] == ["Buyer", ""]
    assert [(part.deal, part.role, part.main_contact) for part in data.records["deals"]] == [
        (deal.pk, "", True),
        (other.pk, "payer", False),
    ]


def test_of_the_erased_nothing_is_kept(alice: Person) -> None:
    ann = known("Ann")
    client_actions.erase_contact(alice, ann.pk)
    with pytest.raises(NotFound):
        queries.personal_data_of(ann.pk)


@pytest.mark.parametrize("role", RoleCode.values)
def test_who_leads_is_offered_to_give_out_what_is_kept(house: None, role: str) -> None:
    ann = known("Ann")
    client = cast.browser(cast.person("Robin Page", role))
    shown = text(client.get(reverse("clients:client", args=[ann.account_id])))
    assert ("Hand over the data of Ann" in shown) is (role in MANAGERS)
    url = reverse("clients:contact", args=[ann.pk])
    for headers in ({}, {"HX-Request": "true"}):
        # The owner looks and does not touch: a contact's card is not theirs to open.
        assert ("Hand over their data" in text(client.get(url, headers=headers))) is (
            role in LEADERS
        )
