"""The whole command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from gettext import gettext as _
from importlib import metadata
from typing import Any

from pipeloop.site.cli import backup, demo, logs, maintenance, people, restore, up
from pipeloop.site.cli.arguments import Parser, add_language


class Version(argparse.Action):
    """Prints the version of the installed package."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *given: object) -> None:
        parser.exit(message=f"pipeloop {metadata.version('pipeloop')}\n")


def build_parser() -> Parser:
    """The parser of the whole command line, in the language that is spoken now."""
    parser = Parser(
        prog="pipeloop",
        description=_("The working system of a head of B2B sales."),
        epilog=_("“pipeloop COMMAND --help” explains one command."),
    )
    parser.add_argument("--version", action=Version, help=_("print the version"))
    add_language(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True)
    for module in (up, demo, people, logs, backup, restore, maintenance):
        module.add(commands)
    return parser
