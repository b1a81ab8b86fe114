"""Pages of imports: a file, its columns and stages, loading it, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ImportId
from pipeloop.exchange import actions, policy, queries
from pipeloop.exchange.domain.stage_guess import ENTRY, step_key
from pipeloop.exchange.forms import UploadForm
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import LINE_PROBLEMS, MAX_BYTES, TARGETS, ImportState, Shape
from pipeloop.process.queries import has_live_version, live_version_id, outline
from pipeloop.ui.answers import number, refused


@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and a form for a new file."""
    actor = person(request)
    require(actor, policy.see_imports)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.upload_file(actor, file, name=file.name)
            return redirect("exchange:import", run_id=run.pk)
        except Refused as error:
            refused(form, error)
        except NotFound:
            form.add_error(None, _("Start a process first: stages are matched with its steps."))
    context = {
        "form": form,
        "runs": queries.imports(),
        "may_load": policy.load_history(actor),
        "has_process": has_live_version(),
        "max_bytes": MAX_BYTES,
    }
    return render(request, "exchange/imports.html", context, status=422 if form.errors else 200)


@login_required
def import_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import, at the step where it is."""
    require(person(request), policy.see_imports)
    run = queries.import_run(ImportId(run_id))
    return _page(request, run, remap=request.GET.get("columns") == "1")


def _page(
    request: HttpRequest,
    run: ImportRun,
    *,
    targets: dict[int, str] | None = None,
    remap: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of an import.

    Args:
        targets: what its columns are mapped to, by index, when that is not what is saved.
        remap: show the mapping of columns, even though the file is checked.
    """
    rows = queries.preview(run)
    plan = outline(live_version_id())
    steps = [(step_key(step), f"{step.code} · {step.name}") for step in plan.flow]
    context = {
        "run": run,
        "rows": rows,
        "columns": queries.columns(run, rows, targets),
        "targets": list(TARGETS.items()),
        "steps": steps,
        "shapes": Shape.choices,
        "entry": run.stages.get(ENTRY, ""),
        "stages": [
            (name, count, run.stages.get(name, ""))
            for name, count in run.totals.get("stage_names", {}).items()
        ],
        "problems": [(problem["line"], _problem_words(problem)) for problem in run.problems],
        "worked_on": queries.worked_on(run) if run.state == ImportState.DONE else 0,
        "may_load": policy.load_history(person(request)),
        "remap": remap,
    }
    return render(request, "exchange/import.html", context, status=status)


def _problem_words(problem: dict[str, object]) -> str:
    """A problem in words: the column, the cell, what is wrong with it."""
    words = str(LINE_PROBLEMS[str(problem["code"])]) % problem
    cell = _("“%(text)s”") % problem if problem["text"] else ""
    place = " ".join(filter(None, (str(problem["column"]), cell)))
    return f"{place}: {words}" if place else words


@login_required
@require_POST
def change_mapping(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the corrected mapping and have the file checked."""
    actor = person(request)
    require(actor, policy.load_history)
    targets = {
        index: str(target)
        for name, target in request.POST.items()
        if name.startswith("column-") and target and (index := number(name[7:])) is not None
    }
    shape, system = request.POST.get("shape", ""), request.POST.get("system", "")
    day_first = request.POST.get("day_first") == "1"
    try:
        if len(set(targets.values())) < len(targets):
            words = _("Two columns are mapped to the same field: choose one of them.")
            raise Refused("taken_twice", words, field="columns")
        actions.change_mapping(
            actor,
            ImportId(run_id),
            shape=shape,
            system=system,
            columns={target: index for index, target in targets.items()},
            day_first=day_first,
        )
    except Refused as error:
        messages.error(request, str(error.words))
        run = queries.import_run(ImportId(run_id))
        run.shape, run.system, run.day_first = shape, system, day_first
        return _page(request, run, targets=targets, remap=True, status=422)
    return redirect("exchange:import", run_id=run_id)


@login_required
@require_POST
def match_stages(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the meanings of stages and have the file checked again."""
    names, meanings = request.POST.getlist("stage"), request.POST.getlist("meaning")
    stages = dict(zip(names, meanings, strict=False)) | {ENTRY: request.POST.get("entry", "")}
    try:
        actions.match_stages(person(request), ImportId(run_id), stages)
    except Refused as error:
        messages.error(request, str(error.words))
        run = queries.import_run(ImportId(run_id))
        run.stages = stages
        return _page(request, run, status=422)
    return redirect("exchange:import", run_id=run_id)


@login_required
@require_POST
def load(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin to load."""
    without_bad = request.POST.get("without_bad") == "1"
    try:
        actions.request_load(person(request), ImportId(run_id), without_bad=without_bad)
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:import", run_id=run_id)


@login_required
@require_POST
def undo_import(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin to undo the import."""
    try:
        actions.request_undo(person(request), ImportId(run_id))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:import", run_id=run_id)


@login_required
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far the job is; when it is done, the page is loaded again."""
    require(person(request), policy.see_imports)
    run = queries.import_run(ImportId(run_id))
    if not run.is_busy:
        return HttpResponse(headers={"HX-Redirect": reverse("exchange:import", args=[run_id])})
    return render(request, "exchange/parts/import_progress.html", {"run": run})
