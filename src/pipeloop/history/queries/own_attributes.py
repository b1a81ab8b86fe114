"""What is known of each of the company's own deals, as attributes of their log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.queries import names_of_people, teams_of_people
from pipeloop.conveyor.queries.log_rows import deal_rows, stage_owners
from pipeloop.conveyor.words import Motion
from pipeloop.core.money import to_major
from pipeloop.engine.eventlog.log import Labels
from pipeloop.history.domain.owners import stage_owner_label, stage_team_label
from pipeloop.history.words import HANGS_AT, OUTCOME, WARNS_AT
from pipeloop.process.words import FLOW_STAGES, StageKind

LABELS = ("source", "product", "owner", "team", "reason", "motion", "currency", OUTCOME)
NUMBERS = ("amount", WARNS_AT, HANGS_AT)


class NameCodes(dict[Any, int]):
    """Codes of names, by key; each is made when its key is first asked for."""

    def __init__(self, name_of: Callable[[Any], str], *names: str) -> None:
        super().__init__()
        self._name_of = name_of
        self._codes = {name: code for code, name in enumerate(names)}

    def __missing__(self, key: Any) -> int:
        code = self._codes.setdefault(self._name_of(key), len(self._codes))
        self[key] = code
        return code

    @property
    def names(self) -> tuple[str, ...]:
        """Names by code."""
        return tuple(self._codes)


def own_attributes(
    ids: NDArray[np.int64],
) -> tuple[dict[str, Labels], dict[str, NDArray[np.float64]]]:
    """Words and numbers of deals, such as their source and their amount.

    The moments from which a deal warns and hangs are seconds since 1970; not a number for none.

    Args:
        ids: of the deals, in the order of the log's cases.
    """
    words: dict[str, list[str]] = {name: [""] * len(ids) for name in LABELS}
    numbers = {name: np.full(len(ids), np.nan) for name in NUMBERS}
    places = {pk: place for place, pk in enumerate(ids.tolist())}
    motions = {code: str(label) for code, label in Motion.choices}
    for deal in deal_rows():
        place = places.get(deal.id)
        if place is None:
            continue
        for name, word in zip(LABELS, deal[1:9], strict=True):
            words[name][place] = str(motions.get(word, word) or "")
        if deal.amount is not None:
            numbers["amount"][place] = to_major(deal.amount, deal.currency)
        numbers[WARNS_AT][place] = np.nan if deal.warns_at is None else deal.warns_at
        numbers[HANGS_AT][place] = np.nan if deal.hangs_at is None else deal.hangs_at
    words |= _stage_owner_words(places)
    return {name: _labels(column) for name, column in words.items() if any(column)}, numbers


def _stage_owner_words(places: dict[int, int]) -> dict[str, list[str]]:
    """Who owned each deal when it entered a stage, and in which team they are."""
    names, teams = names_of_people(), teams_of_people()
    kinds = [StageKind(kind) for kind in FLOW_STAGES]
    labels = [label(kind) for kind in kinds for label in (stage_owner_label, stage_team_label)]
    words: dict[str, list[str]] = {label: [""] * len(places) for label in labels}
    for entry in stage_owners():
        place = places.get(entry.deal)
        if place is None or entry.owner is None or entry.stage_kind not in FLOW_STAGES:
            continue
        kind = StageKind(entry.stage_kind)
        words[stage_owner_label(kind)][place] = names.get(entry.owner, "")
        words[stage_team_label(kind)][place] = teams.get(entry.owner, "")
    return words


def _labels(column: list[str]) -> Labels:
    names = NameCodes(str, "")
    codes = np.array([names[word] for word in column], np.int64)
    small = np.uint8 if len(names.names) < 256 else np.uint32
    return Labels(codes.astype(small), names.names)
