"""What the columns of a table tell is guessed, corrected by a person, and cached."""

from __future__ import annotations

from typing import Any

import pytest

from pipeloop.company.models import Person
from pipeloop.core.errors import Refused
from pipeloop.history import actions
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import open_folder
from pipeloop.history.words import LogState
from tests import cast
from tests.history import files
from tests.history.reading import added, key, read
from tests.history.test_pages import page, text

pytestmark = pytest.mark.django_db

GUESSED = files.COLUMNS


def waiting(actor: Person, *rows: str, **named: str) -> Log:
    """A table that waits for its columns."""
    return added(actor, files.table(*(rows or files.SALES), **named), "history.csv")


def read_by(actor: Person, row: Log, columns: dict[str, str], zone: str = "Europe/Moscow") -> Log:
    """The log read by these columns."""
    actions.set_columns(actor, key(row), columns, zone=zone, seen=row.revision)
    return read(row)


def test_columns_are_guessed_and_wait_for_a_person(alice: Person) -> None:
    row = waiting(alice)
    assert (row.state, row.format, row.columns) == (LogState.WAITING, "csv", GUESSED)
    assert row.samples[0] == ["17", "Call", "02.03.2026 09:00", "Ann", "Web"]


def test_every_rejected_row_is_counted_and_explained(alice: Person) -> None:
    row = waiting(alice)
    read_by(alice, row, row.columns)
    assert (row.state, row.cases, row.events, row.rows) == (LogState.READY, 3, 4, 6)
    assert row.rejected == {"not_a_date": 1, "no_case": 1}
    assert [
        (example["row"], example["code"], example["text"]) for example in row.rejected_examples
    ] == [
        (5, "not_a_date", "soon"),
        (6, "no_case", ""),
    ]
    content = text(cast.browser(alice).get(page("log", row)))
    assert "the time cannot be understood: <q>soon</q>" in content


def test_other_columns_become_attributes(alice: Person) -> None:
    row = waiting(alice)
    read_by(alice, row, row.columns)
    assert set(open_folder(row.folder).labels["Source"].names) == {"", "Web", "Fair"}
    content = text(cast.browser(alice).get(page("map", row, **{"is.Source": "Web"})))
    assert "2 of 3 deals" in content
    assert "Source: Web" in content


def test_a_column_can_be_given_another_meaning(alice: Person) -> None:
    row = waiting(alice)
    read_by(alice, row, GUESSED | {"activity": "Source"})
    assert set(open_folder(row.folder).activities) == {"Web", "Fair"}


def test_the_time_zone_of_a_log_can_be_chosen(alice: Person) -> None:
    row = waiting(alice)
    starts = {
        zone: open_folder(read_by(alice, row, GUESSED, zone).folder).start
        for zone in ("Europe/Moscow", "UTC")
    }
    assert starts["UTC"] - starts["Europe/Moscow"] == 3 * 3600


def test_the_same_header_is_read_as_the_last_time(alice: Person) -> None:
    row = waiting(alice)
    read_by(alice, row, GUESSED | {"activity": "Source"})
    assert waiting(alice).columns == GUESSED | {"activity": "Source"}
    assert waiting(alice, header="Deal ID;Stage;Changed at;User;Colour").columns == GUESSED


def test_columns_that_were_never_read_are_not_reused(alice: Person) -> None:
    row = waiting(alice)
    actions.set_columns(
        alice, key(row), GUESSED | {"activity": "Source"}, zone="UTC", seen=row.revision
    )
    assert waiting(alice).columns == GUESSED


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({}, "missing_columns"),
        (GUESSED | {"case": ""}, "missing_columns"),
        (GUESSED | {"time": ""}, "missing_columns"),
        (GUESSED | {"resource": "Stage"}, "taken_twice"),
        (GUESSED | {"resource": "Nowhere"}, "bad_value"),
        (GUESSED | {"colour": "Source"}, "bad_value"),
    ],
)
def test_columns_that_make_no_log_are_refused(
    alice: Person, columns: dict[str, str], code: str
) -> None:
    row = waiting(alice)
    with pytest.raises(Refused) as refusal:
        read_by(alice, row, columns)
    assert (refusal.value.code, refusal.value.field) == (code, "columns")
    row.refresh_from_db()
    assert (row.state, row.columns) == (LogState.WAITING, GUESSED)


def sent(columns: dict[str, str], **more: Any) -> dict[str, Any]:
    """What the form of columns sends."""
    return {f"role-{role}": name for role, name in columns.items()} | {"zone": "UTC"} | more


def test_the_wizard_goes_from_the_file_to_the_map(alice: Person) -> None:
    client, row = cast.browser(alice), waiting(alice)
    content = text(client.get(page("log", row)))
    assert "<option selected>Changed at</option>" in content
    assert "17 · 17 · 18" in content
    answer = client.post(page("columns", row), sent(GUESSED, seen=row.revision))
    assert answer.url == page("log", row)
    read(row)
    assert "Rows left out" in text(client.get(page("log", row)))
    assert client.get(page("map", row)).status_code == 200


def test_a_refused_form_keeps_what_was_chosen(alice: Person) -> None:
    client, row = cast.browser(alice), waiting(alice)
    chosen = GUESSED | {"time": "", "resource": "Source"}
    answer = client.post(page("columns", row), sent(chosen, seen=row.revision))
    assert answer.status_code == 422
    content = text(answer)
    assert "Choose the column that holds: When it happened." in content
    resource = content.split('name="role-resource"')[1].split("</select>")[0]
    assert "<option selected>Source</option>" in resource
    assert "selected" not in content.split('name="role-time"')[1].split("</select>")[0]
    assert "<option selected>UTC</option>" in content


def test_the_columns_of_a_log_can_be_changed(alice: Person) -> None:
    client, row = cast.browser(alice), waiting(alice)
    read_by(alice, row, GUESSED)
    assert 'name="role-case"' not in text(client.get(page("log", row)))
    assert 'name="role-case"' in text(client.get(page("log", row, columns=1)))


def test_columns_of_another_crm_may_be_given(alice: Person, tmp_path: Any) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(files.table(*files.SALES))
    row = actions.add_log(alice, "amoCRM", path, columns=GUESSED)
    assert row.state == LogState.READING
    assert read(row).cases == 3
