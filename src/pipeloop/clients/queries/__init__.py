"""What may be asked about clients and the people in them."""

from pipeloop.clients.queries.accounts import (
    account,
    account_names,
    accounts,
    contact,
    contacts_of,
    known_contacts,
    owners_of_accounts,
)
from pipeloop.clients.queries.personal_data import (
    IN_USE,
    RECORDS,
    PersonalData,
    Register,
    contact_name,
    past_term,
    past_term_page,
    personal_data_of,
    register,
)

__all__ = [
    "IN_USE",
    "RECORDS",
    "PersonalData",
    "Register",
    "account",
    "account_names",
    "accounts",
    "contact",
    "contact_name",
    "contacts_of",
    "known_contacts",
    "owners_of_accounts",
    "past_term",
    "past_term_page",
    "personal_data_of",
    "register",
]
