"""Bitrix24."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.bitrix24 import calls, files, shapes
from pipeloop.exchange.connectors.systems import System

SYSTEM = System(
    code="bitrix24",
    name=shapes.NAME,
    address_help=_("The address of your portal."),
    token_help=_(
        "Developer resources → Other → Incoming webhook, with the rights CRM and Users: "
        "the address that it shows."
    ),
    example="https://company.bitrix24.ru",
    door=calls.door,
    check=calls.check,
    parts=calls.PARTS,
    read=shapes.read,
    forms=files.FORMS,
    items=files.items,
    # Two requests a second are allowed on small plans.
    apart=0.5,
    is_busy=calls.is_busy,
)
