"""Speaks to each person in their language and by their clock."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from pipeloop.company.http import person

Answer = Callable[[HttpRequest], HttpResponse]


def reader(get_response: Answer) -> Answer:
    """Activate the language and the time zone of the signed-in person."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        reader = person(request)
        with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
            request.LANGUAGE_CODE = reader.language
            return get_response(request)

    return respond
