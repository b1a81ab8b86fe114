"""Every role against every action and page of the conveyor, and whose deals a seller sees."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client

from pipeloop.clients import actions as client_actions
from pipeloop.clients.actions import AccountCard, ContactCard
from pipeloop.clients.models import Contact
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.company.words import RoleCode, Visibility
from pipeloop.conveyor import actions, policy, queries
from pipeloop.conveyor.actions.editing import Edit
from pipeloop.conveyor.actions.evidence import NewPerson
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.queries import Filters
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.process.models import Reason
from tests import cast

SELLERS = {"marketer", "hunter", "closer", "client_manager", "key_account_manager"}
LEADERS = {"head_of_sales", "administrator"}
WORKERS = SELLERS | LEADERS
Do = Callable[[Person, Deal], object]


def reason(code: str) -> int:
    """A reason by its code."""
    return Reason.objects.get(code=code).pk


def contact(deal: Deal) -> int:
    """The client's contact."""
    return Contact.objects.get(account=deal.account).pk


DOES: dict[str, tuple[Do, set[str]]] = {
    "create": (lambda who, deal: actions.create_lead(who, Lead(client="New")), WORKERS),
    "move": (
        lambda who, deal: actions.move_deal(
            who,
            deal.pk,
            cast.step("LD2").pk,
            seen=None,
            given={"field:need_hypothesis": "Growth"},
        ),
        WORKERS,
    ),
    "waive": (
        lambda who, deal: actions.move_deal(
            who, deal.pk, cast.step("LD2").pk, seen=None, waiver="Known client"
        ),
        {"head_of_sales"},
    ),
    "return": (
        lambda who, deal: actions.return_deal(
            who, deal.pk, cast.step("LG5").pk, seen=None, reason="No need"
        ),
        WORKERS,
    ),
    "lose": (
        lambda who, deal: actions.close_lost(who, deal.pk, seen=None, reason=reason("c_price")),
        WORKERS,
    ),
    "facts": (
        lambda who, deal: actions.record_facts(
            who, deal.pk, seen=None, given={"field:need": "Scales"}
        ),
        WORKERS,
    ),
    "approve": (
        lambda who, deal: actions.record_facts(
            who, deal.pk, seen=None, given={"approval:head_of_sales": "Agreed"}
        ),
        {"head_of_sales"},
    ),
    "edit": (
        lambda who, deal: actions.edit_deal(who, deal.pk, seen=None, edit=Edit(title="Scales")),
        WORKERS,
    ),
    "note": (lambda who, deal: actions.add_note(who, deal.pk, text="Called"), WORKERS),
    "assign": (
        lambda who, deal: actions.assign_deal(who, deal.pk, seen=None, owner=who.pk),
        WORKERS,
    ),
    "park": (
        lambda who, deal: actions.park_deal(
            who, deal.pk, seen=None, until=date.max, reason="", agreed=""
        ),
        WORKERS,
    ),
    "participant": (
        lambda who, deal: actions.add_participant(
            who, deal.pk, seen=None, person=NewPerson("Ann", "user")
        ),
        WORKERS,
    ),
    "client": (
        lambda who, deal: client_actions.change_account(
            who, deal.account_id, AccountCard(name="New")
        ),
        WORKERS,
    ),
    "key client": (
        lambda who, deal: client_actions.change_account(
            who, deal.account_id, AccountCard(name="New", is_key=True)
        ),
        LEADERS,
    ),
    "contact": (
        lambda who, deal: client_actions.add_contact(who, deal.account_id, ContactCard(name="Tom")),
        WORKERS,
    ),
    "erase": (lambda who, deal: client_actions.erase_contact(who, contact(deal)), LEADERS),
}


