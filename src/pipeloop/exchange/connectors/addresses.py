"""Where a request may go: over HTTPS, and to no machine of the company's own network.

The name is resolved here and the connection is made to the address that was checked, so a name
that answers differently the second time gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused

# An IPv4 address may hide in these (RFC 6052).
_TRANSLATED = ip_network("64:ff9b::/96")


def read_address(text: str, *, private: bool) -> str:
    """An address as it was typed, as scheme, host and port; HTTPS when no scheme is named.

    Args:
        private: addresses of one's own network, and plain HTTP to them, are allowed.

    Raises:
        Refused: it is no address, not HTTPS, or carries a name and a password.
    """
    typed = text.strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, SplitResult("", "", "", "", "")
    if not host or parts.username is not None or any(letter.isspace() for letter in typed):
        raise _bad(_("This is not an address of a site."))
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise _bad(_("The address must begin with https://"))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def connect(url: str, *, private: bool, timeout: float) -> HTTPConnection:
    """An open connection to the host of a URL, at an address that was checked.

    Raises:
        Refused: the name leads nowhere, or to an address that is not allowed.
        OSError: nobody answers there.
    """
    parts = urlsplit(read_address(url, private=private))
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _resolve(host, port)
    public = [is_public(ip_address(address)) for address in addresses]
    if not private and not all(public):
        raise _bad(_("%(host)s is inside a private network: it is not asked.") % {"host": host})
    if parts.scheme == "http" and any(public):
        raise _bad(_("The address must begin with https://"))
    sock = _open(addresses, port, timeout)
    if parts.scheme == "http":
        plain = HTTPConnection(host, port, timeout=timeout)
        plain.sock = sock
        return plain
    context = ssl.create_default_context()
    secure = HTTPSConnection(host, port, timeout=timeout, context=context)
    try:
        secure.sock = context.wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise
    return secure


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet, also when it is wrapped in another."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _bad(_("There is no such site: %(host)s.") % {"host": host}) from None
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def _open(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """The first of the addresses that answers."""
    failed: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failed = error
    raise failed or OSError("no address")


def _bad(words: str) -> Refused:
    return Refused("bad_address", words, field="address")
