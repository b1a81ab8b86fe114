"""What is asked of logs in an address: a case filter, an element of the map."""

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
from pipeloop.history.queries import MapElement, attribute_title
from pipeloop.history.words import Outcome
from pipeloop.ui import formatting

VARIANT_KEY = re.compile(r"[0-9a-f]{32}")
# Filters by an attribute of deals: `is.source=Web`, `min.amount=100`.
IS, AT_LEAST, AT_MOST = "is.", "min.", "max."
ELEMENTS = ("edge", "step", "start", "end")


class UploadForm(forms.Form):
    """A file to upload."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


class CaseFilterForm(forms.Form):
    """The parts of a filter that need checking; a part with an invalid value filters nothing."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    outcome = forms.ChoiceField(required=False, choices=Outcome.choices)
    longer = forms.FloatField(required=False, min_value=0, max_value=100_000)


def case_filter_of(query: QueryDict) -> CaseFilter:
    """The filter of an address."""
    form = CaseFilterForm(query)
    form.is_valid()
    valid = form.cleaned_data
    key = query.get("path", "")
    source, target = query.get("from", ""), query.get("to", "")
    return CaseFilter(
        since=valid.get("since"),
        until=valid.get("until"),
        outcome=valid.get("outcome", ""),
        longer=valid.get("longer"),
        passes=_values(query, "passes"),
        avoids=_values(query, "avoids"),
        people=_values(query, "person"),
        labels=tuple((name[len(IS) :], _values(query, name)) for name in _names(query, IS)),
        numbers=tuple(_ranges(query)),
        edge=(source, target) if source and target else None,
        variant=key if VARIANT_KEY.fullmatch(key) else "",
    )


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.getlist(name) if value))


def _names(query: QueryDict, prefix: str) -> list[str]:
    """Parameters of the address that begin so and have a value."""
    return sorted(name for name in query if name.startswith(prefix) and _values(query, name))


def _ranges(query: QueryDict) -> Iterator[tuple[str, float | None, float | None]]:
    parameters = _names(query, AT_LEAST) + _names(query, AT_MOST)
    for name in sorted({parameter[len(AT_LEAST) :] for parameter in parameters}):
        low, high = _number(query, AT_LEAST + name), _number(query, AT_MOST + name)
        if low is not None or high is not None:
            yield name, low, high


def _number(query: QueryDict, name: str) -> float | None:
    try:
        value = forms.FloatField(required=False).clean(query.get(name, ""))
    except forms.ValidationError:
        return None
    return None if value is None else float(value)


def map_element_of(query: QueryDict) -> MapElement:
    """The element of the map that an address names."""
    kind = query.get("element", "")
    kind = kind if kind in ELEMENTS else "step"
    target = query.get("target", "") if kind == "edge" else ""
    return MapElement(kind, query.get("source", ""), target)


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A part of a filter in words, and the address without it."""

    words: str
    query: str


def filter_chips(case_filter: CaseFilter, query: QueryDict) -> list[FilterChip]:
    """Every part of a filter."""
    return [
        FilterChip(words, _query_without(query, parameters))
        for words, parameters in _parts(case_filter)
    ]


def _query_without(query: QueryDict, parameters: dict[str, Any]) -> str:
    """The address without some parameters; None stands for all values of one."""
    shorter = query.copy()
    shorter.pop("page", None)
    for name, value in parameters.items():
        others = [other for other in shorter.getlist(name) if value is not None and other != value]
        if others:
            shorter.setlist(name, others)
        else:
            shorter.pop(name, None)
    return shorter.urlencode()


def _parts(case_filter: CaseFilter) -> Iterator[tuple[str, dict[str, Any]]]:
    """Parts of a filter in words, with the parameters of each; None for all values of one."""
    if case_filter.since:
        words = _("arrived from %(day)s") % {"day": formatting.day(case_filter.since)}
        yield words, {"since": None}
    if case_filter.until:
        words = _("arrived up to %(day)s") % {"day": formatting.day(case_filter.until)}
        yield words, {"until": None}
    if case_filter.outcome:
        yield str(Outcome(case_filter.outcome).label), {"outcome": None}
    if case_filter.longer is not None:
        words = _("longer than %(days)s") % {"days": formatting.days(case_filter.longer)}
        yield words, {"longer": None}
    for step in case_filter.passes:
        yield _("through “%(step)s”") % {"step": step}, {"passes": step}
    for step in case_filter.avoids:
        yield _("without “%(step)s”") % {"step": step}, {"avoids": step}
    for name in case_filter.people:
        yield name, {"person": name}
    yield from _attribute_parts(case_filter)
    if case_filter.edge:
        yield f"{case_filter.edge[0]} → {case_filter.edge[1]}", {"from": None, "to": None}
    if case_filter.variant:
        yield _("one path"), {"path": None}


def _attribute_parts(case_filter: CaseFilter) -> Iterator[tuple[str, dict[str, Any]]]:
    for attribute, values in case_filter.labels:
        for value in values:
            yield f"{attribute_title(attribute)}: {value}", {f"{IS}{attribute}": value}
    for attribute, low, high in case_filter.numbers:
        parameters = {f"{AT_LEAST}{attribute}": None, f"{AT_MOST}{attribute}": None}
        yield f"{attribute_title(attribute)}: {_range(low, high)}", parameters


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return _("from %(n)s") % {"n": formatting.number(low or 0, 2)}
    if low is None:
        return _("to %(n)s") % {"n": formatting.number(high, 2)}
    return f"{formatting.number(low, 2)}–{formatting.number(high, 2)}"
