"""Connecting another CRM, replacing its token, and forgetting it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.actions import lock_person
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.encryption import decrypt, encrypt
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import policy
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.addresses import read_address
from pipeloop.exchange.connectors.api_client import ApiClient, RateLimiter
from pipeloop.exchange.connectors.system import System
from pipeloop.exchange.models import Connection, SourceRecord
from pipeloop.exchange.words import ConnectionState

PURPOSE = "token of a connection"
# While somebody waits for a page, the system is asked only once, and not for long (seconds).
CHECK_TIMEOUT_S = 10.0


def connect_system(actor: Person, code: str, address: str, token: str) -> Connection:
    """Connect another CRM: its token is tested by one call and stored encrypted.

    Args:
        code: of one of `SYSTEMS`.
        address: where the system is; empty for one where all accounts have the same.

    Raises:
        Forbidden: the actor loads no histories.
        Refused: there is no such system, the address is not allowed, the token does not work,
            or the same account is connected already.
    """
    require(actor, policy.connect_system)
    system = SYSTEMS.get(code)
    if system is None:
        raise Refused("bad_value", _("Choose from the list."), field="system")
    url = read_address(address or system.home, private=private_allowed())
    account = _account_name(system, url, token)
    with transaction.atomic():
        # Held to the end, so that two clicks make one connection.
        lock_person(actor)
        same = Connection.objects.filter(system=code, address=url, account=account)
        if same.exclude(state=ConnectionState.OFF).exists():
            words = _("This account is already connected: fetch what is new instead.")
            raise Refused("connected", words, field="address")
        return Connection.objects.create(
            system=code,
            address=url,
            account=account,
            token=encrypt(token, PURPOSE),
            by=actor,
            at=now(),
        )


def renew_token(actor: Person, connection_id: ConnectionId, token: str) -> Connection:
    """Give a connection another token of the same account; a fetch resumes where it stopped.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
        Refused: it is disconnected, or the token does not work or is of another account.
    """
    require(actor, policy.connect_system)
    connection = get_connection(connection_id)
    if connection.is_off:
        raise Refused("off", _("It is disconnected: connect it again."))
    account = _account_name(SYSTEMS[connection.system], connection.address, token)
    if account != connection.account:
        words = _("This token belongs to another account.")
        raise Refused("other_account", words, field="token")
    with transaction.atomic():
        connection = locked_connection(connection_id)
        if connection.is_off:
            raise Refused("off", _("It is disconnected: connect it again."))
        connection.token, connection.error = encrypt(token, PURPOSE), ""
        connection.save(update_fields=["token", "error"])
    return connection


def _account_name(system: System, address: str, token: str) -> str:
    """The account's name, by one call that succeeds only if the token works."""
    if not token.strip() or not token.isascii() or any(letter.isspace() for letter in token):
        raise Refused("bad_token", _("A token is one word, without spaces."), field="token")
    client = system.client(
        address, token, private=private_allowed(), max_tries=1, timeout=CHECK_TIMEOUT_S
    )
    return system.account_name(client)[:200]


@transaction.atomic
def disconnect_system(actor: Person, connection_id: ConnectionId) -> Connection:
    """Forget a token and the copy of what was fetched by it; what is loaded stays.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
    """
    require(actor, policy.connect_system)
    connection = locked_connection(connection_id)
    SourceRecord.objects.filter(connection=connection).delete()
    connection.state = ConnectionState.OFF
    connection.token, connection.cursor, connection.error = "", None, ""
    connection.save()
    return connection


def api_client(connection: Connection, limiter: RateLimiter | None = None) -> ApiClient:
    """A client of the connected system's API.

    Args:
        limiter: how fast the system may be asked, if not as fast as it allows.

    Raises:
        Refused: the token cannot be read any more.
    """
    token = decrypt(connection.token, PURPOSE)
    if token is None:
        words = _("The key of this installation has changed: enter the token again.")
        raise Refused("token_lost", words, field="token")
    system = SYSTEMS[connection.system]
    return system.client(connection.address, token, private=private_allowed(), limiter=limiter)


def private_allowed() -> bool:
    """Whether systems inside the company's own network may be asked."""
    return bool(settings.PRIVATE_ADDRESSES)


def get_connection(connection_id: ConnectionId) -> Connection:
    """The connection's row.

    Raises:
        NotFound: there is no such connection.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise NotFound("connection")
    return connection


def locked_connection(connection_id: ConnectionId) -> Connection:
    """The connection's row, held until the transaction ends.

    Raises:
        NotFound: there is no such connection.
    """
    rows = Connection.objects.select_for_update(of=("self",))
    connection = rows.filter(pk=connection_id).first()
    if connection is None:
        raise NotFound("connection")
    return connection
