"""Checking a file in the background, before anything of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from pipeloop.core.ids import ImportId
from pipeloop.exchange.actions.import_runs import line_reader, mark_failed, open_file
from pipeloop.exchange.domain.line_reader import Line
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_stages
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import ImportState
from pipeloop.formats.errors import FormatError
from pipeloop.process.queries import live_version_id, outline

# As many problems of lines are kept.
MAX_PROBLEMS = 500
PROGRESS_STEP = 500


def check_import(run_id: ImportId) -> None:
    """Read the whole file; count what it holds and what is wrong with it."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    if run.state != ImportState.CHECKING:
        return
    with override(run.by.language):
        try:
            results = _check(run)
        except Exception as error:
            mark_failed(run_id, ImportState.CHECKING, error)
            if not isinstance(error, FormatError):
                raise
            return
    ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED, **results
    )


@dataclass
class _Totals:
    """What the lines hold, as they are read."""

    rows: int = 0
    good: int = 0
    bad: int = 0
    warned: int = 0
    deals: set[str | int] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Count a line."""
        self.rows += 1
        self.good += line.is_good
        self.bad += not line.is_good
        self.warned += bool(line.problems) and line.is_good
        self.problems.extend(problem.as_json() for problem in line.problems)
        del self.problems[MAX_PROBLEMS:]
        values = line.values
        self.deals.add(values.get("external_id") or values.get("deal_id") or line.number)
        self.people.update(filter(None, (values.get(n) for n in ("owner", "hunter", "who"))))

    def counts(self) -> dict[str, Any]:
        """The counts as JSON."""
        return {
            "rows": self.rows,
            "good": self.good,
            "bad": self.bad,
            "warned": self.warned,
            "deals": len(self.deals),
            "people": len(self.people),
        }


def _check(run: ImportRun) -> dict[str, Any]:
    """Columns of the import with what was read."""
    table = open_file(run)
    is_first_check = set(run.stages) == {ENTRY}
    reader = line_reader(run, table, stages=None if is_first_check else run.stages)
    totals = _Totals()
    for line in reader.lines(table):
        totals.add(line)
        if totals.rows % PROGRESS_STEP == 0:
            ImportRun.objects.filter(pk=run.pk).update(done=totals.rows)
    # An empty cell names no stage: it means the step where such deals begin.
    stage_names = sorted(reader.stage_names.keys() - {ENTRY})
    if is_first_check and stage_names:
        run.stages |= guess_stages(stage_names, outline(live_version_id()))
        # Stages have meanings now: one without a meaning is a problem of its lines.
        return _check(run)
    return {
        "totals": totals.counts() | {"stage_names": dict(reader.stage_names)},
        "problems": totals.problems,
        "rows": totals.rows,
        "done": totals.rows,
        "stages": run.stages,
    }
