"""Salesforce."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.salesforce import calls, files, shapes
from pipeloop.exchange.connectors.systems import System

SYSTEM = System(
    code="salesforce",
    name=shapes.NAME,
    address_help=_("The address of your organization: My Domain in the settings."),
    token_help=_("An access token, as `sf org display` or your connected app gives it."),
    example="https://company.my.salesforce.com",
    door=calls.door,
    check=calls.check,
    parts=calls.PARTS,
    read=shapes.read,
    forms=files.FORMS,
    items=files.items,
    apart=0.1,
)
