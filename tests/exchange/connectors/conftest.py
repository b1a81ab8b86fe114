"""The servers of these tests run on this machine, so connections may reach it."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def local_systems(settings: Settings) -> None:
    """Let connections reach this machine."""
    settings.PRIVATE_ADDRESSES = True


@pytest.fixture(autouse=True)
def logs(settings: Settings, tmp_path: Path) -> None:
    """Where the columns of logs for study are kept."""
    settings.LOGS_ROOT = tmp_path / "logs"
