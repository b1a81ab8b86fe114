"""What is asked of logs: a choice of deals in the address, a place of the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Spot, title
from pipeloop.history.words import Outcome
from pipeloop.ui import formatting

KEY = re.compile(r"[0-9a-f]{32}")
IS, AT_LEAST, AT_MOST = "is.", "min.", "max."


class UploadForm(forms.Form):
    """A file on its way in."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


class ChoiceForm(forms.Form):
    """The parts of a choice that have a form of their own; what is mistyped does not narrow."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    outcome = forms.ChoiceField(required=False, choices=Outcome.choices)
    longer = forms.FloatField(required=False, min_value=0, max_value=100_000)


def choice_of(query: QueryDict) -> CaseFilter:
    """The choice of an address."""
    form = ChoiceForm(query)
    form.is_valid()
    told = form.cleaned_data
    path = query.get("path", "")
    source, target = query.get("from", ""), query.get("to", "")
    return CaseFilter(
        since=told.get("since"),
        until=told.get("until"),
        outcome=told.get("outcome", ""),
        longer=told.get("longer"),
        passes=_several(query, "passes"),
        avoids=_several(query, "avoids"),
        people=_several(query, "person"),
        labels=tuple((name[len(IS) :], _several(query, name)) for name in _named(query, IS)),
        numbers=tuple(_ranges(query)),
        edge=(source, target) if source and target else None,
        path=path if KEY.fullmatch(path) else "",
    )


def _several(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.getlist(name) if value))


def _named(query: QueryDict, prefix: str) -> list[str]:
    """Parts of the address with this beginning that say anything."""
    return sorted(name for name in query if name.startswith(prefix) and _several(query, name))


def _ranges(query: QueryDict) -> Iterator[tuple[str, float | None, float | None]]:
    told = _named(query, AT_LEAST) + _named(query, AT_MOST)
    for name in sorted({name[len(AT_LEAST) :] for name in told}):
        low, high = _number(query, AT_LEAST + name), _number(query, AT_MOST + name)
        if low is not None or high is not None:
            yield name, low, high


def _number(query: QueryDict, name: str) -> float | None:
    try:
        value = forms.FloatField(required=False).clean(query.get(name, ""))
    except forms.ValidationError:
        return None
    return None if value is None else float(value)


def spot_of(query: QueryDict) -> Spot:
    """The place of the map that is asked about."""
    kind = query.get("place", "")
    kind = kind if kind in ("edge", "step", "start", "end") else "step"
    return Spot(kind, query.get("one", ""), query.get("two", "") if kind == "edge" else "")


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a choice in words, and the address without it."""

    words: str
    query: str


def chips(choice: CaseFilter, query: QueryDict) -> list[Chip]:
    """Every part of a choice."""
    return [Chip(words, _without(query, parts)) for words, parts in _parts(choice)]


def _without(query: QueryDict, parts: dict[str, Any]) -> str:
    """The address without some of what it asks for."""
    rest = query.copy()
    rest.pop("page", None)
    for name, value in parts.items():
        kept = [one for one in rest.getlist(name) if value is not None and one != value]
        if kept:
            rest.setlist(name, kept)
        else:
            rest.pop(name, None)
    return rest.urlencode()


def _parts(choice: CaseFilter) -> Iterator[tuple[str, dict[str, Any]]]:
    """Parts of a choice in words, with what asks for each; None for all of its values."""
    if choice.since:
        yield _("arrived from %(day)s") % {"day": formatting.day(choice.since)}, {"since": None}
    if choice.until:
        yield _("arrived to %(day)s") % {"day": formatting.day(choice.until)}, {"until": None}
    if choice.outcome:
        yield str(Outcome(choice.outcome).label), {"outcome": None}
    if choice.longer is not None:
        words = _("longer than %(days)s") % {"days": formatting.days(choice.longer)}
        yield words, {"longer": None}
    for step in choice.passes:
        yield _("through “%(step)s”") % {"step": step}, {"passes": step}
    for step in choice.avoids:
        yield _("past “%(step)s”") % {"step": step}, {"avoids": step}
    for name in choice.people:
        yield name, {"person": name}
    for attribute, named in choice.labels:
        for word in named:
            yield f"{title(attribute)}: {word}", {f"{IS}{attribute}": word}
    for attribute, low, high in choice.numbers:
        parts = {f"{AT_LEAST}{attribute}": None, f"{AT_MOST}{attribute}": None}
        yield f"{title(attribute)}: {_range(low, high)}", parts
    if choice.edge:
        yield f"{choice.edge[0]} → {choice.edge[1]}", {"from": None, "to": None}
    if choice.path:
        yield _("one path"), {"path": None}


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return _("from %(n)s") % {"n": formatting.number(low or 0, 2)}
    if low is None:
        return _("to %(n)s") % {"n": formatting.number(high, 2)}
    return f"{formatting.number(low, 2)}–{formatting.number(high, 2)}"
