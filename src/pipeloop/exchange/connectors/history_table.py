"""A history as a table with one row for each change, for an import or for a log."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pipeloop.exchange.connectors.deal_history import (
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
class Activity:
    """An activity: the name of its stage, and whether the deal is then open, won or lost."""

    stage: str
    semantic: str


def write_table(history: History, out: BinaryIO) -> dict[str, Activity]:
    """Write a history as CSV in UTF-8, by deal and then by time; changes of owner are left out.

    The columns are those of `HEADER`; times are ISO 8601 in UTC, amounts in whole units. Stages
    of several pipelines have the pipeline's name after theirs.

    Returns:
        The activities by the text in their column.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(HEADER)
    activities: dict[str, Activity] = {}
    with_pipeline = len({change.pipeline for change in history.changes if change.kind != OWNER}) > 1
    for change in history.changes:
        if change.kind != OWNER:
            name, activity = _activity(change, history.names, with_pipeline=with_pipeline)
            activities[name] = activity
            writer.writerow(_row(change, name, history.deals[change.deal], history.names))
    # The stream is the caller's to close.
    text.detach()
    return activities


def _activity(change: Change, names: Names, *, with_pipeline: bool) -> tuple[str, Activity]:
    if not change.stage_to:
        outcomes = {WON: pgettext("deal", "Won"), LOST: pgettext("deal", "Lost")}
        name = outcomes[change.semantic] if change.kind == CLOSE else _("Created")
        return name, Activity(name, change.semantic)
    stage = names.stage(change.pipeline, change.stage_to)
    pipeline = names.pipelines.get(change.pipeline, change.pipeline) if with_pipeline else ""
    name = f"{stage.name} ({pipeline})" if pipeline else stage.name
    return name, Activity(stage.name, change.semantic or stage.semantic)


def _row(change: Change, activity: str, deal: Deal, names: Names) -> Iterator[str]:
    yield change.deal
    yield activity
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
    """The name of a user; the id where a file has no names at all."""
    return names.users.get(user, "") if names.users else user
