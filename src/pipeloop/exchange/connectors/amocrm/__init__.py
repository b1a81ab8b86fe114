"""amoCRM, abroad Kommo."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.amocrm import api_calls, file_formats, parsing
from pipeloop.exchange.connectors.system import System

SYSTEM = System(
    code="amocrm",
    name=parsing.NAME,
    address_help=_(
        "The address at which you open amoCRM; it begins with the name of your account."
    ),
    token_help=_(
        "amoMarket → Create an integration → Keys and scopes: a long-lived token. "
        "It needs the right to read the account."
    ),
    example="https://company.amocrm.ru",
    endpoint=api_calls.endpoint,
    account_name=api_calls.account_name,
    lists=api_calls.LISTS,
    read=parsing.read,
    file_formats=file_formats.FORMATS,
    records_of_item=file_formats.records_of_item,
    # Seven requests a second are allowed.
    min_interval_s=0.15,
)
