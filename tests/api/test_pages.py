"""Lists of the API are read page by page, in pages of the size that is asked for."""

import pytest
from django.utils import timezone

from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.core.ids import DealId
from pipeloop.history.models import Log
from pipeloop.history.words import LogState
from pipeloop.site.api import api
from tests import cast
from tests.api.calling import program_of

pytestmark = pytest.mark.django_db

LISTS = ("/people", "/deals", "/clients", "/logs", "/deals/{deal_id}/events")
# Short lists that are always read whole.
WHOLE = ("/teams", "/process/reasons")


@pytest.fixture
def address(request: pytest.FixtureRequest, alice: Person, bob: Person) -> str:
    """A list with two rows at least."""
    deals = [cast.deal(bob, at="LD2", client=name) for name in ("Harbour Foods", "Elm Dairy")]
    actions.add_note(bob, DealId(deals[0].pk), text="Called", contact=False)
    for name in ("January", "February"):
        Log.objects.create(
            name=name, kind="file", state=LogState.WAITING, file="log.csv", added_at=timezone.now()
        )
    path: str = request.param
    return path.format(deal_id=deals[0].pk)


def test_every_list_is_read_by_pages() -> None:
    paths = api.get_openapi_schema()["paths"]
    lists = {
        path.removeprefix("/api/v1")
        for path, methods in paths.items()
        if "page" in [each["name"] for each in methods.get("get", {}).get("parameters", ())]
    }
    assert lists == set(LISTS)
    named = {
        path.removeprefix("/api/v1")
        for path, methods in paths.items()
        if methods.get("get", {}).get("operationId", "").startswith("list_")
    }
    assert named - lists == {*WHOLE, "/logs/{log_id}/paths"}


@pytest.mark.parametrize("address", LISTS, indirect=True)
def test_a_page_has_the_size_that_is_asked_for(alice: Person, address: str) -> None:
    program = program_of(alice)
    everything = program.get(address, size=200).json()
    first = program.get(address, size=1).json()
    second = program.get(address, size=1, page=2).json()
    assert not everything["more"]
    assert (first["items"], first["more"]) == (everything["items"][:1], True)
    assert second["items"] == everything["items"][1:2]


@pytest.mark.parametrize("address", LISTS, indirect=True)
@pytest.mark.parametrize(
    "query", [{"size": 0}, {"size": 201}, {"page": 0}, {"page": 1001}], ids=str
)
def test_a_size_or_page_out_of_range_is_refused(
    alice: Person, address: str, query: dict[str, int]
) -> None:
    answer = program_of(alice).get(address, **query)
    assert (answer.status_code, answer.json()["field"]) == (422, next(iter(query)))
