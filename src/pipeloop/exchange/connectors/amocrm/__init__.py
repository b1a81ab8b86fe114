"""amoCRM, abroad Kommo."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.amocrm import calls, files, shapes
from pipeloop.exchange.connectors.systems import System

SYSTEM = System(
    code="amocrm",
    name=shapes.NAME,
    address_help=_("The address at which you open amoCRM: the name of your account first."),
    token_help=_(
        "amoMarket → Create an integration → Keys and scopes: a long-lived token. "
        "It needs the right to read the account."
    ),
    example="https://company.amocrm.ru",
    door=calls.door,
    check=calls.check,
    parts=calls.PARTS,
    read=shapes.read,
    forms=files.FORMS,
    items=files.items,
    # Seven requests a second are allowed.
    apart=0.15,
)
