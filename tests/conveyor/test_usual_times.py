"""The usual time on a step: measured nightly, and what hangs is judged anew by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pipeloop.clients.actions import AccountCard, change_account
from pipeloop.clients.actions.accounts import ACCOUNT_CHANGED
from pipeloop.clients.models import Account
from pipeloop.company.actions import CompanyCard, begin_load, change_company
from pipeloop.company.models import Person
from pipeloop.company.words import OriginKind
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.actions.bulk import PastDeal, PastEvent, load_deals
from pipeloop.conveyor.actions.usual_times import measure_usual_times
from pipeloop.conveyor.domain.event_kinds import event_codes, event_label, register_event_kinds
from pipeloop.conveyor.models import Deal, UsualTime
from pipeloop.conveyor.words import EventKind
from pipeloop.core import jobs
from pipeloop.core.clock import at
from pipeloop.core.ids import DealId
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.process.models import Reason
from pipeloop.process.queries import live_version_id, outline
from tests import cast

pytestmark = pytest.mark.django_db

DAY_S = 9 * 3600


def departures(owner: Person, count: int, business_days: int, *, step: str = "LC5") -> None:
    """So many deals that were lost on a step after so many business days of one week."""
    reason = Reason.objects.get(code="c_price").pk
    for number in range(count):
        with at(cast.TUESDAY):
            deal = cast.deal(owner, at=step, client=f"Gone {number}")
        with at(cast.TUESDAY + timedelta(days=business_days)):
            actions.close_lost(owner, DealId(deal.pk), seen=None, reason=reason)


def usual(owner: Person, deal: Deal) -> tuple[float | None, bool]:
    """How many business days a stay usually lasts, and whether that is the company's own."""
    page = queries.deal_page(owner, DealId(deal.pk))
    return page.usual_days, bool(page.usual and page.usual.is_own)


def test_from_fifteen_departures_on_the_own_median_is_usual(bob: Person) -> None:
    departures(bob, SMALLEST_SAMPLE - 1, 2)
    deal = cast.deal(bob, at="LC5", client="Still here")
    template = cast.step("LC5").days_p50
    measure_usual_times()
    assert usual(bob, deal) == (template, False)
    departures(bob, 1, 2)
    measure_usual_times()
    assert usual(bob, deal) == (2.0, True)


def test_the_page_says_whose_number_it_is(bob: Person) -> None:
    deal = cast.deal(bob, at="LC5", client="Still here")
    page = cast.browser(bob)
    assert "the template's number" in page.get(f"/deals/{deal.pk}/").content.decode()
    departures(bob, SMALLEST_SAMPLE, 2)
    measure_usual_times()
    assert "your own median of 15 departures" in page.get(f"/deals/{deal.pk}/").content.decode()


def test_a_new_median_judges_the_deals_of_its_step_anew_and_no_others(bob: Person) -> None:
    with at(cast.TUESDAY):
        here = cast.deal(bob, at="LD1", client="Here")
        elsewhere = cast.deal(bob, at="LD2", client="Elsewhere")
    before = {deal.pk: (deal.warns_at, deal.hangs_at) for deal in (here, elsewhere)}
    departures(bob, SMALLEST_SAMPLE, 20, step="LD1")
    with at(cast.TUESDAY + timedelta(days=30)):
        assert measure_usual_times() == 1
    here.refresh_from_db()
    elsewhere.refresh_from_db()
    earlier = before[here.pk][1]
    assert here.hangs_at
    assert earlier
    assert here.hangs_at > earlier
    assert (elsewhere.warns_at, elsewhere.hangs_at) == before[elsewhere.pk]
    assert here.revision == 1, "nothing has happened to the deal"
    assert here.history.count() == 1  # type: ignore[attr-defined]


def test_measuring_twice_changes_nothing(bob: Person) -> None:
    departures(bob, 3, 2)
    measure_usual_times()
    rows = list(UsualTime.objects.values_list("step_code", "departures", "median_s"))
    assert rows == [("LC5", 3, 2.0 * DAY_S)]
    assert measure_usual_times() == 0
    assert list(UsualTime.objects.values_list("step_code", "departures", "median_s")) == rows


def test_statements_do_not_grow_with_the_deals(bob: Person) -> None:
    departures(bob, 3, 2)
    counts = []
    for number in range(2):
        for more in range(4):
            cast.deal(bob, at="LC5", client=f"Open {number} {more}")
        UsualTime.objects.all().delete()
        with CaptureQueriesContext(connection) as context:
            measure_usual_times()
        counts.append(len(context))
    assert counts[0] == counts[1]


def test_a_move_whose_day_is_not_known_gives_no_duration(bob: Person) -> None:
    plan = outline(live_version_id())
    first, second = plan.flow[0], plan.flow[1]
    origin = begin_load(OriginKind.IMPORT, "a file", at=cast.TUESDAY)
    created = PastEvent(cast.TUESDAY, EventKind.CREATED, first)
    moved = PastEvent(
        cast.TUESDAY + timedelta(days=9), EventKind.MOVED, second, details={"date_unknown": True}
    )
    load_deals([PastDeal("Harbour", (created, moved), external_id="1")], plan, origin)
    measure_usual_times()
    assert not UsualTime.objects.exists()


def moments(deal: Deal) -> tuple[datetime | None, datetime | None]:
    """From when a deal warns and hangs."""
    deal.refresh_from_db()
    return deal.warns_at, deal.hangs_at


def test_another_class_of_the_client_judges_its_open_deals_anew(bob: Person) -> None:
    with at(cast.TUESDAY):
        deal = cast.deal(bob, at="CF3")
        actions.add_note(bob, DealId(deal.pk), text="They called", contact=True)
        before = moments(deal)
        card = AccountCard(name=deal.account.name, fit_class="A")
        change_account(bob, deal.account_id, card)
    assert moments(deal) != before


def test_a_client_is_not_changed_when_a_subscriber_fails(
    bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = cast.deal(bob)

    def fail(account: Account) -> None:
        raise RuntimeError("the disk is full")

    ACCOUNT_CHANGED.add(fail)
    try:
        with pytest.raises(RuntimeError):
            change_account(bob, deal.account_id, AccountCard(name="Another name"))
    finally:
        ACCOUNT_CHANGED.remove(fail)
    assert Account.objects.get().name == "Harbour Foods"


def test_other_settings_of_the_company_judge_every_open_deal_anew(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(cast.TUESDAY):
        company = cast.company(long_deal_days=2)
        deal = cast.deal(bob, at="LC3", next_step_on=cast.TUESDAY.date() + timedelta(days=60))
        actions.add_note(bob, DealId(deal.pk), text="It has a next step now")
        before = moments(deal)
        deferred: list[str] = []
        monkeypatch.setattr(jobs, "_defer", [lambda name, arguments: deferred.append(name)])
        change_company(
            alice,
            CompanyCard(
                name=company.name,
                currency=company.currency,
                language=company.language,
                long_deal_days=90,
                discount_limit=company.discount_limit,
                sellers_see=company.sellers_see,
                keep_contacts_months=None,
            ),
        )
        assert deferred == ["conveyor.judge_all"]
        jobs.JOBS["conveyor.judge_all"].run()
    assert moments(deal) != before


def test_every_kind_of_event_has_its_words_and_is_registered_once() -> None:
    assert set(EventKind.values) <= event_codes()
    assert event_label("moved") == "Moved"
    register_event_kinds(EventKind.choices)
    with pytest.raises(ValueError, match="moved"):
        register_event_kinds([("moved", "Another thing")])
