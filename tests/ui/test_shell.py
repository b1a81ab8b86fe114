"""Menus and the theme."""

from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from pipeloop.ui import context
from pipeloop.ui.navigation import NavItem, register

BOARD = NavItem("Conveyor", "conveyor:board", ("conveyor:deal",), "layout-kanban", 30)
PULSE = NavItem("Pulse", "home:pulse", (), "activity-heartbeat", 10)
SECRET = NavItem("Pay", "pay:all", (), "lock", 20, allowed=lambda request: False)


@pytest.fixture(autouse=True)
def menu(monkeypatch: pytest.MonkeyPatch) -> list[NavItem]:
    """A menu of the test's own; the real ones ask about a real person."""
    made: list[NavItem] = []
    register(made, BOARD, PULSE, SECRET)
    monkeypatch.setattr(context, "NAV", made)
    monkeypatch.setattr(context, "PERSON_MENU", [])
    return made


def asked(view: str = "", *, signed_in: bool = True, **cookies: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    request.resolver_match = SimpleNamespace(view_name=view)  # type: ignore[assignment]
    return request


def test_lines_of_a_menu_stand_in_their_order_and_once(menu: list[NavItem]) -> None:
    register(menu, PULSE)
    assert [item.name for item in menu] == ["Pulse", "Pay", "Conveyor"]


def test_a_line_that_is_not_allowed_is_not_shown(menu: list[NavItem]) -> None:
    assert [item for item, _here in context.shell(asked())["nav"]] == [PULSE, BOARD]


@pytest.mark.parametrize("view", ["conveyor:board", "conveyor:deal"])
def test_a_page_marks_the_line_that_it_belongs_to(menu: list[NavItem], view: str) -> None:
    assert [item for item, here in context.shell(asked(view))["nav"] if here] == [BOARD]


def test_who_is_not_signed_in_gets_no_menu(menu: list[NavItem]) -> None:
    assert "nav" not in context.shell(asked(signed_in=False))


@pytest.mark.parametrize(
    ("cookies", "theme", "dark"),
    [
        ({}, "auto", False),
        ({"scheme": "dark"}, "auto", True),
        ({"theme": "auto", "scheme": "dark"}, "auto", True),
        ({"theme": "dark", "scheme": "light"}, "dark", True),
        ({"theme": "light", "scheme": "dark"}, "light", False),
        ({"theme": '"><script>'}, "auto", False),
    ],
)
def test_the_theme_is_drawn_by_the_server(cookies: dict[str, str], theme: str, dark: bool) -> None:
    shell = context.shell(asked(**cookies))
    assert (shell["theme"], shell["dark"]) == (theme, dark)
