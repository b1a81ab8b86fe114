"""Connecting another CRM, and forgetting its token."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.encryption import decrypt, encrypt
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import policy
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.addresses import read_address
from pipeloop.exchange.connectors.api_client import Pace, Web
from pipeloop.exchange.connectors.systems import System
from pipeloop.exchange.models import Connection, Fetched
from pipeloop.exchange.words import LinkState

PURPOSE = "token of a connection"
# While somebody waits for a page, a system is asked once and not for long.
PATIENCE = 10.0


def connect(actor: Person, system: str, address: str, token: str) -> Connection:
    """Connect another CRM: its token is tried by one call, and kept sealed.

    Args:
        address: where the system is; empty for one where all accounts have the same.

    Raises:
        Forbidden: the actor loads no histories.
        Refused: there is no such system, the address is not allowed, the token does not serve,
            or the same account is connected already.
    """
    require(actor, policy.connect_system)
    known = SYSTEMS.get(system)
    if known is None:
        raise Refused("bad_value", _("Choose from the list."), field="system")
    place = read_address(address or known.home, private=private_allowed())
    account = _tried(known, place, token)
    with transaction.atomic():
        # Held to the end, so that two clicks make one connection.
        Person.objects.select_for_update().get(pk=actor.pk)
        same = Connection.objects.filter(system=system, address=place, account=account)
        if same.exclude(state=LinkState.OFF).exists():
            words = _("This account is connected already: refresh it instead.")
            raise Refused("connected", words, field="address")
        return Connection.objects.create(
            system=system,
            address=place,
            account=account,
            token=encrypt(token, PURPOSE),
            by=actor,
            at=now(),
        )


def renew(actor: Person, connection_id: ConnectionId, token: str) -> Connection:
    """Give a connection another token of the same account; a fetch goes on from where it was.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
        Refused: it is disconnected, or the token does not serve or is of another account.
    """
    require(actor, policy.connect_system)
    found = connection(connection_id)
    if found.is_off:
        raise Refused("off", _("It is disconnected: connect it anew."))
    account = _tried(SYSTEMS[found.system], found.address, token)
    if account != found.account:
        raise Refused("other_account", _("This token is of another account."), field="token")
    with transaction.atomic():
        held = locked_connection(connection_id)
        if held.is_off:
            raise Refused("off", _("It is disconnected: connect it anew."))
        held.token, held.error = encrypt(token, PURPOSE), ""
        held.save(update_fields=["token", "error"])
    return held


def _tried(system: System, address: str, token: str) -> str:
    """The account's name, by one call that succeeds only if the token serves."""
    if not token.strip() or not token.isascii() or any(letter.isspace() for letter in token):
        raise Refused("bad_token", _("A token is one word."), field="token")
    web = system.web(address, token, private=private_allowed(), tries=1, timeout=PATIENCE)
    return system.check(web)[:200]


@transaction.atomic
def disconnect(actor: Person, connection_id: ConnectionId) -> Connection:
    """Forget a token and the copy of what was fetched by it; what is loaded stays.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
    """
    require(actor, policy.connect_system)
    found = locked_connection(connection_id)
    Fetched.objects.filter(connection=found).delete()
    found.state, found.token, found.cursor, found.error = LinkState.OFF, "", None, ""
    found.save()
    return found


def opened(found: Connection, pace: Pace | None = None) -> Web:
    """The system of a connection, ready to be asked.

    Raises:
        Refused: the token cannot be read any more.
    """
    token = decrypt(found.token, PURPOSE)
    if token is None:
        words = _("The key of this installation has changed: enter the token anew.")
        raise Refused("token_lost", words, field="token")
    system = SYSTEMS[found.system]
    return system.web(found.address, token, private=private_allowed(), pace=pace)


def private_allowed() -> bool:
    """Whether systems inside the company's own network may be asked."""
    return bool(settings.PRIVATE_ADDRESSES)


def connection(connection_id: ConnectionId) -> Connection:
    """The connection's row.

    Raises:
        NotFound: there is no such connection.
    """
    found = Connection.objects.filter(pk=connection_id).first()
    if found is None:
        raise NotFound("connection")
    return found


def locked_connection(connection_id: ConnectionId) -> Connection:
    """The connection's row, held until the transaction ends.

    Raises:
        NotFound: there is no such connection.
    """
    found = Connection.objects.select_for_update(of=("self",)).filter(pk=connection_id).first()
    if found is None:
        raise NotFound("connection")
    return found
