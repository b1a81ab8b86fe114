"""The process as it runs today, described from its history."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core.errors import Forbidden, Refused
from pipeloop.core.ids import VersionId
from pipeloop.process.actions import AsIsStep, draft_as_is
from pipeloop.process.models import Version
from pipeloop.process.queries import live_version_id, outline, versions
from pipeloop.process.words import StageKind
from tests import cast

LEAD = AsIsStep("Новая заявка", StageKind.LEAD_DEVELOPMENT, "hunter", 0.6, 1.5, 4.0)
OFFER = AsIsStep("КП отправлено", StageKind.LEAD_CONVERSION, "closer", 0.25, 6.0, 11.0)
PAID = AsIsStep("Оплата", StageKind.LEAD_CONVERSION, "closer", None, None, None)


def test_steps_that_were_found_become_a_draft_as_is(house: None, alice: Person) -> None:
    version = draft_as_is(alice, [LEAD, OFFER, PAID], source_log="CRM за 2026 год")
    assert (version.kind, version.state, version.number) == ("as_is", "draft", 2)
    plan = outline(VersionId(version.pk))
    assert [stage.kind for stage in plan.stages] == ["lead_development", "lead_conversion"]
    offer = plan.stages[1].steps[0]
    assert (str(offer.name.ru), offer.role_code, offer.expected_share) == (
        "КП отправлено", "closer", 0.25,
    )  # fmt: skip
    assert (offer.days_p50, offer.days_p80) == (6.0, 11.0)


def test_the_law_stays_what_it_was(house: None, alice: Person) -> None:
    before = live_version_id()
    draft_as_is(alice, [LEAD], source_log="CRM")
    assert live_version_id() == before
    assert [line.is_live for line in versions()] == [False, True]


def test_a_company_without_a_process_can_describe_today_first(house: None, alice: Person) -> None:
    cast.forget_process()
    assert draft_as_is(alice, [LEAD], source_log="CRM").number == 1


def test_nothing_is_described_of_nothing(house: None, alice: Person) -> None:
    with pytest.raises(Refused, match="no_steps"):
        draft_as_is(alice, [], source_log="CRM")
    assert Version.objects.count() == 1


@pytest.mark.parametrize("role", RoleCode.values)
def test_those_who_lead_describe_today(house: None, role: str) -> None:
    who = cast.person("Robin Page", role)
    if role in {"head_of_sales", "owner", "administrator"}:
        draft_as_is(who, [LEAD], source_log="CRM")
    else:
        with pytest.raises(Forbidden):
            draft_as_is(who, [LEAD], source_log="CRM")


def test_any_version_is_shown_and_listed(house: None, alice: Person) -> None:
    version = draft_as_is(alice, [LEAD, OFFER], source_log="CRM за 2026 год")
    browser = cast.browser(alice)
    listed = browser.get(reverse("process:versions")).content.decode()
    assert reverse("process:version", args=[version.pk]) in listed
    shown = browser.get(reverse("process:version", args=[version.pk])).content.decode()
    assert "КП отправлено" in shown
    assert "CRM за 2026 год" in shown
    step = outline(VersionId(version.pk)).stages[0].steps[0]
    assert browser.get(reverse("process:step", args=[step.id])).status_code == 200
    table = browser.get(reverse("process:version_table", args=[version.pk]))
    assert "КП отправлено" in table.content.decode()
