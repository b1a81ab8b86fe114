"""Shapes that the API of every capability shares."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

# PostgreSQL keeps no NUL in a text; ids are 64-bit and positive.
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(Schema):
    """A body in which nothing unknown is let pass."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    """Which rows of a list: `size` of them, after those of the pages before."""

    page: Annotated[int, Field(ge=1, le=1000)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def start(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.size


class Problem(Schema):
    """Why something was not done."""

    error: str
    message: str
    field: str = ""


REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}