@pytest.mark.parametrize("role", RoleCode.values)
@pytest.mark.parametrize("verb", DOES)
def test_a_role_does_what_its_work_needs_and_nothing_else(
    house: None, role: str, verb: str
) -> None:
    owner = cast.person("Hugo Reed", "hunter", team="North")
    deal = cast.deal(owner, at="LD1", contact_name="Ann Shaw")
    who = cast.person("Robin Page", role, team="North")
    do, may = DOES[verb]
    before = Event.objects.count(), Contact.objects.values_list("name", flat=True)[0]
    try:
        do(who, deal)
    except Forbidden:
        assert role not in may
        after = Event.objects.count(), Contact.objects.values_list("name", flat=True)[0]
        assert after == before
    except Refused:  # a rule that comes after the question who it is
        assert role in may
    else:
        assert role in may


PAGES = {
    "/": "look",
    "/board/": "look",
    "/board/lead_development/": "look",
    "/deals/": "look",
    "/deals/new/": "work",
    "/deals/{deal}/": "look",
    "/deals/{deal}/edit/": "look",
    "/deals/{deal}/lost/": "look",
    "/deals/{deal}/won/": "look",
    "/deals/{deal}/return/": "look",
    "/deals/{deal}/park/": "look",
    "/deals/{deal}/assign/": "look",
    "/clients/": "look",
    "/clients/{client}/": "look",
    "/clients/{client}/edit/": "work",
    "/clients/{client}/contacts/new/": "work",
    "/contacts/{contact}/": "work",
    "/process/": "look",
    "/process/table/": "look",
    "/find/?q=harbour": "look",
}


@pytest.mark.parametrize("role", RoleCode.values)
def test_every_page_opens_for_those_whose_work_it_is(house: None, role: str) -> None:
    owner = cast.person("Hugo Reed", "hunter", team="North")
    deal = cast.deal(owner, at="LD1", contact_name="Ann Shaw")
    client = cast.browser(cast.person("Robin Page", role, team="North"))
    for page, who in PAGES.items():
        url = page.format(deal=deal.pk, client=deal.account_id, contact=contact(deal))
        answer = client.get(url, follow=True)
        allowed = who == "look" or role in WORKERS
        wanted = HTTPStatus.OK if allowed else HTTPStatus.FORBIDDEN
        assert answer.status_code == wanted, (url, role)


def test_nobody_reads_a_page_without_signing_in(hugo: Person) -> None:
    deal = cast.deal(hugo, contact_name="Ann Shaw")
    for page in PAGES:
        url = page.format(deal=deal.pk, client=deal.account_id, contact=contact(deal))
        answer = Client().get(url)
        assert answer.status_code == HTTPStatus.FOUND, url
        assert answer["Location"].startswith("/account/login/"), url


@pytest.mark.parametrize(
    ("sight", "seen"),
    [
        (Visibility.OWN, {"mine", "hunted", "free"}),
        (Visibility.TEAM, {"mine", "hunted", "free", "team"}),
        (Visibility.ALL, {"mine", "hunted", "free", "team", "other"}),
    ],
)
def test_a_seller_sees_as_much_as_the_company_has_set(
    hugo: Person, bob: Person, carol: Person, sight: str, seen: set[str]
) -> None:
    cast.company(sellers_see=sight)
    hers = cast.deal(carol, title="hunted")
    Deal.objects.filter(pk=hers.pk).update(hunter=hugo)
    rows = [
        cast.deal(hugo, title="mine"),
        cast.deal(hugo, title="free", take=False),
        cast.deal(bob, title="team"),
        cast.deal(carol, title="other"),
        hers,
    ]
    cards, _more = queries.deals(hugo, Filters())
    assert {card.title for card in cards} == seen
    company = the_company()
    for deal in rows:
        fresh = Deal.objects.select_related("owner").get(pk=deal.pk)
        assert policy.see_deal(hugo, fresh, company) == (deal.title in seen), deal.title
        if deal.title not in seen:
            with pytest.raises(NotFound):
                queries.deal_page(hugo, deal.pk)


@pytest.mark.parametrize("role", ["head_of_sales", "owner", "administrator"])
def test_who_leads_sees_every_deal_whatever_is_set(carol: Person, role: str) -> None:
    cast.company(sellers_see=Visibility.OWN)
    cast.deal(carol)
    cards, _more = queries.deals(cast.person("Robin Page", role), Filters())
    assert len(cards) == 1
