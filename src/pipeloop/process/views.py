"""The process, to read: six stages or five, a table, a step's card."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.errors import Refused
from pipeloop.core.ids import VersionId
from pipeloop.process import actions, policy, queries


@login_required
def process(request: HttpRequest) -> HttpResponse:
    """The version in force, or how to get one."""
    require(person(request), policy.see_process)
    if not queries.has_live_version():
        may_start = policy.change_process(person(request))
        return render(request, "process/start.html", {"may_start": may_start})
    return _render_version(request, queries.live_version_id())


@login_required
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Any other version, to read."""
    require(person(request), policy.see_process)
    return _render_version(request, VersionId(version_id))


@login_required
def versions(request: HttpRequest) -> HttpResponse:
    """All of them."""
    require(person(request), policy.see_process)
    return render(request, "process/versions.html", {"versions": queries.versions()})


def _render_version(request: HttpRequest, version_id: VersionId) -> HttpResponse:
    """A version with its stages side by side; the fifth column of five holds two tracks."""
    outline = queries.outline(version_id)
    five = request.GET.get("view") == "5"
    columns = [
        (number, list(stages)) for number, stages in groupby(outline.stages, key=lambda s: s.base)
    ]
    context = {
        "outline": outline,
        "five": five,
        "columns": columns if five else [(stage.order, [stage]) for stage in outline.stages],
        "steps": sum(len(stage.steps) for stage in outline.stages),
        "selected": _selected(request, outline),
        "may_change": policy.change_process(person(request)),
    }
    return render(request, "process/process.html", context)


def _selected(request: HttpRequest, outline: queries.Outline) -> queries.StepView | None:
    code = request.GET.get("step", "")
    steps = (step for stage in outline.stages for step in stage.steps)
    return next((step for step in steps if step.code == code), None)


@login_required
def table(request: HttpRequest, version_id: int | None = None) -> HttpResponse:
    """A version as a table, one row a step; by default the one in force."""
    require(person(request), policy.see_process)
    outline = queries.outline(VersionId(version_id or queries.live_version_id()))
    return render(request, "process/table.html", {"outline": outline})


@login_required
def step(request: HttpRequest, step_id: int) -> HttpResponse:
    """A step's card, for the panel beside the process."""
    require(person(request), policy.see_process)
    outline = queries.outline(queries.version_of_step(step_id))
    step = outline.step(step_id)
    context = {
        "step": step,
        "outline": outline,
        "stage": outline.stage(step.stage_id),
        "may_change": policy.change_process(person(request)),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "process/step.html", context)
    return render(request, "process/parts/step.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start from the template."""
    try:
        actions.start_from_template(person(request))
        messages.success(request, _("The process is live. The conveyor is ready."))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("process:process")


@login_required
@require_POST
def soften(request: HttpRequest, criterion_id: int) -> HttpResponse:
    """Let a criterion only warn, or stop again."""
    soft = request.POST.get("soft") == "1"
    changed = actions.set_soft(person(request), criterion_id, soft=soft)
    words = (
        _("This criterion now only warns.") if soft else _("This criterion blocks the move again.")
    )
    messages.success(request, words)
    return redirect("process:step", step_id=changed.step_id)
