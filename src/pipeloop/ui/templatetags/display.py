"""Tags and filters that show values; the words and signs come from `ui.formatting`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pipeloop.core.money import Money
from pipeloop.ui import formatting

register = template.Library()
NOTHING = "—"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; hidden from screen readers unless it is labelled."""
    sprite = static("pipeloop/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name
    )


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """A number with separated thousands."""
    return NOTHING if value is None else formatting.number(value, digits)


@register.filter
def money(value: Money | None) -> str:
    """An amount in full."""
    return NOTHING if value is None else formatting.money(value)


@register.filter
def short_money(value: Money | None) -> str:
    """An amount in two or three figures."""
    return NOTHING if value is None else formatting.short_money(value)


@register.filter
def money_of(minor: int | None, currency: str) -> str:
    """An amount from a row's minor units and currency."""
    return NOTHING if minor is None else formatting.money(Money(minor, currency))


@register.filter
def share(value: float | None) -> str:
    """A part of one in percent."""
    return NOTHING if value is None else formatting.share(value)


@register.filter
def points(value: float | None) -> str:
    """A difference of two shares in percentage points."""
    return NOTHING if value is None else formatting.points(value)


@register.filter
def days(value: float | None) -> str:
    """A number of days with the word."""
    return NOTHING if value is None else formatting.days(value)


@register.filter
def duration(seconds: float | None, day: int = formatting.DAY) -> str:
    """A time in minutes, hours or days; `day` seconds long."""
    return NOTHING if seconds is None else formatting.duration(seconds, day)


@register.filter
def short_days(value: float | None) -> str:
    """A number of days with a letter."""
    return NOTHING if value is None else formatting.short_days(value)


@register.filter
def file_size(value: int) -> str:
    """Bytes in KB or MB."""
    return formatting.file_size(value)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A date as it is written in the reader's language."""
    if not value:
        return NOTHING
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return formatting.day(value)


@register.filter
def near_day(value: date | None) -> str:
    """Today, tomorrow, or a date."""
    return NOTHING if value is None else formatting.near_day(value, timezone.localdate())


@register.filter
def moment(value: datetime | None) -> str:
    """A date and the time of day."""
    return NOTHING if value is None else formatting.moment(value)


@register.filter
def initials(name: str) -> str:
    """Two letters of a name."""
    return formatting.initials(name)


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key that is not known beforehand."""
    return mapping.get(key, "")


@register.simple_tag
def width(part: float, whole: float, full: int = 100) -> int:
    """How long a bar is: `part` of `whole`, of `full` units, one at least."""
    return max(1, round(full * part / whole)) if whole else 0


@register.inclusion_tag("ui/parts/form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """Every field of a form, with its label, help and errors."""
    for field in form.visible_fields():
        _set_widget_attributes(field)
    return {"form": form}


def _set_widget_attributes(field: Any) -> None:
    kinds = {"select": "form-select", "checkbox": "form-check-input"}
    attrs = field.field.widget.attrs
    attrs.setdefault("class", kinds.get(field.widget_type, "form-control"))
    described = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{field.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
