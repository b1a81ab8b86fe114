"""DuckDB: SQL with a window over a table in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb as engine

TIMES = """count(*), avg(epoch(time) - epoch(since)),
  approx_quantile(epoch(time) - epoch(since), [0.5, 0.9])"""
# Ties are broken by arrival, without which neighbours differ from run to run.
BEFORE = """SELECT "case", activity, resource, time,
  lag(activity) OVER w AS before, lag(resource) OVER w AS giver, lag(time) OVER w AS since
  FROM log WINDOW w AS (PARTITION BY "case" ORDER BY time, number)"""
HANDOVERS = f"""SELECT giver, resource, {TIMES}
  FROM (SELECT resource, time, lag(resource) OVER w AS giver, lag(time) OVER w AS since
    FROM log WHERE resource <> ''
    WINDOW w AS (PARTITION BY "case" ORDER BY time, number))
  WHERE giver <> resource GROUP BY ALL"""

FUNNEL = """SELECT activity, count(*), min(came_at)
  FROM (SELECT "case", activity, min(time) AS came_at FROM log GROUP BY "case", activity)
  GROUP BY activity"""
# Cases with a move that is not among the most frequent ones, which make four fifths of all.
CONFORMANCE = """, ranked AS (
    SELECT before, activity,
      sum(count(*)) OVER (ORDER BY count(*) DESC, before, activity) AS covered,
      sum(count(*)) OVER () AS total
    FROM moves WHERE before IS NOT NULL GROUP BY before, activity),
  allowed AS (SELECT before, activity FROM ranked WHERE covered <= 0.8 * total)
  SELECT count(DISTINCT "case") FROM moves ANTI JOIN allowed USING (before, activity)
  WHERE before IS NOT NULL"""


def read(path: Path) -> Any:
    connection = engine.connect()
    connection.execute(
        f"CREATE TABLE log AS SELECT *, row_number() OVER () AS number FROM read_parquet('{path}')"
    )
    return connection


def questions(connection: Any) -> dict[str, Callable[[], Any]]:
    def ask(query: str) -> Callable[[], Any]:
        return lambda: connection.execute(query).fetchall()

    def pairs(first: str, second: str, columns: str) -> Callable[[], Any]:
        neighbours = f"FROM ({BEFORE}) WHERE before IS NOT NULL GROUP BY ALL"
        return ask(f"SELECT {first}, {second}, {columns} {neighbours}")

    path = "SELECT string_agg(activity, '>' ORDER BY time, number) AS path"
    return {
        "DFG": pairs("before", "activity", "count(*)"),
        "DFG with times": pairs("before", "activity", TIMES),
        "variants": ask(
            f'SELECT path, count(*) FROM ({path} FROM log GROUP BY "case") GROUP BY ALL'
        ),
        "adjacent resources": pairs("giver", "resource", "count(*)"),
        "handovers of work": ask(HANDOVERS),
        "funnel": ask(FUNNEL),
        "conformance": ask(f"WITH moves AS ({BEFORE}) {CONFORMANCE}"),
    }
