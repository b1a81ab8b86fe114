"""`pipeloop demo`: the demonstration company, loaded or removed."""

from __future__ import annotations

from argparse import Namespace
from gettext import gettext as _
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_command, add_json
from pipeloop.site.cli.installation import data_folder, open_installation
from pipeloop.site.cli.output import ProgressBar, print_result
from pipeloop.site.cli.prepare import require_tables
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("load or remove the demonstration company")
    parser = add_command(commands, "demo", run, words)
    parser.add_argument("do", choices=("load", "remove"), help=_("what to do with it"))
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Load or remove the demonstration; 2 if it is already so."""
    with open_installation(data_folder(arguments.data)):
        require_tables()
        loading = arguments.do == "load"
        _require_absent(loading)
        if loading:
            _load()
            words = _("The demonstration company is loaded.")
        else:
            _remove()
            words = _("The demonstration company is removed.")
        print_result(words, {"demonstration": loading}, as_json=arguments.json)
    return 0


def _require_absent(absent: bool) -> None:
    from pipeloop.site.demo import demo_exists

    if demo_exists() and absent:
        raise Problem(_("The demonstration company is already loaded."))
    if not demo_exists() and not absent:
        raise Problem(_("There is no demonstration company to remove."))


def _load() -> None:
    from pipeloop.site.demo import load_demo

    load_demo(progress=ProgressBar(_("Loading the demonstration company")))


def _remove() -> None:
    from pipeloop.site.demo import remove_demo

    remove_demo()
