"""Bitrix24."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.bitrix24 import api_calls, file_formats, parsing
from pipeloop.exchange.connectors.system import System

SYSTEM = System(
    code="bitrix24",
    name=parsing.NAME,
    address_help=_("The address of your portal."),
    token_help=_(
        "Developer resources → Other → Incoming webhook, with the rights CRM and Users: "
        "the address that it shows."
    ),
    example="https://company.bitrix24.ru",
    endpoint=api_calls.endpoint,
    account_name=api_calls.account_name,
    lists=api_calls.LISTS,
    read=parsing.read,
    file_formats=file_formats.FORMATS,
    records_of_item=file_formats.records_of_item,
    # Two requests a second are allowed on small plans.
    min_interval_s=0.5,
    is_busy=api_calls.is_busy,
)
