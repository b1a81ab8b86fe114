"""Where the shared data sets are, and how a test reads one by itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.db import connection

from pipeloop.company.models import Person
from pipeloop.exchange.models import ImportRun
from tests.exchange import importing

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

MARKS = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.xdist_group("real_data"),
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the shared data sets are not in {DATA}"),
]


def lines(path: Path) -> list[dict[str, str]]:
    """The file as the csv module reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loaded(actor: Person, path: Path, *, system: str) -> ImportRun:
    """A whole file, with its columns and stages as guessed; every row refers to rows that are."""
    run = importing.loaded(actor, path.read_bytes(), name=path.name, system=system)
    connection.check_constraints()
    return run
