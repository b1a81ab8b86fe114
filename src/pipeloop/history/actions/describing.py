"""Making a version "as is" of how sales were found to run."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pipeloop.company.models import Person, Role
from pipeloop.company.policy import require
from pipeloop.company.queries.working_time import working_times
from pipeloop.core.errors import Refused
from pipeloop.core.ids import LogId, VersionId
from pipeloop.history import policy, queries
from pipeloop.history.domain.as_is import described
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.process.actions import draft_as_is


def describe_as_is(actor: Person, log_id: LogId, choice: CaseFilter) -> VersionId:
    """Draft a version "as is" of the chosen deals of a log, its shares, times and roles filled.

    Raises:
        Forbidden: the actor studies no logs, or does not change the process.
        NotFound: there is no such log, or it is not read.
        Refused: no deal is chosen.
    """
    require(actor, policy.see_logs)
    part = queries.slice_of(queries.log(log_id), choice)
    if not part.count:
        raise Refused("no_deals", _("No deal fits these filters."))
    roles = {str(role.name): role.code for role in Role.objects.order_by("id")}
    steps = described(part.deals, working_times().company, roles)
    return VersionId(draft_as_is(actor, steps, source_log=part.row.name).pk)
