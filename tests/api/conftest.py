"""Columns of logs are kept apart and thrown away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from pipeloop.history.queries import log_cache


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Where they are kept; nothing is remembered of other tests."""
    settings.LOGS_ROOT = tmp_path / "logs"
    log_cache.clear()
    yield
    log_cache.clear()
