"""A seller takes a narrowed list of deals out and opens the file; a leader sees it in the log."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from pipeloop.company.models import Person
from pipeloop.formats.opening import open_table
from tests import cast
from tests.journeys.browsing import Visitor
from tests.working import run_jobs

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    """Where files of exports are kept."""
    settings.MEDIA_ROOT = tmp_path / "files"


def download_export(visitor: Visitor, file_format: str, folder: Path) -> Path:
    """Press the button over the list, wait for the file, and have it."""
    page = visitor.page
    page.get_by_role("button", name=visitor.says("Export", "verb"), exact=True).click()
    # Called alike in both languages.
    page.get_by_role("button", name=file_format, exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    with page.expect_download() as download:
        visitor.link("Download").click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def shown(visitor: Visitor) -> list[str]:
    """Clients of the list on the page, from above."""
    return visitor.page.locator("#rows tbody th").all_inner_texts()


@pytest.mark.parametrize("file_format", ["Excel (XLSX)", "CSV"])
def test_the_file_holds_the_rows_of_the_list(
    bob: Person, carol: Person, visitor: Visitor, tmp_path: Path, file_format: str
) -> None:
    for client in ("Harbour Foods", "Harbour Works", "Quarry Stone"):
        cast.deal(bob, client=client, amount=125_000)
    cast.deal(carol, client="Harbour of another team")
    visitor.sign_in(bob)
    visitor.page.goto("/deals/")
    visitor.page.get_by_role("searchbox", name=visitor.says("Find in deals")).fill("harbour")
    expect(visitor.page.locator("#rows tbody th")).to_have_count(2)
    rows = shown(visitor)
    file = download_export(visitor, file_format, tmp_path)
    assert file.name.startswith(visitor.says("Deals", "export"))
    table = open_table(file)
    client = table.header.index(visitor.says("Client"))
    assert [row.cells[client] for row in table.rows()] == rows == ["Harbour Works", "Harbour Foods"]


def test_a_leader_sees_who_took_contacts_out(alice: Person, visitor: Visitor) -> None:
    cast.deal(alice, client="Harbour Foods", contact_name="Ann Shaw")
    visitor.sign_in(alice)
    page = visitor.page
    page.goto("/clients/")
    visitor.button("Export contacts").click()
    page.get_by_role("button", name="CSV", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    expect(visitor.link("Download")).to_be_visible()
    page.goto("/company/settings/")
    visitor.link("Personal data").click()
    visitor.link("Log of exports").click()
    row = page.get_by_role("row").filter(has_text="Alice Hart")
    expect(row).to_contain_text(visitor.says("Contacts", "export"))
    expect(row).to_contain_text(visitor.says("Ready", "export"))
