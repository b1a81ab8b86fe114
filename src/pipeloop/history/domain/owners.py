"""Who owned a deal when it entered a stage, as an attribute of a log."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from pipeloop.history.words import OWNER_AT, TEAM_AT
from pipeloop.process.words import StageKind


class StageOwner(NamedTuple):
    """What such an attribute says.

    Args:
        stage: the stage that the deal entered.
        is_team: whether it names the owner's team.
    """

    stage: StageKind
    is_team: bool

    @property
    def title(self) -> str:
        """What a page calls it."""
        words = (
            _("Team of the owner when it entered “%(stage)s”")
            if self.is_team
            else _("Owner when it entered “%(stage)s”")
        )
        return words % {"stage": self.stage.label}


def stage_owner_label(kind: StageKind) -> str:
    """Name of the attribute that says who owned a deal when it entered a stage."""
    return f"{OWNER_AT}{kind.value}"


def stage_team_label(kind: StageKind) -> str:
    """Name of the attribute that says in which team that owner was."""
    return f"{TEAM_AT}{kind.value}"


def stage_owner_of(label: str) -> StageOwner | None:
    """What an attribute of this name says; None if it is another one."""
    for prefix in (OWNER_AT, TEAM_AT):
        kind = label.removeprefix(prefix)
        if kind != label and kind in StageKind.values:
            return StageOwner(StageKind(kind), prefix == TEAM_AT)
    return None
