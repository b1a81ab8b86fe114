"""What the arguments of every command have in common."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeloop.site.cli.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    Commands = argparse._SubParsersAction["Parser"]
    Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Refuses bad arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def add_command(commands: Commands, name: str, run: Run, words: str) -> Parser:
    """Add a command that works on a data folder; `words` say what it does."""
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--data",
        type=Path,
        metavar=_("FOLDER"),
        help=_("where the data is kept; by default PIPELOOP_DATA or .pipeloop in your home folder"),
    )
    add_language(parser)
    return parser


def add_json(parser: Parser) -> None:
    """Let the command print its result for programs."""
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def add_language(parser: Parser) -> None:
    """Let the user choose the language, before the command or after it."""
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=_("the language to speak; by default the terminal's"),
    )
