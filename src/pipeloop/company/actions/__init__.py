"""What people do about the company, its people and their keys."""

from pipeloop.company.actions.founding import found_company, set_up_company
from pipeloop.company.actions.loaded import begin_load, remove_load
from pipeloop.company.actions.people import (
    PersonCard,
    add_person,
    change_person,
    change_profile,
    dismiss_person,
    lock_person,
    reinstate_person,
)
from pipeloop.company.actions.settings import (
    CalendarCard,
    CompanyCard,
    change_company,
    save_calendar,
    save_team,
)
from pipeloop.company.actions.tokens import create_token, revoke_token

__all__ = [
    "CalendarCard",
    "CompanyCard",
    "PersonCard",
    "add_person",
    "begin_load",
    "change_company",
    "change_person",
    "change_profile",
    "create_token",
    "dismiss_person",
    "found_company",
    "lock_person",
    "reinstate_person",
    "remove_load",
    "revoke_token",
    "save_calendar",
    "save_team",
    "set_up_company",
]
