"""A lead comes in, passes its gates on the board, and is lost."""

import re

import pytest
from playwright.sync_api import Locator, expect

from pipeloop.company.models import Person
from tests import cast
from tests.journeys.browsing import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]

CLIENT = "Harbour Foods"
STEPS = {
    "en": ("Prepare for contact", "First contact", "Reach the decision maker and influencers"),
    "ru": ("Подготовка к контакту", "Первый контакт", "Выход на ЛПР и тех, кто на него влияет"),
}
HYPOTHESIS = {"en": "Reason to call and need hypothesis", "ru": "Повод и гипотеза потребности"}
TALKED = {"en": "The client was talked to", "ru": "Состоялся разговор с клиентом"}
NEXT_STEP = {"en": "Date of the client's next step", "ru": "Дата следующего шага клиента"}


def add_lead(visitor: Visitor) -> None:
    """Bring a lead in from the board."""
    visitor.menu("Conveyor")
    visitor.link("Lead").click()
    visitor.field("Client company", visitor.drawer).fill(CLIENT)
    visitor.field("Contact person", visitor.drawer).fill("Ida Berg")
    visitor.button("Add", visitor.drawer).click()
    expect(visitor.heading(CLIENT)).to_be_visible()


def dialog(visitor: Visitor, step: str) -> Locator:
    """What is asked before a deal goes on to a step."""
    return visitor.page.get_by_role("dialog", name=f"{CLIENT} → {step}", exact=True)


def stands_beside(asked: Locator, card: Locator) -> bool:
    """Whether the dialog covers nothing of its card and begins at its height."""
    here, there = asked.bounding_box(), card.bounding_box()
    assert here
    assert there
    free = here["x"] >= there["x"] + there["width"] or here["x"] + here["width"] <= there["x"]
    return free and abs(here["y"] - there["y"]) < there["height"]


def drag_through(visitor: Visitor) -> None:
    """Drag the card to the next column; fill what its gate asks for."""
    first, second, _third = STEPS[visitor.language]
    card = visitor.lane(first).get_by_role("article")
    card.drag_to(visitor.lane(second), source_position={"x": 60, "y": 50})
    asked = dialog(visitor, second)
    expect(asked).to_be_visible()
    expect(visitor.lane(first)).to_contain_text(CLIENT)
    assert stands_beside(asked, card)

    visitor.button("Move", asked).click()
    missing = asked.get_by_role("listitem").filter(has_text=HYPOTHESIS[visitor.language])
    reason = asked.get_by_role("textbox").first
    expect(reason).to_be_focused()
    expect(missing.get_by_role("img", name=visitor.says("missing"))).to_be_visible()
    expect(visitor.lane(first)).to_contain_text(CLIENT)

    reason.fill("They build a second plant")
    visitor.button("Move", asked).click()
    expect(visitor.lane(second)).to_contain_text(CLIENT)
    expect(asked).to_be_hidden()
    expect(visitor.lane(first)).not_to_contain_text(CLIENT)


def move_by_keyboard(visitor: Visitor) -> None:
    """Choose the next column from the card's menu; half an answer is kept and not enough."""
    page = visitor.page
    _first, second, third = STEPS[visitor.language]
    words = visitor.says("Move “%(client)s”", client=CLIENT)
    visitor.lane(second).get_by_role("button", name=words).press("Enter")
    item = page.get_by_role("button", name=f"→ {third}", exact=True)
    while not item.evaluate("item => item === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    asked = dialog(visitor, third)
    day = asked.get_by_label(re.compile(rf"^{re.escape(NEXT_STEP[visitor.language])}"))
    expect(day).to_be_visible()
    assert asked.evaluate("dialog => dialog.contains(document.activeElement)")
    day.fill("2031-03-04")
    day.press("Enter")
    talked = asked.get_by_role("listitem").filter(has_text=TALKED[visitor.language])
    expect(talked.get_by_role("checkbox")).to_be_focused()
    expect(talked.get_by_role("img", name=visitor.says("missing"))).to_be_visible()
    expect(day).to_have_value("2031-03-04")

    talked.get_by_role("textbox").first.fill("Ida, about packing")
    talked.get_by_role("textbox").first.press("Enter")
    expect(visitor.lane(third)).to_contain_text(CLIENT)
    expect(asked).to_be_hidden()
    expect(visitor.card(CLIENT).get_by_role("link")).to_be_focused()


def lose(visitor: Visitor) -> str:
    """Close the deal as lost; answer the reason that was chosen."""
    visitor.link("Lost").click()
    reason = visitor.field("Reason", visitor.drawer)
    reason.select_option(index=1)
    chosen = reason.locator("option:checked").inner_text()
    visitor.field("Evidence", visitor.drawer).fill("They chose their neighbour")
    visitor.button("Close", visitor.drawer.locator("form")).click()
    expect(visitor.link("Open again")).to_be_visible()
    return chosen


def test_a_lead_passes_two_gates_and_is_lost(hugo: Person, visitor: Visitor) -> None:
    visitor.expect_refusals(409)
    page = visitor.page
    visitor.sign_in(hugo)
    add_lead(visitor)
    visitor.menu("Conveyor")
    drag_through(visitor)
    move_by_keyboard(visitor)

    visitor.menu("Pulse")
    expect(visitor.heading(re.compile(r"^1\b"))).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=STEPS[visitor.language][2])).to_be_visible()

    visitor.menu("Conveyor")
    visitor.card(CLIENT).get_by_role("link").click()
    visitor.link("Open the whole page", visitor.drawer).click()
    moved = page.get_by_role("listitem").filter(has_text=visitor.says("Moved", "event"))
    expect(moved).to_have_count(2)
    expect(moved.first).to_contain_text(STEPS[visitor.language][2])
    expect(moved.first).to_contain_text("Ida, about packing")
    expect(moved.first).to_contain_text(re.compile(r"\d{1,2}:\d{2} · Hugo Reed"))

    reason = lose(visitor)
    lost = page.get_by_role("listitem").filter(has_text=visitor.says("Lost", "event"))
    expect(lost).to_contain_text("Hugo Reed")
    expect(page.get_by_text(reason).first).to_be_visible()
    visitor.menu("Conveyor")
    expect(page.get_by_role("article")).to_have_count(0)


def test_people_that_were_typed_stay_until_the_gate_is_passed(
    bob: Person, visitor: Visitor
) -> None:
    visitor.expect_refusals(409)
    deal = cast.deal(bob, at="LC2", client=CLIENT)
    visitor.sign_in(bob)
    visitor.page.goto(f"/deals/{deal.pk}/")
    visitor.button("Move").click()
    names = visitor.page.locator(".gate-form").get_by_label(visitor.says("Name"), exact=True)
    names.nth(0).fill("Ida Berg")
    names.nth(1).fill("Ole Dahl")
    typed = [field.input_value() for field in names.all()]
    with visitor.page.expect_response("**/move/"):
        names.nth(1).press("Enter")
    done = visitor.page.get_by_role("img", name=visitor.says("done"), exact=True)
    expect(done.first).to_be_visible()
    assert [field.input_value() for field in names.all()] == typed
