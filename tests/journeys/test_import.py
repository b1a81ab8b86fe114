"""A history comes in from a file of another system, and goes out again."""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeloop.company.models import Person
from tests.journeys.browsing import Visitor
from tests.working import run_jobs

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]

REAL = Path(__file__).resolve().parents[3] / "shared/data/crm_opportunities/sales_pipeline.csv"
SMALL = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1054
Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514
EC4QE1BX,Darcel Schlecht,MG Special,Cancity,Lost,2016-10-25,2017-03-07,0
MV1LWRNH,Moses Frase,GTX Basic,Codehow,Engaging,2016-10-25,,
PE84CX4O,Zane Levy,GTX Basic,Hatfan,Engaging,2016-10-25,,
ZNBS69V1,Anna Snelling,MG Special,Ron-tech,Prospecting,,,
"""
# A step of conversion that no stage of the file is guessed to be.
PROPOSAL = {"en": "Proposal and its defence", "ru": "Коммерческое предложение и его защита"}
STAGES = {
    "en": {"Prospecting": "Lead development", "Engaging": "Lead conversion"},
    "ru": {"Prospecting": "Утепление и развитие лида", "Engaging": "Контрактация"},
}


def number(count: int) -> str:
    """A number as either language may write it, with a gap or a comma between thousands."""
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", r"\\D?", str(count))


def total(visitor: Visitor, name: str, count: int) -> None:
    """Among the totals there is one of this name, and it is this."""
    words = re.compile(rf"^\s*{re.escape(visitor.says(name))}\s*{number(count)}\s*$")
    expect(visitor.page.locator("dl > div").filter(has_text=words)).to_be_visible()


def upload_and_guess(visitor: Visitor, head: Person, file: Path) -> None:
    """Sign in, hand the file over, and take the guess about its columns as it is."""
    page = visitor.page
    visitor.sign_in(head)
    visitor.menu("Import")
    page.get_by_label(visitor.says("Drop a file here or choose one")).set_input_files(file)
    expect(page.get_by_text(file.name)).to_be_visible()
    visitor.button("Continue").click()
    expect(visitor.heading(file.name)).to_be_visible()

    guess = {
        "opportunity_id": "ID in the other system",
        "sales_agent": "Owner",
        "account": "Client",
        "deal_stage": "Stage",
        "close_value": "Amount",
    }
    for column, target in guess.items():
        chosen = page.get_by_role("combobox", name=column, exact=True).locator("option:checked")
        expect(chosen).to_have_text(visitor.says(target))
    visitor.button("Check the whole file").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()


def match_and_load(visitor: Visitor, rows: int) -> None:
    """Say that who is engaged has a proposal, have it checked again, and load."""
    page = visitor.page
    total(visitor, "Rows", rows)
    engaging = page.get_by_role("combobox", name="Engaging", exact=True)
    expect(page.get_by_role("combobox", name="Won").locator("option:checked")).to_have_text(
        visitor.says("Won")
    )
    proposal = PROPOSAL[visitor.language]
    engaging.select_option(label=f"LC5 · {proposal}")
    visitor.button("Check again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    expect(engaging.locator("option:checked")).to_have_text(f"LC5 · {proposal}")

    visitor.button("Load").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    total(visitor, "New deals", rows)


def check_board_and_pulse(visitor: Visitor, stages: Counter[str]) -> None:
    """The open deals stand on the pulse and on the board, as many as the file has."""
    page, proposal = visitor.page, PROPOSAL[visitor.language]
    visitor.link("Open the pulse").click()
    open_deals = stages["Prospecting"] + stages["Engaging"]
    expect(visitor.heading(re.compile(rf"^{number(open_deals)}\b"))).to_be_visible()
    stages_region = page.get_by_role("region", name=visitor.says("Stages"))
    for word, stage in STAGES[visitor.language].items():
        link = stages_region.get_by_role("link").filter(has_text=stage)
        expect(link).to_contain_text(re.compile(rf"\D{number(stages[word])}\D"))
    stages_region.get_by_role("link").filter(has_text=STAGES[visitor.language]["Engaging"]).click()
    lane = visitor.lane(proposal)
    expect(lane.locator("header")).to_contain_text(re.compile(number(stages["Engaging"])))
    expect(lane.get_by_role("article").first).to_be_visible()


def undo_import(visitor: Visitor, file: Path, rows: int) -> None:
    """Undo the import, once it is confirmed."""
    page = visitor.page
    visitor.menu("Import")
    page.get_by_role("link", name=file.name, exact=True).click()
    visitor.button("Undo import").click()
    visitor.button("Yes").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_jobs()
    undone = re.escape(visitor.says("Import undone. Deals removed: %(n)s.", n="N"))
    banner = page.get_by_role("status").filter(
        has_text=re.compile(undone.replace("N", number(rows)))
    )
    expect(banner).to_be_visible()
    visitor.menu("Pulse")
    expect(visitor.link("Load history")).to_be_visible()


def test_a_file_is_loaded_looked_at_and_undone(
    alice: Person, visitor: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "sales_pipeline.csv"
    file.write_text(SMALL)
    upload_and_guess(visitor, alice, file)
    match_and_load(visitor, rows=6)
    check_board_and_pulse(visitor, Counter(Engaging=2, Prospecting=1))
    visitor.card("Codehow").get_by_role("link").click()
    expect(visitor.drawer).to_contain_text("GTX Basic")
    expect(visitor.drawer).to_contain_text("Moses Frase")
    visitor.page.keyboard.press("Escape")
    undo_import(visitor, file, rows=6)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=f"there is no {REAL}")
def test_the_real_file_of_a_crm_is_loaded_whole_and_undone(alice: Person, visitor: Visitor) -> None:
    upload_and_guess(visitor, alice, REAL)
    match_and_load(visitor, rows=8800)
    check_board_and_pulse(visitor, Counter(Engaging=1589, Prospecting=500))
    undo_import(visitor, REAL, rows=8800)
