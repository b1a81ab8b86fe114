"""Folders and files of logs are kept apart and thrown away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from pipeloop.history.queries import open_logs as opened


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Where the columns of logs are kept; nothing is remembered of other tests."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LOGS_ROOT = tmp_path / "logs"
    settings.STATIC_ROOT = tmp_path
    opened.forget()
    yield settings.LOGS_ROOT
    opened.forget()
