"""Tables of the company."""

from pipeloop.company.models.access import ApiToken, IdempotencyKey
from pipeloop.company.models.organisation import Company, Origin, Team, WorkCalendar
from pipeloop.company.models.people import Person, Role

__all__ = [
    "ApiToken",
    "Company",
    "IdempotencyKey",
    "Origin",
    "Person",
    "Role",
    "Team",
    "WorkCalendar",
]
