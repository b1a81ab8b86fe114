"""Pipedrive."""

from django.utils.translation import gettext_lazy as _

from pipeloop.exchange.connectors.pipedrive import calls, files, shapes
from pipeloop.exchange.connectors.systems import System

SYSTEM = System(
    code="pipedrive",
    name=shapes.NAME,
    address_help=_("The address at which you open Pipedrive: the name of your company first."),
    token_help=_("Your name → Company settings → Personal preferences → API."),
    example="https://company.pipedrive.com",
    door=calls.door,
    check=calls.check,
    parts=calls.PARTS,
    read=shapes.read,
    forms=files.FORMS,
    items=files.items,
    # The past of each deal is a call of its own, and the calls of a day are counted.
    apart=0.25,
)
