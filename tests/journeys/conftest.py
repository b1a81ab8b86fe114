"""A browser, a running site, and somebody who reads it in Russian or in English."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browsing import Visitor

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
# Loading a page takes a fraction of it; a loaded machine is no fault of the site.
PATIENCE_MS = 30_000

expect.set_options(timeout=PATIENCE_MS)

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; Playwright's own where there is none."""
    browser = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
    return {**browser_type_launch_args, **browser, "args": [*QUIET]}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Where the site is: addresses in journeys begin with a slash."""
    return str(live_server.url)


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    """What the visitor reads."""
    return str(request.param)


@pytest.fixture
def visit(new_context: Any, language: str) -> Iterator[Visit]:
    """Open a browser of somebody new; in the end, nothing must have gone wrong in any."""
    visitors: list[Visitor] = []

    def open_one(**options: Any) -> Visitor:
        context = new_context(
            locale=LOCALES[language],
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 900}, **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        visitors.append(Visitor(context.new_page(), language))
        return visitors[-1]

    yield open_one
    assert [each for visitor in visitors for each in visitor.trouble] == []


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """One of them, at a context."""
    return visit()
