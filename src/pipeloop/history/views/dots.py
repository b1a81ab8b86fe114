"""Dots: every deal a row, every event a dot in the colour of its step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pipeloop.company.web.http import person
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import Dots, Slice
from pipeloop.history.queries.dots import LONGEST, Order, in_order, lines
from pipeloop.history.views.shades import LEAST, switch
from pipeloop.history.views.sheets import days, local, workbook
from pipeloop.history.views.tabs import chosen_deals, tab
from pipeloop.history.words import Outcome
from pipeloop.ui import formatting

SHOWN = 25
# As many deals as a workbook holds with ease.
TAKEN_OUT = 100_000


@tab("dots")
def dots(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """The chosen deals as rows of dots."""
    if not part.count:
        return {}
    order = _order(request)
    found, stream = queries.dots_of(part, order), queries.stream_of(part)
    by_time = request.GET.get("view") == "since"
    shown = list(found.rows[:SHOWN])
    known = queries.known_deals(person(request), part.row, list(found.rows))
    return {
        "found": found,
        "stream": stream,
        "busiest": _month(stream.busiest),
        "few": part.count < LEAST,
        "longest": LONGEST,
        "legend": [
            (place, _step(name, found.rare), int(count))
            for place, (name, count) in enumerate(zip(found.steps, found.often, strict=True))
        ],
        "picture": _picture(found, known, since=by_time),
        "lines": shown,
        "known": known,
        "outcome_names": dict(Outcome.choices),
        "orders": switch(
            request,
            "order",
            [("", _("By arrival"), "plus"), ("duration", _("By duration"), "clock")],
        ),
        "axes": switch(
            request,
            "view",
            [("", _("By date"), "calendar-week"), ("since", _("Since arrival"), "arrow-right")],
        ),
    }


def _month(day: datetime) -> str:
    """A month in the middle of a sentence, where Russian writes it small."""
    told = date_format(day, "F Y")
    return told.lower() if formatting.is_russian() else told


def _order(request: HttpRequest) -> Order:
    asked = request.GET.get("order", "")
    return cast(Order, asked if asked == "duration" else "arrival")


def _step(name: str, rare: int) -> str:
    return name or _("Rarer steps (%(n)s)") % {"n": rare}


def _picture(found: Dots, known: dict[str, str], *, since: bool) -> dict[str, Any]:
    """What the island draws. Times are minutes: of rows by the log's clock, of dots since the
    dot before."""
    steps = np.diff(found.minutes, prepend=0)
    starts = np.cumsum(found.counts) - found.counts
    steps[starts] = found.minutes[starts]
    return {
        "since": since,
        "names": [known.get(row.case_id, row.case_id) for row in found.rows],
        "began": found.began.tolist(),
        "counts": found.counts.tolist(),
        "minutes": steps.tolist(),
        "colours": found.colours.tolist(),
        "steps": [_step(name, found.rare) for name in found.steps],
        "words": {
            "dot": _("%(deal)s · %(step)s · %(moment)s · day %(day)s"),
            "days": _("days since arrival"),
        },
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The chosen deals as a workbook."""
    part = chosen_deals(request, log_id)
    outcomes = {one.value: str(one.label) for one in Outcome}
    header = [_("Deal"), _("Began"), _("In all, days"), _("Events"), _("Outcome")]
    numbers = in_order(part.deals, _order(request))[:TAKEN_OUT]
    rows: Iterable[list[OutCell]] = (
        [line.case_id, local(line.began_at), days(line.whole_s), line.seconds,
         outcomes[line.outcome]]
        for line in lines(part.deals, numbers)
    )  # fmt: skip
    return workbook(_("Deals"), header, rows, widths=(36, 18, 12, 10, 14), of=part)
