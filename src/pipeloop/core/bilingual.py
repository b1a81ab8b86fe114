"""Texts that a company keeps in Russian and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language

if TYPE_CHECKING:
    JSON = models.JSONField["Bilingual", "Bilingual"]
else:
    JSON = models.JSONField


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in two languages; prints itself in the reader's language.

    A company may write in one language only, so an empty side falls back to the other.
    """

    ru: str = ""
    en: str = ""

    def __str__(self) -> str:
        russian = (get_language() or "en").startswith("ru")
        return (self.ru or self.en) if russian else (self.en or self.ru)

    def __bool__(self) -> bool:
        return bool(self.ru or self.en)


class BilingualField(JSON):
    """A column of type jsonb that reads and writes `Bilingual`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Bilingual)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        plain = super().from_db_value(value, expression, connection)
        # A query may read one language alone: `values("name__ru")`.
        return Bilingual(**plain) if isinstance(plain, dict) else plain

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return Bilingual(**value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return {"ru": value.ru, "en": value.en} if isinstance(value, Bilingual) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, Bilingual):
            raise ValidationError("not a bilingual text", code="invalid")
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")
