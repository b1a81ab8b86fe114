"""Where a question is put: to a log in the memory of this machine, or to a Spark cluster."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Protocol

from pipeloop.site.cli.logs.reading import columns_of, read, warn
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from pipeloop.engine.eventlog.log import EventLog
    from pipeloop.formats.logs import Columns, LogRead


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds, whatever is asked of it.

    Args:
        since, until: seconds of the first and of the last event, counted from 1970.
    """

    cases: int
    events: int
    since: int
    until: int
    bad: Mapping[str, int]
    attributes: tuple[str, ...]


class Source(Protocol):
    """A log that answers questions.

    `names` is a log with the names of steps and people by code; it may hold no event.
    """

    @property
    def columns(self) -> Columns: ...
    def ask(self, question: Callable[[EventLog], Any]) -> Any: ...
    @property
    def names(self) -> EventLog: ...
    @property
    def facts(self) -> Facts: ...


@dataclass(frozen=True)
class OneMachine:
    """A log that was read."""

    told: LogRead

    @property
    def columns(self) -> Columns:
        return self.told.columns

    @property
    def names(self) -> EventLog:
        return self.told.log

    @property
    def facts(self) -> Facts:
        log = self.told.log
        return Facts(
            cases=log.case_count,
            events=log.event_count,
            since=log.start + int(log.time.min(initial=0)),
            until=log.start + int(log.time.max(initial=0)),
            bad=self.told.bad,
            attributes=(*log.labels, *log.numbers),
        )

    def ask(self, question: Callable[[EventLog], Any]) -> Any:
        return question(self.told.log)


class Cluster:
    """Parquet files on a cluster; each question goes over them anew."""

    def __init__(self, session: SparkSession, file: str, columns: Columns) -> None:
        self._session, self._file, self.columns = session, file, columns
        self._last: Any = None

    @property
    def names(self) -> EventLog:
        return self._known().names  # type: ignore[no-any-return]

    @property
    def facts(self) -> Facts:
        told = self._known()
        return Facts(told.cases, told.events, told.since, told.until, told.bad, ())

    def ask(self, question: Callable[[EventLog], Any]) -> Any:
        from pipeloop.engine.eventlog.cluster import ask

        self._last = ask(self._session, [self._file], self.columns, question)
        return self._last.summary

    def _known(self) -> Any:
        if self._last is None:
            from pipeloop.engine.mining.discovery.pairs import step_pairs

            self.ask(step_pairs)
        return self._last


@contextmanager
def opened(arguments: Namespace) -> Iterator[Source]:
    """The log that a user names, where they want it.

    Raises:
        Problem: it cannot be read, or the cluster does not answer.
    """
    if not arguments.spark:
        told = read(arguments)
        warn(told.bad)
        yield OneMachine(told)
        return
    from pipeloop.engine.eventlog.spark_session import ClusterError, connected

    try:
        with connected(arguments.spark, arguments.zone) as session:
            source = Cluster(session, str(arguments.file), _columns(arguments))
            yield source
            warn(source.facts.bad)
    except ClusterError as error:
        raise Problem(str(error)) from None


def _columns(arguments: Namespace) -> Columns:
    """Those that are named, and the others as they are guessed where the file is at hand."""
    from pipeloop.formats.logs import Columns

    given = {role: getattr(arguments, role) for role in ("case", "activity", "time", "resource")}
    if arguments.file.is_file():
        return columns_of(arguments)
    if not all(given[role] for role in ("case", "activity", "time")):
        raise Problem(_("Name the columns of files on a cluster: --case, --activity and --time."))
    return Columns(**given)
