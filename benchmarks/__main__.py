"""Pages at 1,000, 10,000 and 100,000 open deals: `make bench`.

Prints, for each size, the median and the 95th percentile of server time of the board, a
filtered search, a deal's page and a move with its gate and event, and how many SQL statements
each takes. Run over the embedded PostgreSQL in `var/bench`, or over DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--times", type=int, default=60, help="calls of each kind")
    arguments = parser.parse_args()
    data = ROOT / "var" / "bench"
    (data / "static").mkdir(parents=True, exist_ok=True)
    os.environ["PIPELOOP_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if not os.environ.get("DATABASE_URL"):
        from pipeloop.site.database import start_embedded

        os.environ["DATABASE_URL"] = start_embedded(data)
    import django

    django.setup()
    from benchmarks.pages import report

    report(arguments.sizes, arguments.times)


if __name__ == "__main__":
    main()
