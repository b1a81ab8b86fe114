"""HubSpot."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.hubspot import calls, files, shapes
from pipeloop.exchange.connectors.systems import System

SYSTEM = System(
    code="hubspot",
    name=shapes.NAME,
    address_help=_("It is the same for everybody."),
    token_help=_(
        "Settings → Integrations → Private apps: the token of an app that may read deals, "
        "companies and owners."
    ),
    example="https://api.hubapi.com",
    door=calls.door,
    check=calls.check,
    parts=calls.PARTS,
    read=shapes.read,
    forms=files.FORMS,
    items=files.items,
    # A search may be asked five times a second, other calls more often.
    apart=0.25,
    home="https://api.hubapi.com",
)
