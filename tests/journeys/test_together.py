"""Two people work on one deal, each in a browser of their own."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from pipeloop.company.models import Person
from tests import cast
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]

CLIENT = "Harbour Foods"
CHANGED = "Somebody has changed this meanwhile. Look at it and send again."
CHANGED_IT = "Somebody changed it a moment ago. See how it is now."
STEPS = {
    "en": ("Prepare for contact", "First contact", "Qualification"),
    "ru": ("Подготовка к контакту", "Первый контакт", "Квалификация"),
}


@dataclass
class Two:
    """Alice looks at a deal, and Bob is at it as well."""

    alice: Visitor
    bob: Visitor


@pytest.fixture
def two(alice: Person, bob: Person, visit: Visit) -> Two:
    """Both have signed in and read the same language."""
    cast.deal(bob, at="LD1", client=CLIENT)
    both = Two(visit(), visit())
    both.alice.expect_refusals(409, 422)
    both.bob.expect_refusals(409)
    both.alice.sign_in(alice)
    both.bob.sign_in(bob)
    return both


def open_board(visitor: Visitor) -> None:
    """The board of the stage where the deal stands."""
    visitor.page.goto("/board/lead_development/")
    expect(visitor.card(CLIENT)).to_be_visible()


def open_deal(visitor: Visitor) -> None:
    """The page of the deal."""
    open_board(visitor)
    visitor.card(CLIENT).get_by_role("link").click()
    visitor.link("Open the whole page", visitor.drawer).click()
    expect(visitor.heading(CLIENT)).to_be_visible()


def move_on(visitor: Visitor, text: str) -> None:
    """Fill the gate on the page of the deal, and pass it."""
    visitor.button("Move").click()
    gate = visitor.page.locator("form").filter(has=visitor.heading(f"{CLIENT} → {text}", level=2))
    gate.get_by_role("textbox").first.fill("A second plant")
    visitor.button("Move", gate).click()
    expect(visitor.page.get_by_role("status")).to_contain_text(text)


def test_a_deal_that_somebody_has_moved_is_not_dragged_from_where_it_was(two: Two) -> None:
    first, second, far = STEPS[two.alice.language]
    open_board(two.alice)
    open_deal(two.bob)
    move_on(two.bob, second)

    card = two.alice.lane(first).get_by_role("article")
    card.drag_to(two.alice.lane(far), source_position={"x": 60, "y": 50})
    status = two.alice.page.get_by_role("status")
    expect(status).to_contain_text(two.alice.says(CHANGED_IT))
    expect(two.alice.lane(second)).to_contain_text(CLIENT)
    expect(two.alice.lane(first)).not_to_contain_text(CLIENT)
    expect(two.alice.lane(far)).not_to_contain_text(CLIENT)


def test_a_dialog_about_a_deal_that_somebody_has_changed_says_so_and_keeps_what_was_typed(
    two: Two,
) -> None:
    _first, second, _far = STEPS[two.alice.language]
    open_deal(two.alice)
    two.alice.button("Move").click()
    gate = two.alice.page.locator("form").filter(
        has=two.alice.heading(f"{CLIENT} → {second}", level=2)
    )
    gate.get_by_role("textbox").first.fill("Alice's own words")

    open_deal(two.bob)
    two.bob.field("Note").fill("Called them")
    two.bob.link("Lost")
    two.bob.button("More").click()
    two.bob.link("Edit").click()
    two.bob.field("Product", two.bob.drawer).fill("Scales")
    two.bob.button("Save", two.bob.drawer).click()
    expect(two.bob.page.get_by_role("status")).to_contain_text(two.bob.says("Saved."))

    two.alice.button("Move", gate).click()
    expect(gate.get_by_role("alert")).to_contain_text(two.alice.says(CHANGED))
    expect(gate.get_by_role("textbox").first).to_have_value("Alice's own words")
    two.alice.button("Move", gate).click()
    expect(two.alice.page.get_by_role("status")).to_contain_text(second)
    expect(two.alice.page.get_by_text("Scales")).to_be_visible()


def test_a_form_on_a_deal_that_somebody_has_changed_says_so_and_keeps_what_was_typed(
    two: Two,
) -> None:
    open_deal(two.alice)
    two.alice.link("Lost").click()
    drawer = two.alice.drawer
    two.alice.field("Reason", drawer).select_option(index=1)
    two.alice.field("Evidence", drawer).fill("They chose their neighbour")

    open_deal(two.bob)
    move_on(two.bob, STEPS[two.bob.language][1])

    two.alice.button("Close", drawer.locator("form")).click()
    expect(drawer.get_by_role("alert")).to_contain_text(two.alice.says(CHANGED))
    expect(two.alice.field("Evidence", drawer)).to_have_value("They chose their neighbour")
    two.alice.page.reload()
    expect(two.alice.page.get_by_text(STEPS[two.alice.language][1]).first).to_be_visible()
