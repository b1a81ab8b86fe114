"""What can be wrong with a file."""

from __future__ import annotations

from typing import Any


class FormatError(Exception):
    """A file cannot be read.

    Args:
        code: a stable word: empty, too_large, encoding, not_a_table, no_header,
            broken_archive, too_wide, sheet; of event logs also truncated (a compressed file or
            XML ends early), doctype (refused: it may define endless entities), not_xml,
            no_column (`role`, the `header`, and the `name` if one was given),
            no_events (`rows`, and how many are `bad` by code).
        line: the line in the file, when it is known.
        details: figures and names for a message.
    """

    def __init__(self, code: str, *, line: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.details = details


class ValueProblem(ValueError):
    """A cell does not hold what its column should.

    Args:
        code: not_a_number, not_a_date, impossible_date, out_of_range.
        text: the cell as it was written.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text[:100]
