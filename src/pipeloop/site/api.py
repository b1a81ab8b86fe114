"""The API: routers of the capabilities, who may enter, and refusals as JSON."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import UserRateThrottle

from pipeloop.company.actions.keys import person_of_token
from pipeloop.company.api import router as company
from pipeloop.company.models import Person
from pipeloop.company.web.middleware import speak_to
from pipeloop.conveyor.api import router as conveyor
from pipeloop.conveyor.api.shapes import CheckOut, ClosedGate, StaleDeal, deal_out
from pipeloop.conveyor.domain.gate import GateClosed
from pipeloop.core.errors import NotFound, PipeloopError, Stale
from pipeloop.exchange.api import router as exchange
from pipeloop.history.api import router as history
from pipeloop.process.api import router as process
from pipeloop.site.refusals import STATUS, code, words

OURS = (["body"], ["chosen"])
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Key(HttpBearer):
    """A key in the header `Authorization: Bearer`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = person_of_token(token, write=request.method not in READS)
        if found is not None:
            request.user = found
            speak_to(request, found)
        return found


class PerPerson(UserRateThrottle):
    """So many calls a minute for each person."""

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api-{request.user.pk}"


class PipeloopAPI(NinjaAPI):
    """An operation is called as its function is: `move_deal`."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = PipeloopAPI(
    title="Pipeloop",
    version="1",
    docs_url=None,
    auth=[Key(), SessionAuth()],
    throttle=[PerPerson("600/m")],
    urls_namespace="api",
)
api.add_router("", company)
api.add_router("", process)
api.add_router("", conveyor)
api.add_router("", history)
api.add_router("", exchange)


def _refusal(
    request: HttpRequest, status: int, error: str, message: str, field: str = ""
) -> HttpResponse:
    body = {"error": error, "message": message, "field": field}
    return api.create_response(request, body, status=status)


@api.exception_handler(GateClosed)
def closed(request: HttpRequest, error: GateClosed) -> HttpResponse:
    """A closed gate: what is missing, as data."""
    checks = [
        CheckOut(
            rule=check.criterion.rule.text,
            evidence=check.criterion.evidence.key,
            name=str(check.criterion.evidence.name),
            holds=check.holds,
            soft=check.criterion.soft,
        )
        for check in error.gate.checks
    ]
    said = ClosedGate(
        error="gate_closed", message=_("The exit criteria do not hold yet."), checks=checks
    )
    return api.create_response(request, said.dict(), status=409)


@api.exception_handler(Stale)
def stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """Somebody was first: the deal as it is now, so that a program can look and ask again."""
    said = StaleDeal(error=code(error), message=words(error), fresh=deal_out(error.fresh))
    return api.create_response(request, said.dict(), status=STATUS[Stale])


@api.exception_handler(PipeloopError)
def refused(request: HttpRequest, error: PipeloopError) -> HttpResponse:
    """A refusal of the rules."""
    status = STATUS.get(type(error), 422)
    return _refusal(request, status, code(error), words(error), getattr(error, "field", ""))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in, or the key does not allow this."""
    said = _("Sign in, or send a key that is in force and allows this.")
    return _refusal(request, 401, "unauthenticated", said)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not have the shape it should."""
    first: dict[str, Any] = error.errors[0]
    # Its place begins with the part of the request, then with our own name for a body or a query.
    _part, *inside = first["loc"]
    field = ".".join(str(part) for part in (inside[1:] if inside[:1] in OURS else inside))
    said = _("The request was not understood")
    return _refusal(request, 422, "invalid", f"{said}: {first['msg']}", field)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Too many calls, a body that is no JSON, or a page's call without the page's token."""
    if error.status_code == 429:
        words = DefaultAccountAdapter.error_messages["rate_limited"]
        return _refusal(request, 429, "too_many", str(words))
    if error.status_code == 403:
        said = _("Sign in, or send a key that is in force and allows this.")
        return _refusal(request, 403, "forbidden", said)
    said = _("The request was not understood")
    return _refusal(request, 422, "not_json", f"{said}: {error}")


@csrf_exempt
def no_such(request: HttpRequest, rest: str) -> HttpResponse:
    """An address under the API's own where nothing is: said in JSON, as all else here."""
    error = NotFound(rest)
    return _refusal(request, STATUS[NotFound], code(error), words(error))


def schema_text() -> str:
    """The OpenAPI schema as it is committed in docs/openapi.json."""
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"
