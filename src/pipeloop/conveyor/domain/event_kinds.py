"""The kinds of events that happen to deals, registered by the capability that records them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_LABELS: dict[str, Any] = {}


def register_event_kinds(kinds: Iterable[tuple[str, Any]]) -> None:
    """Register kinds of events with their words; called in `apps.ready()`.

    Args:
        kinds: a code of at most 40 letters, kept in the events, and its lazily translated name.

    Raises:
        ValueError: another capability records a kind of this code.
    """
    for code, label in kinds:
        if _LABELS.setdefault(code, label) != label:
            raise ValueError(f"the kind of event {code!r} is registered twice")


def event_label(code: str) -> str:
    """The name of a kind of event, in the reader's language."""
    return str(_LABELS[code])


def event_codes() -> frozenset[str]:
    """Codes of every kind that is registered."""
    return frozenset(_LABELS)
