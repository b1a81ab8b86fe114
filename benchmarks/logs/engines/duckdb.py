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

FUNNEL = """SELECT activity, count(*), min(come)
  FROM (SELECT "case", activity, min(time) AS come FROM log GROUP BY "case", activity)
  GROUP BY activity"""
# Cases with a move that is not among the most frequent ones, which make four fifths of all.
CONFORMANCE = """, ranked AS (
    SELECT before, activity,
      sum(count(*)) OVER (ORDER BY count(*) DESC, before, activity) AS passed,
      sum(count(*)) OVER () AS whole
    FROM moves WHERE before IS NOT NULL GROUP BY before, activity),
  allowed AS (SELECT before, activity FROM ranked WHERE passed <= 0.8 * whole)
  SELECT count(DISTINCT "case") FROM moves ANTI JOIN allowed USING (before, activity)
  WHERE before IS NOT NULL"""


def read(path: Path) -> Any:
    held = engine.connect()
    held.execute(
        f"CREATE TABLE log AS SELECT *, row_number() OVER () AS number FROM read_parquet('{path}')"
    )
    return held


def questions(held: Any) -> dict[str, Callable[[], Any]]:
    def ask(query: str) -> Callable[[], Any]:
        return lambda: held.execute(query).fetchall()

    def pairs(first: str, second: str, told: str) -> Callable[[], Any]:
        neighbours = f"FROM ({BEFORE}) WHERE before IS NOT NULL GROUP BY ALL"
        return ask(f"SELECT {first}, {second}, {told} {neighbours}")

    path = "SELECT string_agg(activity, '>' ORDER BY time, number) AS path"
    return {
        "counts": pairs("before", "activity", "count(*)"),
        "map": pairs("before", "activity", TIMES),
        "paths": ask(f'SELECT path, count(*) FROM ({path} FROM log GROUP BY "case") GROUP BY ALL'),
        "hand-offs": pairs("giver", "resource", "count(*)"),
        "funnel": ask(FUNNEL),
        "conformance": ask(f"WITH moves AS ({BEFORE}) {CONFORMANCE}"),
    }
