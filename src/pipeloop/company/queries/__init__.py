"""What may be asked about the company and its people."""

from pipeloop.company.queries.organisation import (
    ORDERS,
    PAGE,
    PeoplePage,
    calendars,
    people,
    people_who_sign_in,
    person_card,
    person_name,
    team_name,
    teams,
    the_company,
)
from pipeloop.company.queries.working_time import WorkTimes, working_times

__all__ = [
    "ORDERS",
    "PAGE",
    "PeoplePage",
    "WorkTimes",
    "calendars",
    "people",
    "people_who_sign_in",
    "person_card",
    "person_name",
    "team_name",
    "teams",
    "the_company",
    "working_times",
]
