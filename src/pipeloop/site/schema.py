"""Which generation the tables are of: whether this build can read and upgrade them.

See docs/decisions/0008-schema-mark.md.
"""

from __future__ import annotations

from typing import Any, Protocol

# Migrations upgrade tables of the same generation; this number is not raised for them.
GENERATION = 1
TABLE = "pipeloop_schema"


class Cursor(Protocol):
    """A cursor of psycopg or of Django."""

    def execute(self, query: Any, params: Any = None) -> Any: ...

    def fetchone(self) -> Any: ...


class OtherGeneration(Exception):
    """The tables were made by a build that this one cannot follow.

    Args:
        generation: theirs; 0 for tables from before there were marks.
    """

    def __init__(self, generation: int) -> None:
        super().__init__(f"tables of generation {generation}, this build needs {GENERATION}")
        self.generation = generation

    @property
    def is_later(self) -> bool:
        """Whether a later build made them."""
        return self.generation > GENERATION


def read_generation(cursor: Cursor) -> int | None:
    """The generation of a database's tables; 0 if they carry no mark, None if there are none."""
    cursor.execute("SELECT to_regclass(%s), to_regclass('django_migrations')", [TABLE])
    mark, migrations = cursor.fetchone()
    if mark is not None:
        cursor.execute(f"SELECT max(generation) FROM {TABLE}")  # noqa: S608 - our own constant
        return int(cursor.fetchone()[0])
    if migrations is None:
        return None
    cursor.execute("SELECT EXISTS (SELECT FROM django_migrations)")
    return 0 if cursor.fetchone()[0] else None


def require_generation(cursor: Cursor) -> None:
    """Let only a database without tables, or with tables of this generation, pass.

    Raises:
        OtherGeneration: its tables are of another one.
    """
    generation = read_generation(cursor)
    if generation not in (None, GENERATION):
        raise OtherGeneration(generation)


def write_mark(using: str, **_signal: Any) -> None:
    """Mark the database before Django's first migration; refuse tables of another generation.

    Called before every `migrate`. A crash after it leaves a mark and no tables, and the next
    `migrate` goes on from there.
    """
    from django.db import connections, transaction

    with transaction.atomic(using), connections[using].cursor() as cursor:
        require_generation(cursor)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (generation integer PRIMARY KEY)")
        insert = f"INSERT INTO {TABLE} VALUES (%s) ON CONFLICT DO NOTHING"  # noqa: S608 - as above
        cursor.execute(insert, [GENERATION])
