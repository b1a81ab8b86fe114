"""The person behind a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from pipeloop.company.models import Person


def person(request: HttpRequest) -> Person:
    """The signed-in person; for views behind `login_required`."""
    return cast(Person, request.user)
