"""Reads the lines of a file of deals by its mapping, and notes what is wrong with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipeloop.exchange.words import WARNINGS, Shape
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.tables import Cell, Row, Table
from pipeloop.formats.values import DateStyle, clean_text, read_datetime, read_money

# As many letters of an id as a deal has room for.
ID_LENGTH = 100
DATES = ("created_at", "won_at", "lost_at", "closed_at", "at")
CLOSING_DATES = ("won_at", "lost_at", "closed_at")
# A deal without an id is called by one of these.
NAMING = ("client", "title", "contact", "email", "phone")


def is_date(target: str) -> bool:
    """Whether a column mapped to this target holds dates."""
    return target in DATES or target.startswith("step:")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong on a line.

    Args:
        code: a key of `words.LINE_PROBLEMS`.
        column: name of the column, when one is to blame.
        text: the cell as it is written.
        first: for a duplicate, the line that has the same id.
    """

    line: int
    code: str
    column: str = ""
    text: str = ""
    first: int = 0

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS

    def as_json(self) -> dict[str, Any]:
        """The problem as JSON."""
        return asdict(self)


@dataclass
class Line:
    """A line of the file: texts and dates by target, the amount, and what is wrong."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    amount: Decimal | None = None
    currency: str = ""
    problems: list[LineProblem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the line can be loaded."""
        return all(problem.is_warning for problem in self.problems)

    @property
    def closed_at(self) -> datetime | None:
        """The latest date on which the deal was closed; None when no column says it."""
        return max((self.dates[n] for n in CLOSING_DATES if n in self.dates), default=None)


@dataclass
class LineReader:
    """Reads the lines of a table by a mapping.

    Args:
        columns: index of the column for each target.
        stages: meaning of each stage that the file names, with `""` for deals that name none;
            None while meanings are not chosen yet, so that no stage is a problem.
        now: stands in for a date that is missing.
        stage_names: filled with the number of lines for each stage of the file.
    """

    shape: str
    columns: dict[str, int]
    stages: dict[str, str] | None
    style: DateStyle
    zone: ZoneInfo
    header: tuple[str, ...]
    now: datetime
    stage_names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _line_of_id: dict[str, int] = field(default_factory=dict)

    def lines(self, table: Table) -> Iterator[Line]:
        """Every line of the table, good and bad."""
        for row in table.rows():
            yield self._line(row)

    def _line(self, row: Row) -> Line:
        line = Line(row.line)
        for target, column in self.columns.items():
            self._read_cell(line, target, column, row.cells[column])
        if row.extra:
            self._add_problem(line, "extra")
        if self.shape == Shape.DEALS:
            self._check_deal(line)
        else:
            self._check_change(line)
        return line

    def _read_cell(self, line: Line, target: str, column: int, cell: Cell) -> None:
        try:
            if target == "amount":
                line.amount, line.currency = read_money(cell)
                if line.amount is not None and line.amount < 0:
                    raise ValueProblem("not_a_number", clean_text(cell))
            elif is_date(target):
                date = read_datetime(cell, self.style, self.zone)
                if date is not None:
                    line.dates[target] = date
            else:
                line.values[target] = clean_text(cell)
        except ValueProblem as problem:
            self._add_problem(line, problem.code, column, problem.text)

    def _add_problem(
        self, line: Line, code: str, column: int | None = None, text: str = "", first: int = 0
    ) -> None:
        name = self.header[column] if column is not None else ""
        line.problems.append(LineProblem(line.number, code, name, text, first))

    def _check_stage(self, line: Line, target: str) -> None:
        if target not in self.columns:
            return
        stage = line.values.get(target, "")
        self.stage_names[stage] += 1
        if self.stages is not None and not self.stages.get(stage):
            self._add_problem(line, "unknown_stage", self.columns[target], stage)

    def _check_deal(self, line: Line) -> None:
        self._check_stage(line, "stage")
        self._check_id(line)
        if not line.dates and "created_at" in self.columns and not line.problems:
            self._add_problem(line, "no_date")
        closed_at = line.closed_at
        if closed_at and "created_at" in line.dates and closed_at < line.dates["created_at"]:
            self._add_problem(line, "closed_before")
        meaning = (self.stages or {}).get(line.values.get("stage", ""), "")
        if meaning in ("won", "lost") and closed_at is None:
            self._add_problem(line, "no_close_date")

    def _check_id(self, line: Line) -> None:
        """A deal has an id of its own, or something to call it by."""
        external_id = line.values.get("external_id", "")[:ID_LENGTH]
        if external_id:
            first = self._line_of_id.setdefault(external_id, line.number)
            if first != line.number:
                column = self.columns["external_id"]
                self._add_problem(line, "double", column, external_id, first=first)
        elif not any(line.values.get(name) for name in NAMING):
            self._add_problem(line, "no_client")

    def _check_change(self, line: Line) -> None:
        self._check_stage(line, "to_stage")
        if not line.values.get("deal_id"):
            self._add_problem(line, "no_id", self.columns.get("deal_id"))
        if "at" not in line.dates and not any(p.code != "unknown_stage" for p in line.problems):
            self._add_problem(line, "not_a_date", self.columns.get("at"))
