"""What may be asked about the company and its people."""

from pipeloop.company.queries.organisation import (
    ORDERS,
    PAGE,
    PeoplePage,
    active_people,
    calendars,
    people,
    person_card,
    teams,
    the_company,
)
from pipeloop.company.queries.working_time import WorkTimes, working_times

__all__ = [
    "ORDERS",
    "PAGE",
    "PeoplePage",
    "WorkTimes",
    "active_people",
    "calendars",
    "people",
    "person_card",
    "teams",
    "the_company",
    "working_times",
]
