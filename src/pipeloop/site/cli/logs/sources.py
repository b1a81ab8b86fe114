"""Where a question is put: to a log in the memory of this machine, or to a Spark cluster."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Protocol

from pipeloop.site.cli.logs.reading import columns_of, read, warn_of_left_out
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from pipeloop.engine.eventlog.cluster import ClusterAnswer
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
    """A log in the memory of this machine."""

    file: LogRead

    @property
    def columns(self) -> Columns:
        return self.file.columns

    @property
    def names(self) -> EventLog:
        return self.file.log

    @property
    def facts(self) -> Facts:
        log = self.file.log
        return Facts(
            cases=log.case_count,
            events=log.event_count,
            since=log.start + int(log.time.min(initial=0)),
            until=log.start + int(log.time.max(initial=0)),
            bad=self.file.bad,
            attributes=(*log.labels, *log.numbers),
        )

    def ask(self, question: Callable[[EventLog], Any]) -> Any:
        return question(self.file.log)


class Cluster:
    """Parquet files on a cluster; each question reads them anew."""

    def __init__(self, session: SparkSession, file: str, columns: Columns) -> None:
        self._session, self._file, self.columns = session, file, columns
        self._last_answer: ClusterAnswer[Any] | None = None

    @property
    def names(self) -> EventLog:
        return self._any_answer().names

    @property
    def facts(self) -> Facts:
        answer = self._any_answer()
        return Facts(answer.cases, answer.events, answer.since, answer.until, answer.bad, ())

    def ask(self, question: Callable[[EventLog], Any]) -> Any:
        return self._ask(question).summary

    def _ask(self, question: Callable[[EventLog], Any]) -> ClusterAnswer[Any]:
        from pipeloop.engine.eventlog.cluster import ask_cluster

        answer = ask_cluster(self._session, [self._file], self.columns, question)
        self._last_answer = answer
        return answer

    def _any_answer(self) -> ClusterAnswer[Any]:
        """The last answer: names and facts come with each."""
        from pipeloop.engine.mining.discovery.pairs import step_pairs

        return self._last_answer or self._ask(step_pairs)


@contextmanager
def opened_source(arguments: Namespace) -> Iterator[Source]:
    """The log that a user names, where they want it.

    Raises:
        Problem: it cannot be read, or the cluster does not answer.
    """
    if not arguments.spark:
        file = read(arguments)
        warn_of_left_out(file.bad)
        yield OneMachine(file)
        return
    from pipeloop.engine.eventlog.spark_session import ClusterError, connected

    try:
        with connected(arguments.spark, arguments.zone) as session:
            source = Cluster(session, str(arguments.file), _columns(arguments))
            yield source
            warn_of_left_out(source.facts.bad)
    except ClusterError as error:
        raise Problem(str(error)) from None


def _columns(arguments: Namespace) -> Columns:
    """Those that are named, and the others as they are guessed where the file is at hand."""
    from pipeloop.formats.logs import Columns

    named = {role: getattr(arguments, role) for role in ("case", "activity", "time", "resource")}
    if arguments.file.is_file():
        return columns_of(arguments)
    if not all(named[role] for role in ("case", "activity", "time")):
        raise Problem(_("Name the columns of files on a cluster: --case, --activity and --time."))
    return Columns(**named)
