"""The address to serve at, tried before anything is started."""

from __future__ import annotations

import errno
import os
import socket
from gettext import gettext as _

from pipeloop.site.cli.problem import Problem

# At these a machine answers on all of its addresses.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with


def free_port(host: str, port: int) -> int:
    """`port`, or one that is free if it is 0.

    Raises:
        Problem: nobody could listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # The server too may listen while a closed connection lingers.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name == "posix"))
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Problem(_reason_not_free(error, host, port)) from None
        except OverflowError:
            words = _("There is no port %(port)d: ports go from 0 to 65535.")
            raise Problem(words % {"port": port}) from None
        return int(probe.getsockname()[1])


def _reason_not_free(error: OSError, host: str, port: int) -> str:
    values = {"host": host, "port": port, "reason": error.strerror}
    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)d is taken. Choose another one with --port.") % values
    if error.errno == errno.EACCES:
        return _("Port %(port)d needs the rights of an administrator.") % values
    return _("Cannot serve at %(host)s:%(port)d: %(reason)s") % values


def allow_hosts(host: str) -> None:
    """Let the site answer to the names by which `host` is reached, unless that is set already."""
    if os.environ.get("PIPELOOP_HOSTS"):
        return
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERYWHERE:
        own = socket.gethostname()
        names += [own, own.lower(), *_addresses(own)]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    os.environ["PIPELOOP_HOSTS"] = ",".join(dict.fromkeys(names))


def _addresses(name: str) -> list[str]:
    try:
        return [str(info[4][0]) for info in socket.getaddrinfo(name, None, socket.AF_INET)]
    except OSError:
        return []


def address(host: str, port: int) -> str:
    """What to open in a browser on this machine."""
    shown = "localhost" if host in (*EVERYWHERE, "127.0.0.1") else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
