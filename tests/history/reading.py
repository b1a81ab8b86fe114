"""A log from its file to its columns, by the same actions as a user's."""

from __future__ import annotations

from django.core.files.base import ContentFile

from pipeloop.company.models import Person
from pipeloop.core.ids import LogId
from pipeloop.history import actions
from pipeloop.history.models import Log


def added(actor: Person, content: bytes, name: str = "sales.xes") -> Log:
    """A file that was taken in."""
    return actions.add_file(actor, ContentFile(content, name=name), name=name)


def read(row: Log) -> Log:
    """The log as it stands after its job."""
    actions.read(key(row))
    row.refresh_from_db()
    return row


def key(row: Log) -> LogId:
    """The log's id."""
    return LogId(row.pk)
