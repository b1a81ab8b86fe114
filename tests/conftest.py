"""What every test may ask for: a company at work, and its people."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import settings

from pipeloop.company.models import Person
from tests import cast

# A kernel is compiled when it is first called, which no test shall be blamed for.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Found the company and start its process once; tests roll back to this."""
    with django_db_blocker.unblock():
        cast.company_with_process()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Rate limits and the like begin anew with every test."""
    yield
    cache.clear()


@pytest.fixture
def house(db: None) -> None:
    """A company with a live process, also after a test that emptied the tables."""
    cast.company_with_process()


@pytest.fixture
def alice(house: None) -> Person:
    """Head of sales of the North."""
    return cast.person("Alice Hart", "head_of_sales", team="North")


@pytest.fixture
def bob(house: None) -> Person:
    """Closer of the North."""
    return cast.person("Bob Stone", "closer", team="North")


@pytest.fixture
def hugo(house: None) -> Person:
    """Hunter of the North."""
    return cast.person("Hugo Reed", "hunter", team="North")


@pytest.fixture
def carol(house: None) -> Person:
    """Closer of the South: by the strict setting she sees nothing of the North's."""
    return cast.person("Carol West", "closer", team="South")


@pytest.fixture
def olga(house: None) -> Person:
    """Owner of the company: looks and does not touch."""
    return cast.person("Olga Frost", "owner")


@pytest.fixture
def adam(house: None) -> Person:
    """Administrator."""
    return cast.person("Adam Kerr", "administrator")
