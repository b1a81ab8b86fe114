"""Small files as other systems write them, built here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

ENGLISH = {
    "id": "Deal ID",
    "name": "Deal Name",
    "client": "Company",
    "contact": "Contact Name",
    "email": "Email",
    "amount": "Amount",
    "owner": "Deal Owner",
    "stage": "Deal Stage",
    "made": "Create Date",
    "closed": "Close Date",
    "source": "Lead Source",
}
RUSSIAN = (
    *("ID", "Название сделки", "Компания", "Бюджет", "Ответственный"),
    *("Этап сделки", "Дата создания", "Дата закрытия"),
)
HISTORY = ("Deal ID", "New Stage", "Changed At", "Changed By", "Company", "Amount")


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> str:
    """A CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def one(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An open deal of the English file, with these cells changed."""
    known = {
        "id": f"D-{number}",
        "name": f"Order {number}",
        "client": "Harbour Foods",
        "contact": "",
        "email": "",
        "amount": "1200",
        "owner": "Nina Park",
        "stage": "Negotiation",
        "made": "2025-01-13",
        "closed": "",
        "source": "Fair",
    }
    if unknown := changes.keys() - known.keys():
        raise KeyError(unknown)
    return known | changes


def deals(*rows: dict[str, Any], without: Sequence[str] = ()) -> bytes:
    """A file of deals in English: commas, UTF-8."""
    names = [name for name in ENGLISH if name not in without]
    cells = [[row[name] for name in names] for row in rows]
    return table([ENGLISH[name] for name in names], cells).encode()


def many(count: int, **changes: Any) -> bytes:
    """A file of so many open deals, each of a client of its own."""
    return deals(*(one(i, **({"client": f"Client {i}"} | changes)) for i in range(1, count + 1)))


def three() -> bytes:
    """One deal open, one won, one lost."""
    return deals(
        one(1, amount="1,250.50", contact="Ann Lee", email="Ann@Harbour.example"),
        one(2, client="Quarry Stone", owner="Omar Diaz", stage="Closed Won", closed="2025-01-20"),
        one(3, amount="", stage="Closed Lost", closed="2025-01-15", source=""),
    )


def russian() -> bytes:
    """A file of deals in Russian: semicolons, Windows-1251, commas in numbers, dd.mm.yyyy."""
    rows = [
        ("101", "Кран башенный", "ООО «Ромашка»", "1 234,50", "Анна Котова",
         "Переговоры", "13.01.2025", ""),
        ("102", "Насосы", "ЗАО «Ёлка»", "98\u00a0765", "Пётр Ильин",
         "Успешно реализовано", "05.02.2025", "28.02.2025"),
        ("103", "Щебень", "ооо «ромашка»", "", "Анна Котова",
         "Закрыто и не реализовано", "03.03.2025", "04.03.2025"),
    ]  # fmt: skip
    return table(RUSSIAN, rows, delimiter=";").encode("cp1251")


def changes(*rows: Sequence[Any]) -> bytes:
    """A file of stage history: deal, stage, moment, who, client, amount."""
    return table(HISTORY, rows).encode()


def two_histories() -> bytes:
    """A deal that went on and was won, one that went back; the rows stand in no order."""
    return changes(
        ("H-1", "Negotiation", "2025-01-15 00:00", "Nina Park", "Harbour Foods", "1200"),
        ("H-1", "Meeting", "2025-01-13 00:00", "Nina Park", "Harbour Foods", "1000"),
        ("H-2", "Negotiation", "2025-02-03 10:00", "Omar Diaz", "Quarry Stone", ""),
        ("H-1", "Won", "2025-01-17 00:00", "Omar Diaz", "Harbour Foods", "1500"),
        ("H-2", "Meeting", "2025-02-04 10:00", "Nina Park", "Quarry Stone", "700"),
    )


def workbook() -> bytes:
    """A workbook with a sheet that is empty, and one of deals with numbers and dates as such."""
    book = Workbook()
    page = book.create_sheet("Deals")
    page.append(["Deal ID", "Company", "Amount", "Deal Owner", "Deal Stage", "Created", "Won date"])
    page.append([7, "Harbour Foods", 1250.5, "Nina Park", "Proposal", datetime(2025, 1, 13), None])
    page.append(
        [8, "Quarry Stone", 99, "Omar Diaz", "Won", datetime(2025, 2, 3), datetime(2025, 2, 5, 12)]
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
