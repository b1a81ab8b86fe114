"""`pipeloop log`: what a history of sales says, without a database."""

from __future__ import annotations

from argparse import Namespace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_json, add_language
from pipeloop.site.cli.logs.questions import QUESTIONS
from pipeloop.site.cli.logs.reading import add_columns, read
from pipeloop.site.cli.say import say_result

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("study a history of sales kept in a file")
    log = commands.add_parser("log", help=words, description=words)
    add_language(log)
    asked = log.add_subparsers(title=_("questions"), metavar=_("QUESTION"), required=True)
    for name, question in QUESTIONS.items():
        parser = asked.add_parser(name, help=question.words(), description=question.words())
        parser.set_defaults(run=run, question=name)
        parser.add_argument(
            "file", type=Path, metavar=_("FILE"), help=_("CSV, TSV, XLSX, Parquet, XES or XES.gz")
        )
        add_columns(parser)
        question.add(parser)
        add_json(parser)
        add_language(parser)


def run(arguments: Namespace) -> int:
    """Read the file and answer the question."""
    told = read(arguments)
    answer = QUESTIONS[arguments.question].answer(told, arguments)
    say_result(answer.words, answer.result, as_json=arguments.json)
    return 0
