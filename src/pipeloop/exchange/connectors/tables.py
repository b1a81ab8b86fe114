"""A history as a table: one row a change, for an import and for a study alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pipeloop.exchange.connectors.rows import (
    CLOSE,
    LOST,
    OWNER,
    WON,
    Change,
    Deal,
    History,
    Names,
)

HEADER = (
    "case", "activity", "time", "resource", "title", "client", "amount", "currency", "source",
    "owner", "outcome", "pipeline", "reason",
)  # fmt: skip
OUTCOMES = {WON: "won", LOST: "lost"}


@dataclass(frozen=True, slots=True)
class Word:
    """What stands in the column of activities: its stage's own name, what it says of a deal."""

    name: str
    semantic: str


def to_table(history: History, out: BinaryIO) -> dict[str, Word]:
    """Write a history as CSV in UTF-8, by deal and then by time; changes of owner are left out.

    The columns are those of `HEADER`; times are ISO 8601 in UTC, amounts in whole units. Stages
    of several pipelines are told apart by the pipeline's name after theirs.

    Returns:
        What each word of the column of activities means.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(HEADER)
    words: dict[str, Word] = {}
    several = len({change.pipeline for change in history.changes if change.kind != OWNER}) > 1
    for change in history.changes:
        if change.kind != OWNER:
            word, meaning = _activity(change, history.names, several=several)
            words[word] = meaning
            writer.writerow(_row(change, word, history.deals[change.deal], history.names))
    # The stream is the caller's to close.
    text.detach()
    return words


def _activity(change: Change, names: Names, *, several: bool) -> tuple[str, Word]:
    if not change.stage_to:
        ended = {WON: pgettext("deal", "Won"), LOST: pgettext("deal", "Lost")}
        name = ended[change.semantic] if change.kind == CLOSE else _("Created")
        return name, Word(name, change.semantic)
    stage = names.stage(change.pipeline, change.stage_to)
    pipeline = names.pipelines.get(change.pipeline, change.pipeline) if several else ""
    word = f"{stage.name} ({pipeline})" if pipeline else stage.name
    return word, Word(stage.name, change.semantic or stage.semantic)


def _row(change: Change, word: str, deal: Deal, names: Names) -> Iterator[str]:
    yield change.deal
    yield word
    yield change.at.isoformat()
    yield _person(change.actor, names)
    yield deal.title
    yield deal.client
    yield "" if deal.amount is None else f"{deal.amount:f}"
    yield deal.currency
    yield deal.source
    yield _person(deal.owner, names)
    yield OUTCOMES.get(deal.outcome, "")
    yield names.pipelines.get(change.pipeline, change.pipeline)
    yield deal.reason


def _person(user: str, names: Names) -> str:
    """Somebody's name; files that name nobody have only ids."""
    return names.users.get(user, "") if names.users else user
