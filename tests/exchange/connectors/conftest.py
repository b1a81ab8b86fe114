"""Systems of these tests run on this machine, which is allowed to be asked here."""

import pytest
from pytest_django import Settings


@pytest.fixture
def here(settings: Settings) -> None:
    """Let connections reach this machine."""
    settings.PRIVATE_ADDRESSES = True
