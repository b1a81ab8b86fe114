"""Exports on real connections: a double click, and a job that reads while people work."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from pipeloop.company.models import Person
from pipeloop.conveyor import queries
from pipeloop.conveyor.models import Deal
from pipeloop.exchange.models import Export
from tests import cast
from tests.company.together import at_once
from tests.exchange.exporting import requested, table, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None) -> Person:
    """A hunter of the North."""
    cast.company_with_process()
    return cast.person("Hugo Reed", "hunter", team="North")


def test_a_double_click_makes_one_export(seller: Person) -> None:
    exports = at_once(*[lambda: requested(seller)] * 4)
    assert len({each.pk for each in exports}) == 1
    assert Export.objects.count() == 1


def test_rows_come_by_one_cursor_while_people_go_on_working(seller: Person, files: Path) -> None:
    for number in range(5):
        cast.deal(seller, client=f"Client {number}")
    cards_of = queries.export_rows.cards_of

    def meanwhile(*given: object) -> object:
        Deal.objects.filter(title="Client 0").update(title="Renamed meanwhile")
        return cards_of(*given)  # type: ignore[arg-type]

    with (
        patch.object(queries.export_rows, "CHUNK", 2),
        patch.object(queries.export_rows, "cards_of", meanwhile),
    ):
        export = written(seller)
    _header, *rows = table(export)
    # The cursor was opened before, and shows the list as it was then.
    assert [row[1] for row in rows] == [f"Client {number}" for number in (4, 3, 2, 1, 0)]
    assert export.rows == 5
