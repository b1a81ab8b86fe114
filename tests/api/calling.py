"""A program that calls the API with somebody's key."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pipeloop.company.actions import create_token
from pipeloop.company.models import Person

V1 = "/api/v1"


def secret_of(person: Person, *, scope: str = "write", days: int = 30) -> str:
    """A new key of somebody."""
    return create_token(person, name="program", scope=scope, days=days)[1]


class Program:
    """Calls the API with a key, or without one; answers Django's response."""

    def __init__(self, secret: str = "", **headers: str) -> None:
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.headers |= headers
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(V1 + path, query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.send("POST", path, body, key=key)

    def put(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.send("PUT", path, body, key=key)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.generic(
            method,
            V1 + path,
            body if isinstance(body, bytes) else self.client._encode_json(body, "application/json"),
            content_type="application/json",
            headers=headers,
        )


def program_of(person: Person, *, scope: str = "write", **headers: str) -> Program:
    """A program with a new key of somebody."""
    return Program(secret_of(person, scope=scope), **headers)
