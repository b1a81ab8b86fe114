"""Full-text search as people type it."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery

MAX_WORDS = 8


def prefix_query(text: str) -> SearchQuery | None:
    """A search in which every word may be unfinished; None when the text holds no word."""
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()[:MAX_WORDS]
    if not words:
        return None
    return SearchQuery(" & ".join(f"{w}:*" for w in words), config="russian", search_type="raw")
