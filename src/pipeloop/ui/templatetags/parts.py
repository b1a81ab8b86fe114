"""Parts of pages that hold other content: `{% load parts %}`, then a block for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        name: its heading, translated lazily; empty over a column of buttons.
        order: the value of `order` in the address that sorts by it; empty where it is not sorted.
        is_number: aligned right, in figures of one width.
    """

    name: Any
    order: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as it is shown: where its heading leads, and how the rows are sorted now."""

    column: Column
    query: str = ""
    sorted: str = ""


@register.simple_block_tag
def card(content: str, title: Any = "", count: Any = None) -> SafeString:
    """A card: `{% card title=name count=12 %}…{% endcard %}`."""
    return render_to_string(
        "ui/parts/card.html", {"title": title, "count": count, "content": content}
    )


@register.simple_block_tag(takes_context=True)
def table(context: Any, content: str, columns: Sequence[Column], name: Any = "") -> SafeString:
    """A table of rows: `{% table columns name="Deals" %}<tr>…</tr>{% endtable %}`.

    A heading that sorts keeps the filters of the address, and reverses the order when it is
    chosen again.
    """
    request = context.get("request")
    headings = [heading(column, request) for column in columns]
    return render_to_string(
        "ui/parts/table.html", {"headings": headings, "name": name, "content": content}
    )


def heading(column: Column, request: HttpRequest | None) -> Heading:
    """How the heading of `column` looks on the page that was asked for."""
    if request is None or not column.order:
        return Heading(column)
    order = request.GET.get("order", "")
    is_up, is_down = order == column.order, order == f"-{column.order}"
    query = request.GET.copy()
    query["order"] = f"-{column.order}" if is_up else column.order
    # Another order starts at its first page.
    query.pop("page", None)
    return Heading(
        column,
        query=query.urlencode(),
        sorted="ascending" if is_up else "descending" if is_down else "",
    )
