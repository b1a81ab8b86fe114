"""How pages answer: a form in a drawer or a page, and where the reader goes after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from pipeloop.core.errors import Refused, Stale


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: Any,
    submit: Any,
    back: str,
    lead: Any = "",
    danger: bool = False,
    also: str = "",
    **more: Any,
) -> HttpResponse:
    """A form: in a drawer when the page asks for one, by itself otherwise.

    Args:
        also: a template shown under the form, with `more` for it to show.
    """
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "lead": lead,
        "danger": danger,
        "action": request.get_full_path(),
        "also": also,
        **more,
    }
    template = "ui/form_drawer.html" if is_part(request) else "ui/form_page.html"
    return render(request, template, context, status=422 if form.errors else 200)


def is_part(request: HttpRequest) -> bool:
    """Whether a piece of a page is asked for."""
    return bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]


def done(request: HttpRequest, url: str, words: Any) -> HttpResponse:
    """Redirect to `url` and say there what was done."""
    messages.success(request, words)
    if is_part(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def attachment(path: Path, *, name: str, kind: str) -> FileResponse:
    """A file that the browser saves as `name`; `kind` is its type as the web has it."""
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=kind,
        headers={"Cache-Control": "no-store"},
    )


CHANGED = _("Somebody has changed this meanwhile. Look at it and send again.")


@contextmanager
def showing_refusals(form: forms.BaseForm, *, stale_words: Any = CHANGED) -> Iterator[None]:
    """Let a view call an action and answer; a refusal is shown in `form`, and the view goes on.

        if form.is_valid():
            with showing_refusals(form):
                actions.park_deal(person(request), deal_id, **form.cleaned_data)
                return done(request, url, _("The deal is parked."))
        return form_page(request, form, ...)

    Args:
        form: a valid form; keeps all that was typed.
        stale_words: what to say when somebody else was first.
    """
    try:
        yield
    except Refused as error:
        refused(form, error)
    except Stale as error:
        _stale(form, error, stale_words)


def refused(form: forms.BaseForm, error: Refused) -> None:
    """Show a refusal at the field it concerns, with all that was typed kept."""
    form.add_error(error.field if error.field in form.fields else None, str(error.words))


def _stale(form: forms.BaseForm, error: Stale, words: Any) -> None:
    """Say that somebody else was first, and let the author look and send again."""
    form.add_error(None, words)
    form.data = {**form.data.dict(), "seen": error.fresh.revision}  # type: ignore[attr-defined]


def number(text: str) -> int | None:
    """A whole number from an address; None for anything else, however long."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
