"""Samples of real exports, counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.history_files import read_files
from tests.exchange.real import DATA

SAMPLES = DATA / "crm_samples"
HISTORY, STAGES = "hubspot_deal_property_history_data.csv", "hubspot_deal_pipeline_stage_data.csv"
# Names of properties are hidden in the sample; this is the one that changes most often.
HIDDEN = b"ky4p2Nx3U/ctHYnc+rKWvg=="

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the shared data sets are not in {DATA}"),
]


def sample(name: str) -> tuple[str, Path]:
    return name, SAMPLES / name


def test_versions_of_opportunities_of_salesforce() -> None:
    system, history = read_files([sample("salesforce_sf_opportunity_history_data.csv")])
    assert system.code == "salesforce"
    assert len(history.deals) == 10
    kinds = Counter((change.kind, change.semantic) for change in history.changes)
    assert kinds == {("create", ""): 10, ("close", "S"): 5, ("close", "F"): 4, ("move", "P"): 1}
    million = history.deals["006q000000HddohAAB"]
    assert (million.title, million.amount, million.outcome) == ("$1m deal", 24_120_000, "S")
    made, closed = (one for one in history.changes if one.deal == million.ext_id)
    assert made.at == datetime(2018, 12, 19, 19, 51, 13, tzinfo=UTC)
    assert closed.at == datetime(2019, 10, 17, 21, 10, 19, tzinfo=UTC)


def test_stages_of_deals_of_hubspot() -> None:
    files = [sample("hubspot_deal_stage_data.csv"), sample("hubspot_deal_data.csv")]
    system, history = read_files([*files, sample(STAGES)])
    assert system.code == "hubspot"
    # Fourteen deals with a stage, forty-four others without one.
    assert len(history.deals) == 14 + 44
    stages = Counter(change.stage_to[:6] for change in history.changes)
    assert stages == {"": 44, "09a969": 7, "f66ca9": 6, "6e81db": 1}
    assert len(history.names.stages) == 71
    assert Counter(name.semantic for name in history.names.stages.values())["S"] == 5


def test_the_history_of_properties_of_hubspot(tmp_path: Path) -> None:
    content = (SAMPLES / HISTORY).read_bytes().replace(HIDDEN, b"dealstage")
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    _system, history = read_files([("history.csv", path), sample(STAGES)])
    assert len(history.deals) == 59
    assert len(history.changes) == 60


def test_a_history_without_the_property_of_stages_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_files([sample(HISTORY), sample(STAGES)])
    assert refused.value.code == "no_changes"
