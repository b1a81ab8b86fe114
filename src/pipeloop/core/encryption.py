"""Encrypts secrets of other systems, so that a copy of the database alone does not reveal them."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(secret: str, purpose: str) -> str:
    """A text that only this installation can decrypt, and only for the same purpose."""
    return _cipher(purpose).encrypt(secret.encode()).decode("ascii")


def decrypt(encrypted: str, purpose: str) -> str | None:
    """The secret; None when the installation's key has changed since, or the text is damaged."""
    try:
        return _cipher(purpose).decrypt(encrypted.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        return None


def _cipher(purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"pipeloop {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
