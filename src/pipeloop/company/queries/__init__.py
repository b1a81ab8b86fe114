"""What may be asked about the company and its people."""

from pipeloop.company.queries.organisation import (
    ORDERS,
    PAGE,
    PeoplePage,
    active_people,
    calendar,
    calendars,
    names_of_people,
    people,
    person_card,
    roles,
    team,
    teams,
    teams_of_people,
    the_company,
    tokens,
)
from pipeloop.company.queries.working_time import WorkTimes, working_times

__all__ = [
    "ORDERS",
    "PAGE",
    "PeoplePage",
    "WorkTimes",
    "active_people",
    "calendar",
    "calendars",
    "names_of_people",
    "people",
    "person_card",
    "roles",
    "team",
    "teams",
    "teams_of_people",
    "the_company",
    "tokens",
    "working_times",
]
