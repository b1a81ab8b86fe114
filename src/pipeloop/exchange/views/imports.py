"""Pages of imports: a file in, its columns, its stages, the load, and back."""

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
from pipeloop.exchange.domain.stage_guess import ENTRY, key
from pipeloop.exchange.forms import UploadForm
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import LINE_PROBLEMS, MAX_BYTES, TARGETS, ImportState, Shape
from pipeloop.process.queries import has_live_version, live_version_id, outline
from pipeloop.ui.answers import number, refused


@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """What was loaded, and a place for a file."""
    actor = person(request)
    require(actor, policy.see_imports)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = actions.upload(actor, file, name=file.name)
            return redirect("exchange:run", run_id=taken.pk)
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
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import, at the step where it stands."""
    require(person(request), policy.see_imports)
    found = queries.import_run(ImportId(run_id))
    return _page(request, found, remap=request.GET.get("columns") == "1")


def _page(
    request: HttpRequest,
    found: ImportRun,
    *,
    taken: dict[int, str] | None = None,
    remap: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of an import; `taken` is what its columns are taken for, if not as is kept."""
    rows = queries.preview(found)
    plan = outline(live_version_id())
    steps = [(key(step), f"{step.code} · {step.name}") for step in plan.flow]
    context = {
        "run": found,
        "rows": rows,
        "columns": queries.columns(found, rows, taken),
        "targets": list(TARGETS.items()),
        "steps": steps,
        "shapes": Shape.choices,
        "entry": found.stages.get(ENTRY, ""),
        "words": [
            (word, count, found.stages.get(word, ""))
            for word, count in found.totals.get("words", {}).items()
        ],
        "problems": [(each, _said(each)) for each in found.problems],
        "worked_on": queries.worked_on(found) if found.state == ImportState.DONE else 0,
        "may_load": policy.load_history(person(request)),
        "remap": remap,
    }
    return render(request, "exchange/run.html", context, status=status)


def _said(problem: dict[str, object]) -> str:
    """A problem in words: the column, the cell, what is wrong with it."""
    words = str(LINE_PROBLEMS[str(problem["code"])]) % problem
    where = f"{problem['column']}: " if problem["column"] else ""
    cell = _("“%(text)s” is ") % problem if problem["text"] else ""
    return f"{where}{cell}{words}"


@login_required
@require_POST
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the corrected mapping and have the file checked."""
    actor = person(request)
    require(actor, policy.load_history)
    taken = {
        place: str(target)
        for name, target in request.POST.items()
        if name.startswith("column-") and target and (place := number(name[7:])) is not None
    }
    shape, system = request.POST.get("shape", ""), request.POST.get("system", "")
    day_first = request.POST.get("day_first") == "1"
    try:
        if len(set(taken.values())) < len(taken):
            words = _("Two columns are taken for the same: choose one.")
            raise Refused("taken_twice", words, field="columns")
        actions.change_mapping(
            actor,
            ImportId(run_id),
            shape=shape,
            system=system,
            columns={target: place for place, target in taken.items()},
            day_first=day_first,
        )
    except Refused as error:
        messages.error(request, str(error.words))
        found = queries.import_run(ImportId(run_id))
        found.shape, found.system, found.day_first = shape, system, day_first
        return _page(request, found, taken=taken, remap=True, status=422)
    return redirect("exchange:run", run_id=run_id)


@login_required
@require_POST
def stages(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the meanings of stages and have the file checked again."""
    words, meanings = request.POST.getlist("word"), request.POST.getlist("meaning")
    chosen = dict(zip(words, meanings, strict=False)) | {ENTRY: request.POST.get("entry", "")}
    try:
        actions.match_stages(person(request), ImportId(run_id), chosen)
    except Refused as error:
        messages.error(request, str(error.words))
        found = queries.import_run(ImportId(run_id))
        found.stages = chosen
        return _page(request, found, status=422)
    return redirect("exchange:run", run_id=run_id)


@login_required
@require_POST
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin to load."""
    without_bad = request.POST.get("without_bad") == "1"
    try:
        actions.start(person(request), ImportId(run_id), without_bad=without_bad)
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:run", run_id=run_id)


@login_required
@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin to take the load back."""
    try:
        actions.undo(person(request), ImportId(run_id))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:run", run_id=run_id)


@login_required
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far the job is; when it is done, the page loads itself anew."""
    require(person(request), policy.see_imports)
    found = queries.import_run(ImportId(run_id))
    if not found.is_busy:
        return HttpResponse(headers={"HX-Redirect": reverse("exchange:run", args=[run_id])})
    return render(request, "exchange/parts/progress.html", {"run": found})
