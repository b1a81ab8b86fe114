"""Files that the tests of imports take in are kept apart and thrown away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import Settings

from pipeloop.company.models import Person
from tests import cast


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Where files of imports are stored, and a folder for what the server would collect."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    return tmp_path / "files"


@pytest.fixture(scope="module")
def head(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Person]:
    """A head of sales; what is loaded stays for the tests of one file and is then rolled back.

    Each test rolls back to here, and does not close the connection that all this hangs on.
    """
    folder = tmp_path_factory.mktemp("files")
    kept = patch.object(connection, "close")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        with kept:
            cast.company_with_process()
            yield cast.person("Alice Hart", "head_of_sales", team="North")
        transaction.set_rollback(True)
