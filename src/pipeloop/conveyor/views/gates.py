"""Moving a deal: forward through its gate, back with a reason, out won or lost."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.models import Company
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
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries.cards import cards_of, with_people
from pipeloop.conveyor.words import DecisionRole
from pipeloop.core.errors import NotFound, Refused, Stale
from pipeloop.core.ids import DealId, StepId, VersionId
from pipeloop.process.queries import Outline, outline, reasons
from pipeloop.ui.answers import done, form_page, is_part, refused, stale


def _deal_url(deal_id: int) -> str:
    return reverse("conveyor:deal", args=[deal_id])


@login_required
@require_POST
def move(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Move a deal; a closed gate comes back as a dialog with what to fill in."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused("bad_request", _("The page is out of date. Load it again."))
    actor = person(request)
    plan = _plan(deal_id)
    try:
        moved = actions.move_deal(
            actor,
            DealId(deal_id),
            StepId(form.cleaned_data["to"]),
            seen=form.cleaned_data["seen"],
            given=given(request.POST, plan.evidence),
            people=new_people(request.POST),
            waiver=form.cleaned_data["waiver"],
        )
    except GateClosed as closed:
        return _gate_dialog(request, deal_id, closed.gate, form, status=409)
    except Refused as error:
        return _gate_dialog(request, deal_id, None, form, status=422, error=error)
    except Stale as error:
        if request.POST.get("board") == "drag":
            raise
        form.cleaned_data["seen"] = error.fresh.revision
        told = Refused("stale", _("Somebody has changed this deal. Look at it and send again."))
        return _gate_dialog(request, deal_id, None, form, status=409, error=told)
    return _after_move(request, moved)


def _after_move(request: HttpRequest, moved: actions.Moved) -> HttpResponse:
    step = outline(VersionId(moved.deal.version_id)).step(moved.deal.step_id)
    words = _("%(deal)s: now on “%(step)s”") % {"deal": moved.deal.title, "step": step.name}
    if not is_part(request) or "board" not in request.POST:
        return done(request, _deal_url(moved.deal.pk), words)
    if request.POST["board"] == "dialog":
        return HttpResponse(status=204, headers={"HX-Trigger": "board-changed"})
    rows = with_people(Deal.objects.filter(pk=moved.deal.pk))
    (card,) = cards_of(rows, Company.objects.get(pk=1))
    response = render(request, "conveyor/parts/card.html", {"card": card})
    response["HX-Trigger"] = "counts-changed"
    return response


def _gate_dialog(
    request: HttpRequest,
    deal_id: int,
    found: Gate | None,
    form: MoveForm,
    *,
    status: int,
    error: Refused | None = None,
) -> HttpResponse:
    actor = person(request)
    to = StepId(form.cleaned_data["to"])
    deal, step, fresh = queries.gate_to(actor, DealId(deal_id), to)
    context = {
        "deal": deal,
        "step": step,
        "gate": found or fresh,
        "error": error,
        "seen": form.cleaned_data["seen"],
        "waiver": form.cleaned_data["waiver"],
        "typed": request.POST,
        "lines": typed_people(request.POST),
        "roles": DecisionRole.choices,
        "may_let_through": policy.let_through(actor, deal),
        "on_board": "board" in request.POST,
        "next": _deal_url(deal_id),
    }
    part = "conveyor/parts/gate.html" if is_part(request) else "conveyor/gate.html"
    return render(request, part, context, status=status)


def _plan(deal_id: int) -> Outline:
    deal = Deal.objects.only("version_id").filter(pk=deal_id).first()
    if deal is None:
        raise NotFound("deal")
    return outline(VersionId(deal.version_id))


@login_required
def send_back(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Return a deal to an earlier step."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    plan = outline(VersionId(deal.version_id))
    here = plan.step(deal.step_id).place
    form = ReturnForm(request.POST or None, initial={"seen": deal.revision})
    form.fields["to"].choices = [  # type: ignore[attr-defined]
        (step.id, step.name) for step in plan.flow if step.place < here
    ]
    if form.is_valid():
        try:
            actions.return_deal(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, _deal_url(deal_id), _("The deal went back."))
        except Refused as error:
            refused(form, error)
        except Stale as error:
            stale(form, error, _("Somebody has changed this deal. Look at it and send again."))
    return form_page(
        request, form, title=_("Return the deal"), submit=_("Return"), back=_deal_url(deal_id)
    )


@login_required
def won(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as won."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    form = WonForm(request.POST or None, initial={"seen": deal.revision})
    form.fields["reason"].choices = [  # type: ignore[attr-defined]
        (reason.pk, reason.name) for reason in reasons(VersionId(deal.version_id), won=True)
    ]
    gate = None
    if form.is_valid():
        try:
            plan = outline(VersionId(deal.version_id))
            actions.close_won(
                person(request),
                DealId(deal_id),
                given=given(request.POST, plan.evidence),
                people=new_people(request.POST),
                waiver=request.POST.get("waiver", "")[:500],
                **form.cleaned_data,
            )
            return done(request, _deal_url(deal_id), _("The deal is won. Well done!"))
        except GateClosed as closed:
            gate = closed.gate
        except Refused as error:
            refused(form, error)
        except Stale as error:
            stale(form, error, _("Somebody has changed this deal. Look at it and send again."))
    context = {
        "form": form,
        "deal": deal,
        "gate": gate,
        "typed": request.POST,
        "lines": typed_people(request.POST),
        "roles": DecisionRole.choices,
        "may_let_through": policy.let_through(person(request), deal),
        "back": _deal_url(deal_id),
    }
    part = "conveyor/parts/won.html" if is_part(request) else "conveyor/won.html"
    status = 409 if gate else 422 if form.errors else 200
    return render(request, part, context, status=status)


@login_required
def lost(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as lost."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    form = LostForm(request.POST or None, initial={"seen": deal.revision})
    form.fields["reason"].choices = _grouped(VersionId(deal.version_id))  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            actions.close_lost(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, _deal_url(deal_id), _("The deal is closed as lost."))
        except Refused as error:
            refused(form, error)
        except Stale as error:
            stale(form, error, _("Somebody has changed this deal. Look at it and send again."))
    return form_page(
        request,
        form,
        title=_("Close as lost"),
        submit=_("Close"),
        back=_deal_url(deal_id),
        danger=True,
    )


def _grouped(version_id: VersionId) -> list[tuple[str, list[tuple[int, object]]]]:
    groups: dict[str, list[tuple[int, object]]] = {}
    for reason in reasons(version_id, won=False):
        groups.setdefault(str(reason.get_kind_display()), []).append((reason.pk, reason.name))
    return list(groups.items())
