"""Gives the tests a real PostgreSQL: the one of DATABASE_URL, or the embedded one.

Loaded as a plugin before Django's settings are read.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "var" / "tests"

os.environ.setdefault("PIPELOOP_DATA", str(DATA))
if not os.environ.get("DATABASE_URL"):
    from pipeloop.site.database import start_embedded

    os.environ["DATABASE_URL"] = start_embedded(DATA)
# The browser's driver keeps an event loop in the thread that the journeys run in.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
