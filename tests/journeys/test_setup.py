"""The first hour of a new company."""

import pytest
from playwright.sync_api import expect

from pipeloop.company.models import Person
from tests import cast
from tests.journeys.browsing import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]


@pytest.fixture
def bare(house: None) -> None:
    """An installation in which nobody has been yet."""
    cast.forget_process()


def test_a_new_company_is_set_up_and_its_first_person_comes_back(
    bare: None, visitor: Visitor
) -> None:
    page = visitor.page
    page.goto("/")
    expect(visitor.heading(visitor.says("Welcome"))).to_be_visible()
    visitor.field("Company").fill("Harbour Foods")
    visitor.field("Your name").fill("Nora Lind")
    visitor.field("E-mail").fill("nora@example.com")
    visitor.field("Password").fill(cast.PASSWORD)
    visitor.button("Begin").click()

    visitor.button("Start from the template").click()
    expect(page.get_by_role("status")).to_contain_text(
        visitor.says("The process is live. The conveyor is ready.")
    )
    expect(visitor.heading(visitor.says("The whole sales process"))).to_be_visible()
    visitor.menu("Pulse")
    expect(visitor.link("Load history")).to_be_visible()

    page.get_by_role("button", name="Nora Lind").click()
    visitor.button("Sign out").click()
    visitor.enter("nora@example.com")
    expect(page.get_by_role("banner")).to_contain_text("Nora Lind")


def test_a_company_that_is_set_up_is_not_set_up_again(adam: Person, visitor: Visitor) -> None:
    visitor.expect_refusals(404)
    visitor.page.goto("/company/setup/")
    expect(visitor.heading(visitor.says("There is no such page"))).to_be_visible()
