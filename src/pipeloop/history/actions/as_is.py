"""Drafting a version "as is" from how sales run according to a log."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pipeloop.company.models import Person, Role
from pipeloop.company.policy import require
from pipeloop.company.queries.working_time import working_times
from pipeloop.core.errors import Refused
from pipeloop.core.ids import LogId, VersionId
from pipeloop.history import policy, queries
from pipeloop.history.domain.as_is import describe_steps
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.process.actions import draft_as_is


def describe_as_is(actor: Person, log_id: LogId, case_filter: CaseFilter) -> VersionId:
    """Draft a version "as is" of the deals that a filter leaves, with shares, times and roles.

    Raises:
        Forbidden: the actor studies no logs, or does not change the process.
        NotFound: there is no such log, or it is not read.
        Refused: the filter leaves no deal.
    """
    require(actor, policy.see_logs)
    filtered = queries.filter_log(queries.log(log_id), case_filter)
    if not filtered.count:
        raise Refused("no_deals", _("No deal matches these filters."))
    roles = {str(role.name): role.code for role in Role.objects.order_by("id")}
    steps = describe_steps(filtered.deals, working_times().company, roles)
    return VersionId(draft_as_is(actor, steps, source_log=filtered.row.name).pk)
