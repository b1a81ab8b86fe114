"""Salesforce."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.salesforce import api_calls, file_formats, parsing
from pipeloop.exchange.connectors.system import System

SYSTEM = System(
    code="salesforce",
    name=parsing.NAME,
    address_help=_("The address of your organization: My Domain in the settings."),
    token_help=_("An access token, as `sf org display` or your connected app gives it."),
    example="https://company.my.salesforce.com",
    endpoint=api_calls.endpoint,
    account_name=api_calls.account_name,
    lists=api_calls.LISTS,
    read=parsing.read,
    file_formats=file_formats.FORMATS,
    records_of_item=file_formats.records_of_item,
    min_interval_s=0.1,
)
