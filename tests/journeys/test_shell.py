"""Language, theme, search, the drawer: what is around every page."""

import pytest
from playwright.sync_api import expect

from pipeloop.company.models import Person
from tests import cast
from tests.journeys.browsing import Visitor, said

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]

CLIENT = "Harbour Foods"
NAMES = {"en": "English", "ru": "Русский"}
OTHER = {"en": "ru", "ru": "en"}


def test_the_language_is_chosen_before_sign_in(adam: Person, visitor: Visitor) -> None:
    other = OTHER[visitor.language]
    visitor.page.goto("/")
    expect(visitor.heading(visitor.says("Sign in"))).to_be_visible()
    visitor.page.get_by_role("button", name=NAMES[other]).click()
    expect(visitor.heading(said(other, "Sign in"))).to_be_visible()
    visitor.page.reload()
    expect(visitor.heading(said(other, "Sign in"))).to_be_visible()


def test_the_language_of_a_person_goes_with_them(bob: Person, visitor: Visitor) -> None:
    page, other = visitor.page, OTHER[visitor.language]
    visitor.sign_in(bob)
    page.get_by_role("button", name="Bob Stone").click()
    visitor.link("My page").click()
    visitor.field("Language").select_option(label=NAMES[other])
    visitor.button("Save").click()
    expect(page.get_by_role("button", name=said(other, "Save"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", other)
    page.goto("/clients/")
    expect(visitor.heading(said(other, "Clients"))).to_be_visible()


def test_the_theme_is_chosen_and_stays(bob: Person, visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(bob)
    light = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.get_by_role("button", name="Bob Stone").click()
    visitor.button("Dark").click()
    expect(visitor.button("Dark")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("body")).not_to_have_css("background-color", light)
    dark = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.goto("/clients/")
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.get_by_role("button", name="Bob Stone").click()
    visitor.button("Light").click()
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", light)


def test_ctrl_k_finds_a_client(bob: Person, visitor: Visitor) -> None:
    page = visitor.page
    cast.deal(bob, client=CLIENT, title="Packing line")
    visitor.sign_in(bob)
    page.keyboard.press("Control+k")
    search = page.get_by_role("searchbox", name=visitor.says("Find a deal or a client"))
    expect(search).to_be_focused()
    page.keyboard.type("harb")
    dialog = page.get_by_role("dialog", name=visitor.says("Find"))
    expect(dialog.get_by_role("link")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("link", name=CLIENT, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.heading(CLIENT)).to_be_visible()
    expect(visitor.link("Clients", page.get_by_role("main"))).to_be_visible()


def test_the_drawer_opens_by_a_click_and_gives_the_focus_back(
    bob: Person, visitor: Visitor
) -> None:
    page = visitor.page
    cast.deal(bob, client=CLIENT)
    visitor.sign_in(bob)
    page.goto("/board/lead_development/")
    opener = visitor.card(CLIENT).get_by_role("link")
    opener.click()
    expect(visitor.drawer).to_be_visible()
    expect(visitor.heading(CLIENT, level=2).first).to_be_visible()
    assert visitor.drawer.evaluate("drawer => drawer.contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    assert visitor.drawer.evaluate("drawer => drawer.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(visitor.drawer).to_be_hidden()
    expect(opener).to_be_focused()
