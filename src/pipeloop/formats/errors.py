"""What can be wrong with a file."""

from __future__ import annotations

from typing import Any


class FormatError(Exception):
    """A file cannot be read.

    Args:
        code: a stable word: empty, too_large, encoding, not_a_table, no_header,
            broken_archive, too_wide, sheet; of event logs also truncated (a packed file or XML
            ends too soon), doctype (refused: it may name entities without end), not_xml,
            no_column (`role`, the `header`, and the `name` if one was asked for),
            no_events (`rows`, and how many are `bad` by code).
        line: where, when it is known.
        details: figures and names that a message may tell.
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
