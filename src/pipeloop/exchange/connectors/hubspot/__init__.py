"""HubSpot."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.hubspot import api_calls, file_formats, parsing
from pipeloop.exchange.connectors.system import System

SYSTEM = System(
    code="hubspot",
    name=parsing.NAME,
    address_help=_("The same for all accounts."),
    token_help=_(
        "Settings → Integrations → Private apps: the token of an app that may read deals, "
        "companies and owners."
    ),
    example="https://api.hubapi.com",
    endpoint=api_calls.endpoint,
    account_name=api_calls.account_name,
    lists=api_calls.LISTS,
    read=parsing.read,
    file_formats=file_formats.FORMATS,
    records_of_item=file_formats.records_of_item,
    # A search may be asked five times a second, other calls more often.
    min_interval_s=0.25,
    home="https://api.hubapi.com",
)
