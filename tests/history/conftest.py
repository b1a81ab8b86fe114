"""Folders and files of logs are in a temporary place of each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from pipeloop.history.queries import log_cache


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Where the columns of logs are stored; nothing is cached of other tests."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LOGS_ROOT = tmp_path / "logs"
    settings.STATIC_ROOT = tmp_path
    log_cache.clear()
    yield settings.LOGS_ROOT
    log_cache.clear()
