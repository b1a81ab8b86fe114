"""Moving a deal: forward through its gate, back with a reason, out won or lost."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.web.http import person
from pipeloop.conveyor import actions, policy, queries
from pipeloop.conveyor.domain.gate import Gate, GateClosed
from pipeloop.conveyor.forms import (
    LostForm,
    MoveForm,
    ReturnForm,
    WonForm,
    given,
    new_people,
    typed_people,
)
from pipeloop.conveyor.views.deals import deal_url
from pipeloop.conveyor.words import DecisionRole
from pipeloop.core.errors import Refused, Stale
from pipeloop.core.ids import DealId, StepId, VersionId
from pipeloop.process.queries import outline, reasons
from pipeloop.ui.answers import CHANGED, done, form_page, is_part, showing_refusals


@login_required
@require_POST
def move(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Move a deal; a closed gate comes back as a dialog with what to fill in."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused("bad_request", _("The page is out of date. Reload it."))
    deal = queries.visible_deal(person(request), DealId(deal_id))
    try:
        moved = actions.move_deal(
            person(request),
            DealId(deal_id),
            StepId(form.cleaned_data["to"]),
            seen=form.cleaned_data["seen"],
            given=given(request.POST, outline(VersionId(deal.version_id)).evidence),
            people=new_people(request.POST),
            waiver=form.cleaned_data["waiver"],
        )
    except GateClosed as closed:
        return _gate_dialog(request, deal_id, form, status=409, gate=closed.gate)
    except Refused as error:
        return _gate_dialog(request, deal_id, form, status=422, error=error)
    except Stale as error:
        if request.POST.get("board") == "drag":
            raise
        form.cleaned_data["seen"] = error.fresh.revision
        changed = Refused("stale", CHANGED)
        return _gate_dialog(request, deal_id, form, status=409, error=changed)
    return _after_move(request, moved)


def _after_move(request: HttpRequest, moved: actions.Moved) -> HttpResponse:
    step = outline(VersionId(moved.deal.version_id)).step(moved.deal.step_id)
    words = _("%(deal)s: now on “%(step)s”") % {"deal": moved.deal.title, "step": step.name}
    if not is_part(request) or "board" not in request.POST:
        return done(request, deal_url(moved.deal.pk), words)
    if request.POST["board"] == "dialog":
        return HttpResponse(status=204, headers={"HX-Trigger": "board-changed"})
    card = queries.card(person(request), DealId(moved.deal.pk))
    response = render(request, "conveyor/parts/card.html", {"card": card})
    response["HX-Trigger"] = "counts-changed"
    return response


def _gate_dialog(
    request: HttpRequest,
    deal_id: int,
    form: MoveForm,
    *,
    status: int,
    gate: Gate | None = None,
    error: Refused | None = None,
) -> HttpResponse:
    """The gate with what is missing; computed anew only where the action did not return it."""
    actor, to = person(request), StepId(form.cleaned_data["to"])
    deal, step = queries.deal_and_step(actor, DealId(deal_id), to)
    context = {
        "deal": deal,
        "step": step,
        "gate": gate or queries.gate_before(deal, step),
        "error": error,
        "seen": form.cleaned_data["seen"],
        "waiver": form.cleaned_data["waiver"],
        "may_waive": policy.waive_gate(actor, deal),
        "on_board": "board" in request.POST,
        "next": deal_url(deal_id),
    }
    part = "conveyor/parts/gate.html" if is_part(request) else "conveyor/gate.html"
    return render(request, part, context | _typed(request), status=status)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed into a gate, to be shown again."""
    return {
        "typed": request.POST,
        "lines": typed_people(request.POST),
        "roles": DecisionRole.choices,
    }


@login_required
def send_back(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Return a deal to an earlier step."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    plan = outline(VersionId(deal.version_id))
    here = plan.step(deal.step_id).place
    steps = [(step.id, step.name) for step in plan.flow if step.place < here]
    form = ReturnForm(request.POST or None, initial={"seen": deal.revision}, steps=steps)
    if form.is_valid():
        with showing_refusals(form):
            actions.return_deal(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, deal_url(deal_id), _("The deal is returned."))
    return form_page(
        request, form, title=_("Return the deal"), submit=_("Return"), back=deal_url(deal_id)
    )


@login_required
def won(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as won."""
    actor = person(request)
    deal = queries.visible_deal(actor, DealId(deal_id))
    version = VersionId(deal.version_id)
    choices = [(reason.pk, reason.name) for reason in reasons(version, won=True)]
    form = WonForm(request.POST or None, initial={"seen": deal.revision}, reasons=choices)
    gate = None
    if form.is_valid():
        try:
            with showing_refusals(form):
                actions.close_won(
                    actor,
                    DealId(deal_id),
                    given=given(request.POST, outline(version).evidence),
                    people=new_people(request.POST),
                    waiver=request.POST.get("waiver", "")[:500],
                    **form.cleaned_data,
                )
                return done(request, deal_url(deal_id), _("The deal is won. Well done!"))
        except GateClosed as closed:
            gate = closed.gate
    context = {
        "form": form,
        "deal": deal,
        "gate": gate,
        "may_waive": policy.waive_gate(actor, deal),
        "back": deal_url(deal_id),
    }
    part = "conveyor/parts/won.html" if is_part(request) else "conveyor/won.html"
    status = 409 if gate else 422 if form.errors else 200
    return render(request, part, context | _typed(request), status=status)


@login_required
def lost(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as lost."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    choices = _loss_reasons(VersionId(deal.version_id))
    form = LostForm(request.POST or None, initial={"seen": deal.revision}, reasons=choices)
    if form.is_valid():
        with showing_refusals(form):
            actions.close_lost(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, deal_url(deal_id), _("The deal is closed as lost."))
    return form_page(
        request,
        form,
        title=_("Close as lost"),
        submit=_("Close"),
        back=deal_url(deal_id),
        danger=True,
    )


def _loss_reasons(version_id: VersionId) -> list[tuple[str, list[tuple[int, Any]]]]:
    """Reasons of losing by their class, as groups of a choice."""
    groups: dict[str, list[tuple[int, Any]]] = {}
    for reason in reasons(version_id, won=False):
        groups.setdefault(str(reason.get_kind_display()), []).append((reason.pk, reason.name))
    return list(groups.items())
