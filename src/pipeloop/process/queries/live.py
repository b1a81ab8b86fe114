"""The live version, and the reasons with which its deals close."""

from __future__ import annotations

from pipeloop.core.errors import NotFound
from pipeloop.core.ids import VersionId
from pipeloop.process.models import Reason, Version
from pipeloop.process.words import ReasonClass, VersionState


def has_live_version() -> bool:
    """Whether any process is in force."""
    return Version.objects.filter(state=VersionState.LIVE).exists()


def live_version_id() -> VersionId:
    """The version in force; of several processes, the first one made.

    Raises:
        NotFound: nothing is in force yet.
    """
    version_id = (
        Version.objects.filter(state=VersionState.LIVE)
        .order_by("process_id")
        .values_list("id", flat=True)
        .first()
    )
    if version_id is None:
        raise NotFound("no live version")
    return VersionId(version_id)


def reasons(version_id: VersionId, *, won: bool) -> list[Reason]:
    """Reasons to choose from when a deal closes won, or lost, in the company's order."""
    listed = Reason.objects.filter(process__versions=version_id, hidden=False)
    if won:
        return list(listed.filter(kind=ReasonClass.WON))
    return list(listed.exclude(kind=ReasonClass.WON))
