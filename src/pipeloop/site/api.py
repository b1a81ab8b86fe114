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

from pipeloop.company.actions.tokens import person_of_token
from pipeloop.company.api import router as company
from pipeloop.company.models import Person
from pipeloop.company.web.middleware import use_locale_of
from pipeloop.conveyor.api import router as conveyor
from pipeloop.conveyor.api.shapes import CheckOut, ClosedGate, StaleDeal, deal_out
from pipeloop.conveyor.domain.gate import GateClosed
from pipeloop.core.errors import NotFound, PipeloopError, Stale
from pipeloop.exchange.api import router as exchange
from pipeloop.history.api import router as history
from pipeloop.process.api import router as process
from pipeloop.site.refusals import STATUS, code, words

# Names of arguments that hold a whole body or query, and mean nothing to who calls.
ARGUMENTS = (["body"], ["chosen"])
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class ApiToken(HttpBearer):
    """A key in the header `Authorization: Bearer`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        owner = person_of_token(token, write=request.method not in READS)
        if owner is not None:
            request.user = owner
            use_locale_of(request, owner)
        return owner


class PersonThrottle(UserRateThrottle):
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
    auth=[ApiToken(), SessionAuth()],
    throttle=[PersonThrottle("600/m")],
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
def gate_closed(request: HttpRequest, error: GateClosed) -> HttpResponse:
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
    answer = ClosedGate(
        error="gate_closed", message=_("The exit criteria do not hold yet."), checks=checks
    )
    return api.create_response(request, answer.dict(), status=409)


@api.exception_handler(Stale)
def stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """Somebody was first: the deal as it is now, so that a program can look and ask again."""
    answer = StaleDeal(error=code(error), message=words(error), fresh=deal_out(error.fresh))
    return api.create_response(request, answer.dict(), status=STATUS[Stale])


@api.exception_handler(PipeloopError)
def refused(request: HttpRequest, error: PipeloopError) -> HttpResponse:
    """A refusal of the rules."""
    status = STATUS.get(type(error), 422)
    return _refusal(request, status, code(error), words(error), getattr(error, "field", ""))


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in, or the key does not allow this."""
    message = _("Sign in, or send a valid API token that allows this.")
    return _refusal(request, 401, "unauthenticated", message)


@api.exception_handler(ValidationError)
def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not have the shape it should."""
    first: dict[str, Any] = error.errors[0]
    # The location begins with the part of the request, then with our own argument's name.
    _part, *inside = first["loc"]
    field = ".".join(str(part) for part in (inside[1:] if inside[:1] in ARGUMENTS else inside))
    message = _("The request was not understood")
    return _refusal(request, 422, "invalid", f"{message}: {first['msg']}", field)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Too many calls, a body that is no JSON, or a page's call without the page's token."""
    if error.status_code == 429:
        words = DefaultAccountAdapter.error_messages["rate_limited"]
        return _refusal(request, 429, "too_many", str(words))
    if error.status_code == 403:
        message = _("Sign in, or send a valid API token that allows this.")
        return _refusal(request, 403, "forbidden", message)
    message = _("The request was not understood")
    return _refusal(request, 422, "not_json", f"{message}: {error}")


@csrf_exempt
def not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """An unknown address under that of the API: answered in JSON, as everything else."""
    error = NotFound(rest)
    return _refusal(request, STATUS[NotFound], code(error), words(error))


def schema_text() -> str:
    """The OpenAPI schema as it is committed in docs/openapi.json."""
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"
