"""A history of another CRM is studied: from its file to the map, its deals and its paths."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect
from pytest_django import Settings

from pipeloop.company.models import Person
from pipeloop.history.queries import log_cache
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Visit
from tests.working import run_jobs

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# Steps by letter; deals that go straight, that come back to the offer, that are lost at once.
STEPS = {"c": "Call", "o": "Offer", "n": "Price talk", "w": "Won", "l": "Lost"}
WAYS = ["conw"] * 12 + ["conol"] * 5 + ["cl"] * 9 + ["conow"] * 2


def history() -> str:
    """A history as another CRM gives it out, with one row that tells no time."""
    rows = ["Deal ID;Stage;Changed at;User"]
    for number, way in enumerate(WAYS):
        rows += [
            f"{number};{STEPS[step]};{1 + place:02}.03.2026 10:{number:02};Ann"
            for place, step in enumerate(way)
        ]
    return "\n".join([*rows, "99;Call;soon;Ann", ""])


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    """Where files and columns of logs are kept."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LOGS_ROOT = tmp_path / "logs"
    log_cache.clear()


def accessible(visitor: Visitor) -> None:
    """Whoever reads by ear or by keys finds what there is on the page."""
    report = Axe().run(visitor.page, context="#content", options=LEVELS)
    violations = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in report.response["violations"]
    ]
    assert violations == []


def kept(visitor: Visitor, tmp_path: Path) -> None:
    """A history is taken in and read, as the wizard leads."""
    page = visitor.page
    file = tmp_path / "history.csv"
    file.write_text(history(), encoding="utf-8")
    visitor.menu("How sales run")
    page.locator("input[type=file]").set_input_files(file)
    visitor.button("Continue").click()
    expect(page.get_by_label(visitor.says("Step"), exact=True)).to_have_value("Stage")
    accessible(visitor)
    visitor.button("Read the log").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    expect(page.get_by_text(visitor.says("the time cannot be understood"))).to_have_count(2)
    accessible(visitor)


def step(visitor: Visitor, name: str) -> Locator:
    """A box of the map."""
    return visitor.page.locator(".flow-step").filter(has_text=name)


def test_a_history_is_studied_from_its_file_to_its_paths(
    alice: Person, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.sign_in(alice)
    kept(visitor, tmp_path)
    visitor.link("Open the map").click()
    expect(page.locator(".flow-step")).to_have_count(5)
    accessible(visitor)

    slider = page.get_by_role("slider")
    slider.fill("0")
    expect(page.locator(".flow-step")).to_have_count(4)
    expect(step(visitor, "Lost")).to_have_count(0)
    page.reload()
    expect(page.locator(".flow-step")).to_have_count(4)
    slider.fill("100")
    expect(step(visitor, "Lost")).to_be_visible()

    visitor.button("Time").click()
    expect(page.locator(".flow-canvas")).to_have_attribute("data-view", "time")
    page.get_by_role("button", name=re.compile("Price talk.*Offer")).focus()
    page.keyboard.press("Enter")
    expect(visitor.drawer.get_by_role("heading", level=2)).to_have_text("Price talk → Offer")
    expect(visitor.drawer.get_by_role("row")).to_have_count(1 + 7)
    visitor.link("Only these deals", visitor.drawer).click()
    expect(page.locator(".chips")).to_contain_text(re.compile(r"\b7\b.*\b28\b"))

    page.get_by_label(visitor.says("Outcome"), exact=True).select_option("lost")
    expect(page.locator(".chips")).to_contain_text(re.compile(r"\b5\b.*\b28\b"))
    page.locator(".chip").first.click()
    visitor.link("Paths").click()
    expect(page.locator(".path")).to_have_count(2)
    visitor.link("Clear").click()
    expect(page.locator(".path")).to_have_count(4)
    accessible(visitor)
    page.locator(".path-steps").first.click()
    expect(page.locator(".chips")).to_contain_text(re.compile(r"\b12\b.*\b28\b"))


def test_the_map_is_moved_by_keys_and_kept_as_a_picture(
    alice: Person, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.sign_in(alice)
    kept(visitor, tmp_path)
    visitor.link("Open the map").click()
    view = page.locator(".flow-view")
    expect(view).to_have_attribute("transform", re.compile("translate"))
    before = view.get_attribute("transform")
    page.locator(".flow-canvas").focus()
    page.keyboard.press("+")
    expect(view).not_to_have_attribute("transform", str(before))
    page.keyboard.press("0")
    page.keyboard.press("ArrowDown")
    for kind, begin in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.suffix == f".{kind.lower()}"
        assert file.read_bytes().startswith(begin)
        assert file.stat().st_size > 3_000


def test_the_map_is_used_on_a_phone_in_the_dark(
    alice: Person, visit: Visit, tmp_path: Path
) -> None:
    visitor = visit(color_scheme="dark", has_touch=True)
    page = visitor.page
    visitor.sign_in(alice)
    kept(visitor, tmp_path)
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.link("Open the map").click()
    expect(step(visitor, "Offer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(visitor)
