"""The command line `pipeloop`: parse, do one thing, say what happened."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pipeloop.site.cli.language import choose_language, use_language
from pipeloop.site.cli.parser import build_parser
from pipeloop.site.cli.problem import Problem, in_one_line

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 2 refused, with the reason printed."""
    argv = list(sys.argv[1:] if argv is None else argv)
    use_language(choose_language(argv, os.environ))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pipeloop.site.settings")
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except Problem as problem:
        return _refuse(str(problem))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever reads our output has stopped
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        words = in_one_line(error)
        if words is None:
            raise
        return _refuse(words)


def _refuse(words: str) -> int:
    print(f"pipeloop: {words}", file=sys.stderr)
    return 2
