"""`pipeloop up`: everything that serving needs, in one command."""

from __future__ import annotations

import signal
from argparse import Namespace
from gettext import gettext as _
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_command
from pipeloop.site.cli.installation import close_connections, data_folder, open_installation
from pipeloop.site.cli.output import ProgressBar, print_line
from pipeloop.site.cli.port import address, allow_hosts, free_port
from pipeloop.site.cli.problem import Problem
from pipeloop.site.locks import LockHeld, exclusive_lock

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("prepare the database and serve the site until Ctrl C")
    parser = add_command(commands, "up", run, words)
    parser.add_argument(
        "--port", type=int, default=8000, metavar=_("PORT"), help=_("8000 by default; 0 for any")
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar=_("HOST"),
        help=_("the address to listen at; 0.0.0.0 for the whole network"),
    )
    parser.add_argument(
        "--no-demo",
        action="store_true",
        help=_("do not load the demonstration company on the first start"),
    )


def run(arguments: Namespace) -> int:
    """Serve until it is stopped; return 0 then."""
    signal.signal(signal.SIGTERM, _stop)
    port = free_port(arguments.host, arguments.port)
    data = data_folder(arguments.data)
    allow_hosts(arguments.host)
    try:
        with exclusive_lock(data / "up.lock"), open_installation(data):
            _serve(data, arguments.host, port, demo=not arguments.no_demo)
    except LockHeld:
        words = _("Pipeloop is already running on the data folder %(folder)s.")
        raise Problem(words % {"folder": data}) from None
    except KeyboardInterrupt:
        pass
    print_line(_("Stopped. The data is kept."))
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(data: Path, host: str, port: int, *, demo: bool) -> None:
    from pipeloop.site.cli.prepare import ensure_ready
    from pipeloop.site.server import serve

    ensure_ready(data)
    _first_start(data, demo=demo)
    site = address(host, port)
    how = _how_to_sign_in(site)
    close_connections()
    serve(host, port, started=lambda: _announce(site, how))


def _first_start(data: Path, *, demo: bool) -> None:
    # Noted in the data folder, so that a removed demonstration does not come back.
    note = data / "started"
    if note.exists():
        return
    if demo and not _has_people():
        from pipeloop.site.demo import load_demo

        load_demo(progress=ProgressBar(_("Loading the demonstration company")))
    note.touch()


def _has_people() -> bool:
    from pipeloop.company.models import Person

    return Person.objects.exists()


def _how_to_sign_in(site: str) -> list[str]:
    from pipeloop.site.demo import PASSWORD, demo_accounts, demo_exists

    if demo_exists():
        accounts = [f"  {account.email:<34} {account.role}" for account in demo_accounts()]
        words = _("Sign in to the demonstration company with the password %(password)s as")
        return [words % {"password": PASSWORD}, *accounts]
    if not _has_people():
        return [
            _("Nobody can sign in yet. Create the first account at %(site)ssetup/") % {"site": site}
        ]
    return [_("Sign in with your own account.")]


def _announce(site: str, how: list[str]) -> None:
    print_line()
    print_line(_("Pipeloop is at %(site)s") % {"site": site})
    for line in how:
        print_line(line)
    print_line(_("Ctrl C stops it."))
