"""Adding logs, saying how they are read, and removing them."""

from __future__ import annotations

from django.db import transaction

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import LogId
from pipeloop.history import policy
from pipeloop.history.actions.folders import drop
from pipeloop.history.models import Log


def locked(log_id: LogId) -> Log:
    """The log's row, held until the transaction ends.

    Raises:
        NotFound: there is no such log.
    """
    row = Log.objects.select_for_update().filter(pk=log_id).first()
    if row is None:
        raise NotFound("log")
    return row


@transaction.atomic
def remove(actor: Person, log_id: LogId) -> None:
    """Remove a log with its file and its columns; that of own deals comes again by itself.

    Raises:
        Forbidden: the actor keeps no logs.
        NotFound: there is no such log.
    """
    require(actor, policy.keep_logs)
    row = locked(log_id)
    file, folder = row.file, row.folder
    row.delete()

    def clear() -> None:
        drop(folder)
        if file.name:
            file.storage.delete(file.name)

    transaction.on_commit(clear)
