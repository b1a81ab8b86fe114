"""Which databases the command line works on."""

import os
from pathlib import Path

import pytest

from pipeloop.site import database
from pipeloop.site.cli import installation
from pipeloop.site.cli.problem import Problem
from pipeloop.site.cli.programs import environment
from pipeloop.site.database import django_database


def test_a_database_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_VERSION", 99)
    with pytest.raises(Problem, match="version 99 or later is needed"):
        installation._require_answer(os.environ["DATABASE_URL"])


def test_a_database_of_today_is_accepted() -> None:
    installation._require_answer(os.environ["DATABASE_URL"])


def test_a_data_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert installation.data_folder(folder) == folder
    assert folder.is_dir()
    assert list(folder.iterdir()) == []


def test_the_data_folder_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIPELOOP_DATA", str(tmp_path / "data"))
    assert installation.data_folder(None) == tmp_path / "data"


URL = "postgresql://kira:p%40ss@db.example.com:6432/sales?sslmode=require"


def test_a_password_reaches_the_programs_by_their_environment_only() -> None:
    settings = environment(URL)
    assert settings["PGPASSWORD"] == "p@ss"
    assert settings["PGHOST"] == "db.example.com"
    assert settings["PGSSLMODE"] == "require"


def test_an_address_becomes_djangos_settings_with_its_options() -> None:
    settings = django_database(URL)
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == (
        "db.example.com",
        "6432",
        "sales",
    )
    assert (settings["USER"], settings["PASSWORD"]) == ("kira", "p@ss")
    assert settings["OPTIONS"]["sslmode"] == "require"
