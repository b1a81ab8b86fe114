"""The process, to read: six stages or five, a table, a step's card."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.http import person
from pipeloop.company.policy import require
from pipeloop.core.errors import Refused
from pipeloop.process import actions, policy, queries


@login_required
def process(request: HttpRequest) -> HttpResponse:
    """The whole process side by side; the fifth column of five holds two tracks."""
    require(person(request), policy.see_process)
    may_change = policy.change_process(person(request))
    if not queries.has_live_version():
        return render(request, "process/start.html", {"may_start": may_change})
    outline = queries.outline(queries.live_version_id())
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
        "may_change": may_change,
    }
    return render(request, "process/process.html", context)


def _selected(request: HttpRequest, outline: queries.Outline) -> queries.StepView | None:
    wanted = request.GET.get("step", "")
    steps = (step for stage in outline.stages for step in stage.steps)
    return next((step for step in steps if step.code == wanted), None)


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """The same as a table, one row a step."""
    require(person(request), policy.see_process)
    outline = queries.outline(queries.live_version_id())
    return render(request, "process/table.html", {"outline": outline})


@login_required
def step(request: HttpRequest, step_id: int) -> HttpResponse:
    """A step's card, for the panel beside the process."""
    require(person(request), policy.see_process)
    outline = queries.outline(queries.live_version_id())
    found = outline.step(step_id)
    context = {
        "step": found,
        "stage": outline.stage(found.stage_id),
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
        messages.success(request, _("The process is in force. The conveyor is ready."))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("process:process")


@login_required
@require_POST
def soften(request: HttpRequest, criterion_id: int) -> HttpResponse:
    """Let a criterion only warn, or stop again."""
    soft = request.POST.get("soft") == "1"
    changed = actions.set_soft(person(request), criterion_id, soft=soft)
    words = _("This criterion only warns now.") if soft else _("This criterion stops again.")
    messages.success(request, words)
    return redirect("process:step", step_id=changed.step_id)
