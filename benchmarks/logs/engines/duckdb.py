"""DuckDB: SQL with a window over a table in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb as engine

# Ties are broken by arrival, without which neighbours differ from run to run.
BEFORE = """SELECT activity, resource, time,
  lag(activity) OVER w AS before, lag(resource) OVER w AS giver, lag(time) OVER w AS since
  FROM log WINDOW w AS (PARTITION BY "case" ORDER BY time, number)"""


def read(path: Path) -> Any:
    held = engine.connect()
    held.execute(
        f"CREATE TABLE log AS SELECT *, row_number() OVER () AS number FROM read_parquet('{path}')"
    )
    return held


def questions(held: Any) -> dict[str, Callable[[], Any]]:
    def ask(query: str) -> Callable[[], Any]:
        return lambda: held.execute(query).fetchall()

    return {
        "counts": ask(
            f"SELECT before, activity, count(*) FROM ({BEFORE}) WHERE before IS NOT NULL GROUP BY ALL"
        ),
        "map": ask(
            "SELECT before, activity, count(*), avg(epoch(time) - epoch(since)), "
            "approx_quantile(epoch(time) - epoch(since), [0.5, 0.9]) "
            f"FROM ({BEFORE}) WHERE before IS NOT NULL GROUP BY ALL"
        ),
        "paths": ask(
            "SELECT path, count(*) FROM (SELECT string_agg(activity, '>' ORDER BY time, number) AS path "
            'FROM log GROUP BY "case") GROUP BY ALL'
        ),
        "hand-offs": ask(
            f"SELECT giver, resource, count(*) FROM ({BEFORE}) WHERE before IS NOT NULL GROUP BY ALL"
        ),
    }
