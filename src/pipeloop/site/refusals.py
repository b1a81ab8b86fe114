"""Refusals of the rules, put into words in one place, for pages and for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeloop.company.actions.founding import is_set_up
from pipeloop.core.errors import Forbidden, NotFound, PipeloopError, Refused, Stale

STATUS = {Forbidden: 403, NotFound: 404, Stale: 409, Refused: 422}
Answer = Callable[[HttpRequest], HttpResponse]


def words(error: PipeloopError) -> str:
    """The message for a person."""
    if isinstance(error, Refused):
        return str(error.words)
    if isinstance(error, Forbidden):
        return _("Your role does not allow this. Ask the head of sales.")
    if isinstance(error, Stale):
        return _("Somebody changed it a moment ago. See how it is now.")
    return _("There is no such page, or it is not yours to see.")


def code(error: PipeloopError) -> str:
    """A stable word for programs."""
    return error.code if isinstance(error, Refused) else type(error).__name__.lower()


class RefusalMiddleware:
    """Turns refusals into pages; sends the first visitor of a new installation to the setup."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Checked only on the way to sign-in, so that no other page needs the query.
        to_sign_in = response.status_code == 302 and "/account/login/" in response.get(
            "Location", ""
        )
        if (to_sign_in or request.path == "/account/login/") and not is_set_up():
            return redirect("company:setup")
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Refuse a NUL in an address, which no text of the database holds; the API checks itself.

        Raises:
            BadRequest: there is one in the address.
        """
        match = request.resolver_match
        is_page = match is not None and match.namespace != "api"
        if is_page and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with the words, or only the words for a piece of a page."""
        if not isinstance(exception, PipeloopError):
            return None
        status = STATUS.get(type(exception), 422)
        message = words(exception)
        if request.headers.get("HX-Request"):
            response = HttpResponse(
                message, status=status, content_type="text/plain; charset=utf-8"
            )
            response["X-Words"] = quote(message)
            return response
        return render(request, "refused.html", {"words": message, "status": status}, status=status)
