"""A program asks for an export, looks how far it is, and fetches the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from pipeloop.company.models import Person
from pipeloop.core.ids import ExportId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Export
from tests import cast
from tests.api.calling import program_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    """Where files of exports are kept."""
    settings.MEDIA_ROOT = tmp_path


def test_a_program_takes_out_what_it_has_asked_for(bob: Person) -> None:
    cast.deal(bob, client="Harbour Foods")
    cast.deal(bob, client="Quarry Stone")
    program = program_of(bob)
    body = {"kind": "deals", "format": "csv", "filters": {"text": "quarry", "owner": bob.pk}}
    answer = program.post("/exports", body)
    assert answer.status_code == 201
    export = answer.json()
    assert (export["state"], export["has_file"], export["by"]) == ("waiting", False, bob.pk)
    refused = program.get(f"/exports/{export['id']}/file")
    assert (refused.status_code, refused.json()["error"]) == (422, "not_ready")

    actions.write_export(ExportId(export["id"]))
    export = program.get(f"/exports/{export['id']}").json()
    assert (export["state"], export["rows"], export["has_file"]) == ("done", 1, True)
    answer = program.get(f"/exports/{export['id']}/file")
    assert answer["Content-Type"] == "text/csv"
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Client,Subject,")
    assert [line.partition(",")[0] for line in lines[1:]] == ["Quarry Stone"]


def test_contacts_are_for_those_who_lead(alice: Person, bob: Person) -> None:
    body = {"kind": "contacts"}
    assert program_of(alice).post("/exports", body).status_code == 201
    answer = program_of(bob).post("/exports", body)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


def test_asked_twice_with_one_key_it_is_one_export(bob: Person) -> None:
    program = program_of(bob)
    first = program.post("/exports", {"kind": "clients"}, key="monday")
    actions.write_export(ExportId(first.json()["id"]))
    second = program.post("/exports", {"kind": "clients"}, key="monday")
    assert second.json() == first.json()
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "person"}, "kind"),
        ({"kind": "deals", "format": "json"}, "format"),
        ({"kind": "deals", "filters": {"fit_class": "A"}}, "fit_class"),
        ({"kind": "clients", "filters": {"order": "size"}}, "filters.order"),
        ({"kind": "clients", "filters": {"colour": "red"}}, "filters.colour"),
    ],
)
def test_a_list_that_there_is_not_is_refused(
    alice: Person, body: dict[str, Any], field: str
) -> None:
    answer = program_of(alice).post("/exports", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Export.objects.exists()


def test_a_key_for_reading_fetches_what_was_asked_for(bob: Person) -> None:
    export = actions.request_export(bob, "deals", "xlsx", {})
    actions.write_export(ExportId(export.pk))
    answer = program_of(bob, scope="read").get(f"/exports/{export.pk}/file")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
