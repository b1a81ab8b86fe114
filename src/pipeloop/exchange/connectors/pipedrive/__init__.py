"""Pipedrive."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.pipedrive import api_calls, file_formats, parsing
from pipeloop.exchange.connectors.system import System

SYSTEM = System(
    code="pipedrive",
    name=parsing.NAME,
    address_help=_(
        "The address at which you open Pipedrive; it begins with the name of your company."
    ),
    token_help=_("Your name → Company settings → Personal preferences → API."),
    example="https://company.pipedrive.com",
    endpoint=api_calls.endpoint,
    account_name=api_calls.account_name,
    lists=api_calls.LISTS,
    read=parsing.read,
    file_formats=file_formats.FORMATS,
    records_of_item=file_formats.records_of_item,
    # The changelog of each deal is a call of its own, and the calls of a day are limited.
    min_interval_s=0.25,
)
