"""What people do about clients and their contacts."""

from pipeloop.clients.actions.accounts import (
    ACCOUNT_CHANGED,
    AccountCard,
    account_named,
    change_account,
    set_fit_class,
)
from pipeloop.clients.actions.bulk import (
    AccountsByName,
    LoadedContact,
    create_contacts,
    remove_loaded,
)
from pipeloop.clients.actions.contacts import (
    ContactCard,
    add_contact,
    change_contact,
    create_contact,
    set_reach,
)
from pipeloop.clients.actions.personal_data import erase_contact, erase_past_term

__all__ = [
    "ACCOUNT_CHANGED",
    "AccountCard",
    "AccountsByName",
    "ContactCard",
    "LoadedContact",
    "account_named",
    "add_contact",
    "change_account",
    "change_contact",
    "create_contact",
    "create_contacts",
    "erase_contact",
    "erase_past_term",
    "remove_loaded",
    "set_fit_class",
    "set_reach",
]
