"""Where a request may go: over HTTPS, and not into the company's own network.

The name is resolved here, and the connection is made to the address that was checked, so that a
name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused

# These may wrap an IPv4 address (RFC 6052).
_NAT64 = ip_network("64:ff9b::/96")


def read_address(text: str, *, private: bool) -> str:
    """Scheme, host and port of an address as it was typed; HTTPS when it names no scheme.

    Args:
        private: addresses of the company's own network, and plain HTTP to them, are allowed.

    Raises:
        Refused: it is no address, not HTTPS, or holds a name and a password.
    """
    typed = text.strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, SplitResult("", "", "", "", "")
    if not host or parts.username is not None or any(letter.isspace() for letter in typed):
        raise _refusal(_("This is not the address of a site."))
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise _refusal(_("The address must begin with https://"))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def connect(url: str, *, private: bool, timeout: float) -> HTTPConnection:
    """An open connection to the host of a URL, at an address that was checked.

    Raises:
        Refused: there is no such name, or its address is not allowed.
        OSError: nothing answers there.
    """
    parts = urlsplit(read_address(url, private=private))
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _resolve(host, port)
    public = [is_public(ip_address(address)) for address in addresses]
    if not private and not all(public):
        raise _refusal(
            _("%(host)s is in a private network, which is not allowed.") % {"host": host}
        )
    if parts.scheme == "http" and any(public):
        raise _refusal(_("The address must begin with https://"))
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
    """Whether an address, or the one that it wraps, belongs to the public internet."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            wrapped = address.teredo[1]
        if address in _NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast


def _resolve(host: str, port: int) -> list[str]:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refusal(_("There is no such site: %(host)s.") % {"host": host}) from None
    return [str(entry[4][0]).partition("%")[0] for entry in entries]


def _open(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """The first of the addresses that answers."""
    last_error: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last_error = error
    raise last_error or OSError("no address")


def _refusal(words: str) -> Refused:
    return Refused("bad_address", words, field="address")
