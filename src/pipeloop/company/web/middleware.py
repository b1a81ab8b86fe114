"""Uses the language and the time zone of the signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from pipeloop.company.models import Person
from pipeloop.company.web.http import person

Answer = Callable[[HttpRequest], HttpResponse]


def reader(get_response: Answer) -> Answer:
    """Activate the language and the time zone of the signed-in person."""

    def respond(request: HttpRequest) -> HttpResponse:
        # What is activated inside ends with the request, also for who calls with an API token.
        with (
            translation.override(translation.get_language()),
            timezone.override(timezone.get_current_timezone()),
        ):
            if request.user.is_authenticated:
                use_locale_of(request, person(request))
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return respond


def use_locale_of(request: HttpRequest, reader: Person) -> None:
    """Use the reader's language and time zone until the end of the request."""
    translation.activate(reader.language)
    timezone.activate(ZoneInfo(reader.time_zone))
    request.LANGUAGE_CODE = reader.language
