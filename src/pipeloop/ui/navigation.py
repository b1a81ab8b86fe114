"""The main menu and the person's menu. Capabilities add their own lines in `apps.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


def everybody(request: HttpRequest) -> bool:
    """Whoever is signed in."""
    return True


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of a menu.

    Args:
        name: translated lazily.
        view: name of the page it opens.
        section: names of views that belong to it begin so; they mark it as current.
        icon: name in the sprite.
        order: lower comes first.
        allowed: whether the reader of this request sees it.
    """

    name: Any
    view: str
    section: tuple[str, ...]
    icon: str
    order: int
    allowed: Callable[[HttpRequest], bool] = everybody


NAV: list[NavItem] = []
PERSON_MENU: list[NavItem] = []


def register(menu: list[NavItem], *items: NavItem) -> None:
    """Add lines to a menu, in order; a line is not added twice."""
    menu.extend(item for item in items if item not in menu)
    menu.sort(key=lambda item: item.order)
