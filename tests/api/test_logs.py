"""Programs get logs in the shapes of the command line."""

import pytest

from pipeloop.company.models import Person
from tests.api.calling import program_of
from tests.history.logs import ready_log

pytestmark = pytest.mark.django_db


def test_a_map_has_its_counts_and_times(alice: Person) -> None:
    row = ready_log()
    data = program_of(alice).get(f"/logs/{row.pk}/map", outcome="won").json()
    day = pytest.approx(86_400, rel=0.02)
    assert data == {
        "cases": 2,
        "events": 6,
        "activities": {"Call": 2, "Offer": 2, "Won": 2},
        "edges": [
            {
                "from": "Call", "to": "Offer", "count": 2, "mean_s": day,
                "median_s": day, "p90_s": day,
            },
            {
                "from": "Offer", "to": "Won", "count": 2, "mean_s": 129_600,
                "median_s": pytest.approx(129_600, rel=0.02),
                "p90_s": pytest.approx(164_160, rel=0.02),
            },
        ],
        "start": {"Call": 2},
        "end": {"Won": 2},
    }  # fmt: skip


def test_variants_come_with_the_most_frequent_first(alice: Person) -> None:
    row = ready_log()
    data = program_of(alice).get(f"/logs/{row.pk}/paths", top=1).json()
    assert data == {"variants": [{"path": ["Call", "Offer", "Won"], "count": 2}]}
    by_source = program_of(alice).get(f"/logs/{row.pk}/paths", **{"is.source": "Fair"}).json()
    assert [one["count"] for one in by_source["variants"]] == [1, 1]


def test_logs_are_listed_with_what_is_in_them(alice: Person) -> None:
    row = ready_log(rejected={"no_time": 2})
    (data,) = program_of(alice).get("/logs").json()["items"]
    assert (data["id"], data["name"], data["state"]) == (row.pk, "Sales", "ready")
    assert (data["cases"], data["events"], data["rejected"]) == (5, 15, {"no_time": 2})


def test_an_invalid_filter_is_refused(alice: Person) -> None:
    row = ready_log()
    for query in ({"since": "soon"}, {"outcome": "perhaps"}, {"longer": -1}):
        assert program_of(alice).get(f"/logs/{row.pk}/map", **query).status_code == 422


def test_a_log_that_is_not_read_is_not_found(alice: Person) -> None:
    row = ready_log(state="reading", folder="")
    assert program_of(alice).get(f"/logs/{row.pk}/map").status_code == 404
