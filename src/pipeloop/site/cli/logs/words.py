"""Numbers and durations as a terminal shows them, and tables that fit it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from gettext import gettext as _

# Longer names are cut: a table that wraps cannot be read.
NAME = 44
NARROW = "\u202f"


def number(value: float) -> str:
    """A whole number with thin spaces between its thousands."""
    return f"{value:,.0f}".replace(",", NARROW)


def percent(share: float) -> str:
    """A share as a percentage."""
    return _("%(percent).1f %%") % {"percent": 100 * share}


def duration(seconds: float) -> str:
    """A duration in its two largest units."""
    if seconds != seconds:
        return "–"
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hour}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minute}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": second}
    return _("%(seconds)d s") % {"seconds": second}


def table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Columns one under another.

    Args:
        left: so many first columns are text, the others are numbers.
    """
    cells = [[_cut(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(header))]
    lines = (
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def _cut(cell: str) -> str:
    return cell if len(cell) <= NAME else cell[: NAME - 1] + "…"
