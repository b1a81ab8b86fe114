"""What every page needs: the menus with the current line, and the theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from pipeloop.ui.navigation import NAV, PERSON_MENU, NavItem

THEMES = ("light", "dark", "auto")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menus with the current line marked, and the theme chosen in this browser."""
    choice = request.COOKIES.get("theme", "auto")
    theme = choice if choice in THEMES else "auto"
    context: dict[str, Any] = {"theme": theme, "dark": _is_dark(theme, request)}
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return context
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    context["nav"] = [(item, _is_current(item, view_name)) for item in NAV if item.allowed(request)]
    context["person_menu"] = [item for item in PERSON_MENU if item.allowed(request)]
    return context


def _is_dark(theme: str, request: HttpRequest) -> bool:
    # The browser sends what the system prefers in a cookie: no flash of the wrong theme.
    return theme == "dark" or (theme == "auto" and request.COOKIES.get("scheme") == "dark")


def _is_current(item: NavItem, view_name: str) -> bool:
    return view_name == item.view or any(view_name.startswith(part) for part in item.section)
