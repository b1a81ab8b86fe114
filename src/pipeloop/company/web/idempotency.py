"""A write that is sent twice is done once, and answered the same."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Status
from pydantic import BaseModel

from pipeloop.company.models import IdempotencyKey
from pipeloop.company.web.http import person
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused

Answer = tuple[int, Any]
View = TypeVar("View", bound=Callable[..., Answer])
MAX_KEY_LENGTH = 200


def once(view: View) -> View:
    """Honour the header `Idempotency-Key` of a write: the first answer is kept and repeated.

    The key is written in the same transaction as the work, so that a crash leaves neither,
    and the second of two at once waits for the first one's answer.

    Raises:
        Refused: the key was used for another request.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Status[Any]:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return Status(*view(request, *args, **kwargs))
        if len(key) > MAX_KEY_LENGTH or "\x00" in key:
            raise Refused("bad_key", _("The idempotency key is too long."), field="Idempotency-Key")
        with transaction.atomic():
            row = _claim_key(request, key)
            if row is None:
                return Status(*_stored_answer(request, key))
            row.status, body = view(request, *args, **kwargs)
            row.answer = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
            row.save()
            return Status(row.status, body)

    # The router reads types in this module's names, where the view's are not known.
    answer.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def _claim_key(request: HttpRequest, key: str) -> IdempotencyKey | None:
    """The key's new row; None if the key has been used already."""
    if IdempotencyKey.objects.filter(person=person(request), key=key).exists():
        return None
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                person=person(request), key=key, request=_fingerprint(request), at=now()
            )
    except IntegrityError:
        return None


def _stored_answer(request: HttpRequest, key: str) -> Answer:
    row = IdempotencyKey.objects.filter(person=person(request), key=key).first()
    if row is None or row.status is None or row.request != _fingerprint(request):
        raise Refused(
            "key_reused",
            _("This idempotency key was used for another request."),
            field="Idempotency-Key",
        )
    return row.status, row.answer


def _fingerprint(request: HttpRequest) -> str:
    content = f"{request.method} {request.path}\n".encode() + request.body
    return hashlib.sha256(content).hexdigest()
