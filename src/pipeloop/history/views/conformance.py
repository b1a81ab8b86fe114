"""How far deals follow a described process, laid over its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.web.http import person
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import LogId, VersionId
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.conformance.conformance_kernels import Kind
from pipeloop.engine.mining.conformance.deviations import Deviation
from pipeloop.formats.writing import OutCell
from pipeloop.history import actions, queries
from pipeloop.history.forms import case_filter_of
from pipeloop.history.queries import ConformanceReport, FilteredLog, StepFact
from pipeloop.history.views.tabs import filter_query, filtered_log_of, tab
from pipeloop.history.views.win_rates import WinLine, headline_words, line_of
from pipeloop.history.views.workbooks import percent, workbook
from pipeloop.process.queries import (
    Outline,
    StageView,
    has_live_version,
    live_version_id,
    outline,
    versions,
)
from pipeloop.ui import formatting

# From this share of deals on something about a step calls for action.
NOTABLE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Card:
    """A step of the process with what deals do otherwise there, as shares of all of them."""

    fact: StepFact
    deals: int

    @property
    def deviations(self) -> list[tuple[str, str, bool]]:
        """Icon, words, and whether it is much, for each thing that is wrong."""
        kinds = (
            ("arrow-bar-to-right", self.fact.missing, _("%(share)s skipped it")),
            ("arrows-shuffle", self.fact.wrong, _("%(share)s came out of order")),
            ("alarm", self.fact.late, _("%(share)s exceeded the norm")),
        )
        return [
            (icon, words % {"share": formatting.share(count / self.deals)}, self._is_notable(count))
            for icon, count, words in kinds
            if count
        ]

    @property
    def is_bad(self) -> bool:
        fact = self.fact
        return any(self._is_notable(count) for count in (fact.missing, fact.wrong, fact.late))

    def _is_notable(self, count: int) -> bool:
        return count >= NOTABLE_SHARE * self.deals


@tab("conformance")
def conformance(request: HttpRequest, part: FilteredLog) -> dict[str, Any]:
    """The filtered deals compared with a version."""
    plan = _plan(request)
    if plan is None:
        return {"plan": None}
    report = queries.conformance_report(part, plan)
    deals = report.following.trials
    return {
        "plan": plan,
        "versions": versions(),
        "report": report,
        "interval": report.following.interval,
        "stages": [(stage, _cards(stage, report, deals)) for stage in plan.stages if stage.is_flow],
        "top": [
            (one, words_of(one), one.cases / deals, _win_line(report, one)) for one in report.top
        ]
        if deals
        else [],
        "win_words": headline_words(report.win_rates),
        "win_lines": [line_of(comparison) for comparison in report.win_rates.by_step],
        "least": SMALLEST_SAMPLE,
        "own_query": _query(request, plan),
        "kept": _kept(request),
    }


def _win_line(report: ConformanceReport, deviation: Deviation) -> WinLine | None:
    """Won shares with a deviation and without it, where a fair comparison is possible."""
    comparison = report.win_rates.by_deviation.get(deviation.number)
    return line_of(comparison) if comparison else None


def _query(request: HttpRequest, plan: Outline) -> str:
    query = QueryDict(filter_query(request), mutable=True)
    query["version"] = str(plan.version_id)
    return query.urlencode()


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The rest of the address, for the form that chooses a version."""
    query = QueryDict(filter_query(request))
    return [(name, value) for name in query if name != "version" for value in query.getlist(name)]


def _plan(request: HttpRequest) -> Outline | None:
    """The version that is asked for, or the one in force; None when there is none."""
    asked = request.GET.get("version", "")
    if asked.isdecimal() and len(asked) < 10:
        return outline(VersionId(int(asked)))
    return outline(live_version_id()) if has_live_version() else None


def _cards(stage: StageView, report: ConformanceReport, deals: int) -> list[Card]:
    return [Card(report.steps[step.id], deals) for step in stage.flow_steps]


def words_of(one: Deviation) -> str:
    """What deals do otherwise."""
    if one.kind == Kind.MISSING:
        return _("Skip “%(step)s”") % {"step": one.step}
    if one.kind == Kind.EXTRA:
        return _("Include “%(step)s”, which is not in the process") % {"step": one.step}
    if one.kind == Kind.LATE:
        return _("Stay on “%(step)s” longer than its norm") % {"step": one.step}
    if one.step is None:
        return _("End after “%(step)s”") % {"step": one.after}
    if one.after is None:
        return _("Begin with “%(step)s”") % {"step": one.step}
    return _("Go straight from “%(before)s” to “%(step)s”") % {
        "step": one.step,
        "before": one.after,
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """Everything that deals do otherwise as a workbook."""
    part = filtered_log_of(request, log_id)
    report = queries.conformance_report(part, required_version(request))
    header = [
        _("Deviation"),
        _("Deals"),
        _("Share, %"),
        _("Compared at step"),
        _("Won with the deviation, %"),
        _("Won without it, %"),
        _("Difference, points"),
        _("From"),
        _("To"),
    ]
    rows = (
        [
            words_of(one),
            one.cases,
            percent(one.cases / report.following.trials),
            *_win_cells(report, one),
        ]
        for one in report.all
    )
    widths = (70, 10, 10, 30, 14, 14, 14, 10, 10)
    return workbook(_("Deviations"), header, rows, widths=widths, of=part)


def _win_cells(report: ConformanceReport, deviation: Deviation) -> list[OutCell]:
    """Where they are compared, won shares with a deviation and without it, their difference."""
    comparison = report.win_rates.by_deviation.get(deviation.number)
    if comparison is None:
        return [None] * 6
    shares = (comparison.group.share, comparison.others.share, *comparison.difference)
    return [comparison.landmark, *(percent(share) for share in shares)]


@login_required
def cases(request: HttpRequest, log_id: int, number: int) -> FileResponse:
    """The deals in which one deviation is, as a workbook."""
    part = filtered_log_of(request, log_id)
    log = queries.deviating_deals(part, required_version(request), number)
    rows = ([log.case_id(case), " → ".join(log.path(case))] for case in range(log.case_count))
    return workbook(_("Deals"), [_("Deal"), _("Path")], rows, widths=(36, 120), of=part)


def required_version(request: HttpRequest) -> Outline:
    """The version that an address asks for, or the one in force.

    Raises:
        NotFound: there is none.
    """
    plan = _plan(request)
    if plan is None:
        raise NotFound("version")
    return plan


@login_required
@require_POST
def describe(request: HttpRequest, log_id: int) -> HttpResponse:
    """Make a version "as is" of the chosen deals, and show it."""
    try:
        version = actions.describe_as_is(
            person(request), LogId(log_id), case_filter_of(request.GET)
        )
    except Refused as error:
        messages.error(request, str(error.words))
        return redirect(f"{reverse('history:map', args=[log_id])}?{request.GET.urlencode()}")
    messages.success(
        request, _("A draft “as is” was made of how sales run. The version in force is unchanged.")
    )
    return redirect("process:version", version_id=version)
