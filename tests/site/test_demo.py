"""The demonstration: generated from a seed, at work, and removable as a whole."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Company, Person, Team
from pipeloop.company.queries.working_time import working_times
from pipeloop.conveyor import queries
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DEPARTURES, DealState
from pipeloop.core import clock
from pipeloop.site.demo import (
    PASSWORD,
    demo_accounts,
    demo_exists,
    generator,
    load_demo,
    remove_demo,
)
from tests import cast

LEADS = 600
TODAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SELLERS = ("hunter", "closer", "client_manager", "key_account_manager", "marketer")


@pytest.fixture
def demo(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the demonstration, generated in the same way."""
    monkeypatch.setattr(generator, "LEADS", LEADS)
    with clock.at(TODAY):
        load_demo()


def rows_of_deals() -> list[tuple[object, ...]]:
    """What the rows say, whatever their ids are."""
    rows = Deal.objects.order_by("created_at", "title", "account__name")
    return list(rows.values_list("title", "account__name", "amount", "step__code", "state"))


def test_the_same_seed_and_day_generate_the_same_deals(
    demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows_of_deals()
    remove_demo()
    with clock.at(TODAY):
        load_demo()
    assert rows_of_deals() == first


def test_twelve_sellers_work_in_three_teams_and_can_be_signed_in_for(demo: None) -> None:
    assert Person.objects.filter(roles__code__in=SELLERS).distinct().count() == 12
    assert Team.objects.count() == 3
    for account in demo_accounts():
        person = Person.objects.get(email=account.email)
        assert person.check_password(PASSWORD), account.email


def test_every_event_of_a_deal_follows_the_one_before(demo: None) -> None:
    last: dict[int, Event] = {}
    for event in Event.objects.order_by("deal_id", "at", "id"):
        before = last.get(event.deal_id)
        assert event.at <= TODAY
        if before is not None:
            assert event.at >= before.at
            if event.kind in DEPARTURES:
                assert event.from_step_id == before.to_step_id
        last[event.deal_id] = event
    for deal in Deal.objects.filter(state=DealState.OPEN):
        assert last[deal.pk].to_step_id == deal.step_id


def test_people_move_deals_in_working_hours(demo: None) -> None:
    work = working_times().company
    moved = Event.objects.filter(kind="moved").values_list("at", flat=True)
    local = [at.astimezone(work.zone) for at in moved]
    assert [at for at in local if not (work.works_on(at.date()) and 9 <= at.hour < 18)] == []


def test_the_pulse_shows_where_it_sticks(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # A tenth of the generator has two deals on the step where it sticks: too few to tell by.
    monkeypatch.setattr(generator, "LEADS", 5 * LEADS)
    with clock.at(TODAY):
        load_demo()
    head = Person.objects.get(email=demo_accounts()[0].email)
    with clock.at(TODAY):
        flow = queries.flow(head, period=365)
    assert flow.loads[0].step.code == "LC5"
    assert flow.loads[0].weight > 2 * flow.loads[1].weight


def test_names_do_not_repeat_and_everybody_has_a_name(demo: None) -> None:
    repeated = Account.objects.values("name").annotate(n=Count("pk")).filter(n__gt=1)
    assert not repeated.exists()
    assert not Contact.objects.filter(name="").exists()


def test_loading_twice_loads_once(demo: None) -> None:
    before = Deal.objects.count()
    load_demo()
    assert Deal.objects.count() == before


def test_removing_leaves_what_people_made_themselves(demo: None, alice: Person) -> None:
    own = cast.deal(alice, client="Harbour Foods")
    remove_demo()
    assert not demo_exists()
    assert list(Deal.objects.all()) == [own]
    assert list(Account.objects.values_list("name", flat=True)) == ["Harbour Foods"]
    assert list(Person.objects.all()) == [alice]
    assert Company.objects.get().name == ""
