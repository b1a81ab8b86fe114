"""What commands print."""

from __future__ import annotations

import json
import sys
from typing import Any

WIDTH = 30


def print_line(words: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(words, flush=True)


def print_result(words: str, result: dict[str, Any], *, as_json: bool) -> None:
    """Print a result for people, or for programs."""
    print_line(json.dumps(result, ensure_ascii=False, default=str) if as_json else words)


class ProgressBar:
    """A bar of progress on a terminal; silent elsewhere."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._shown = -1
        self._terminal = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if not self._terminal or percent == self._shown:
            return
        self._shown = percent
        bar = ("█" * (percent * WIDTH // 100)).ljust(WIDTH, "░")
        end = "\n" if done >= total else ""
        print(f"\r{self._words} {bar} {percent} %", end=end, file=sys.stderr, flush=True)
