"""`pipeloop log`: questions about a history of sales, without a database; keeping one for study."""

from __future__ import annotations

from argparse import Namespace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_command, add_json, add_language
from pipeloop.site.cli.logs.keeping import keep
from pipeloop.site.cli.logs.questions import QUESTIONS
from pipeloop.site.cli.logs.reading import add_columns
from pipeloop.site.cli.logs.sources import opened_source
from pipeloop.site.cli.say import say_result

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands, Parser


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("study a history of sales kept in a file")
    log = commands.add_parser("log", help=words, description=words)
    add_language(log)
    commands_of_log = log.add_subparsers(title=_("questions"), metavar=_("QUESTION"), required=True)
    for name, question in QUESTIONS.items():
        parser = commands_of_log.add_parser(
            name, help=question.words(), description=question.words()
        )
        parser.set_defaults(run=run, question=name)
        _add_file(parser)
        add_columns(parser)
        parser.add_argument(
            "--spark", metavar=_("MASTER"), help=_("ask a Spark cluster; the file is Parquet there")
        )
        question.add(parser)
        add_json(parser)
        add_language(parser)
    keeper = add_command(
        commands_of_log, "keep", keep, _("add the file to the logs of this installation")
    )
    _add_file(keeper)
    keeper.add_argument("--name", metavar=_("NAME"), help=_("what to call it; by default the file"))
    add_json(keeper)


def _add_file(parser: Parser) -> None:
    parser.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("CSV, TSV, XLSX, Parquet, XES or XES.gz")
    )


def run(arguments: Namespace) -> int:
    """Read the file and answer the question."""
    with opened_source(arguments) as source:
        answer = QUESTIONS[arguments.question].answer(source, arguments)
    say_result(answer.words, answer.result, as_json=arguments.json)
    return 0
