"""A file's lines as deals with their past, each problem told by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipeloop.exchange.words import WARNINGS, Shape
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.tables import Cell, Row, Table
from pipeloop.formats.values import DateStyle, clean_text, read_moment, read_money

# As many letters of an id as a deal keeps.
ID_LENGTH = 100
DATES = ("created_at", "won_at", "lost_at", "closed_at", "at")


def is_date(target: str) -> bool:
    """Whether a column taken for this holds dates."""
    return target in DATES or target.startswith("step:")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line.

    Args:
        code: a key of `words.LINE_PROBLEMS`.
        column: name of the column, when one is to blame.
        text: the cell as it is written.
    """

    line: int
    code: str
    column: str = ""
    text: str = ""
    first: int = 0

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS


@dataclass
class Line:
    """A line of the file, read: texts, moments, the amount, and what was wrong."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    amount: Decimal | None = None
    currency: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the line can be loaded."""
        return all(problem.is_warning for problem in self.problems)


@dataclass
class Reader:
    """Reads the lines of a table by a mapping.

    Args:
        columns: number of the column for each target.
        stages: meaning of each word for a stage, with `""` for deals that tell none; None
            while meanings are not chosen yet, so that no word is a problem.
        now: what stands in for a date that is not told.
    """

    shape: str
    columns: dict[str, int]
    stages: dict[str, str] | None
    style: DateStyle
    zone: ZoneInfo
    header: tuple[str, ...]
    now: datetime
    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _seen: dict[str, int] = field(default_factory=dict)

    def lines(self, table: Table) -> Iterator[Line]:
        """Every line of the table, good and bad."""
        for row in table.rows():
            yield self._line(row)

    def _line(self, row: Row) -> Line:
        line = Line(row.line)
        for target, column in self.columns.items():
            self._cell(line, target, column, row.cells[column])
        if row.extra:
            self._say(line, "extra")
        if self.shape == Shape.DEALS:
            self._check_deal(line)
        else:
            self._check_change(line)
        return line

    def _cell(self, line: Line, target: str, column: int, cell: Cell) -> None:
        try:
            if target == "amount":
                line.amount, line.currency = read_money(cell)
                if line.amount is not None and line.amount < 0:
                    raise ValueProblem("not_a_number", clean_text(cell))
            elif is_date(target):
                moment = read_moment(cell, self.style, self.zone)
                if moment is not None:
                    line.moments[target] = moment
            else:
                line.values[target] = clean_text(cell)
        except ValueProblem as problem:
            self._say(line, problem.code, column, problem.text)

    def _say(
        self, line: Line, code: str, column: int | None = None, text: str = "", first: int = 0
    ) -> None:
        name = self.header[column] if column is not None else ""
        line.problems.append(Problem(line.number, code, name, text, first))

    def _stage(self, line: Line, target: str) -> None:
        word = line.values.get(target, "")
        if target not in self.columns:
            return
        self.words[word] += 1
        if self.stages is not None and not self.stages.get(word):
            self._say(line, "unknown_stage", self.columns[target], word)

    def _check_deal(self, line: Line) -> None:
        self._stage(line, "stage")
        values, moments = line.values, line.moments
        known = values.get("external_id", "")[:ID_LENGTH]
        if known:
            if known in self._seen:
                column = self.columns["external_id"]
                self._say(line, "double", column, known, first=self._seen[known])
            self._seen.setdefault(known, line.number)
        elif not any(values.get(name) for name in ("client", "title", "contact", "email", "phone")):
            self._say(line, "no_client")
        if not moments and "created_at" in self.columns and not line.problems:
            self._say(line, "no_date")
        end = max(
            (moments[n] for n in ("won_at", "lost_at", "closed_at") if n in moments), default=None
        )
        if end and "created_at" in moments and end < moments["created_at"]:
            self._say(line, "closed_before")
        meaning = (self.stages or {}).get(values.get("stage", ""), "")
        if meaning in ("won", "lost") and end is None and self.stages is not None:
            self._say(line, "no_close_date")

    def _check_change(self, line: Line) -> None:
        self._stage(line, "to_stage")
        if not line.values.get("deal_id"):
            self._say(line, "no_id", self.columns.get("deal_id"))
        if "at" not in line.moments and not any(p.code != "unknown_stage" for p in line.problems):
            self._say(line, "not_a_date", self.columns.get("at"))


def plain(problem: Problem) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "line": problem.line,
        "code": problem.code,
        "column": problem.column,
        "text": problem.text,
        "first": problem.first,
    }
