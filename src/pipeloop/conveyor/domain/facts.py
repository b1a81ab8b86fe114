"""Evidence of a deal: read as people give it, kept as JSON, shown to the rules.

Most evidence lives in `Deal.facts` under its key; what a deal or its client has a column
for lives in that column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.conveyor.models import Deal
from pipeloop.core.errors import Refused
from pipeloop.core.money import to_major, to_minor, typed_amount
from pipeloop.process.queries import EvidenceView

Raw = str | Mapping[str, str]
PROOFS = frozenset({"doc", "buyer", "event", "approval"})
MAX_TEXT_LENGTH = 2000
MAX_AMOUNT = Decimal(10) ** 13
# What is said last about a column of the deal.
ALSO_SET = {"field:final_amount": "amount"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed-in value is read against.

    Args:
        today: the reader's date; nothing can have happened later.
        currency: of amounts typed without one.
        by: id of the person who records, kept with proofs.
    """

    today: date
    currency: str
    by: int | None


def read(evidence: EvidenceView, raw: Raw, reading: Reading) -> Any:
    """The value that JSON can carry, or None when nothing was given.

    Raises:
        Refused: it cannot be read; carries the field's key.
    """
    if evidence.kind in PROOFS:
        return _proof(evidence, raw, reading)
    text = (raw if isinstance(raw, str) else "").strip()
    if not text:
        return None
    if len(text) > MAX_TEXT_LENGTH:
        raise _refused(evidence, _("At most 2,000 characters."))
    return _READERS.get(evidence.value_type, _text)(evidence, text, reading)


def _proof(evidence: EvidenceView, raw: Raw, reading: Reading) -> dict[str, Any] | None:
    given = {"note": raw} if isinstance(raw, str) else raw
    note, on = given.get("note", "").strip(), given.get("on", "").strip()
    if not note and not on:
        return None
    if evidence.kind == "doc" and not note:
        raise _refused(evidence, _("Give the number of the document or a link to it."))
    day = _parse_date(evidence, on) if on else reading.today
    if day > reading.today:
        raise _refused(evidence, _("This date has not come yet."))
    return {"on": day.isoformat(), "note": note[:MAX_TEXT_LENGTH], "by": reading.by}


def _refused(evidence: EvidenceView, words: str) -> Refused:
    return Refused("bad_value", words, field=evidence.key)


def _text(evidence: EvidenceView, text: str, reading: Reading) -> str:
    return text


def _date(evidence: EvidenceView, text: str, reading: Reading) -> str:
    return _parse_date(evidence, text).isoformat()


def _parse_date(evidence: EvidenceView, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(evidence, _("Choose a date.")) from None


def _amount(evidence: EvidenceView, text: str) -> tuple[Decimal, str]:
    try:
        number, currency = typed_amount(text)
    except ValueError:
        number = None
    if number is None or abs(number) >= MAX_AMOUNT:
        raise _refused(evidence, _("Enter a number."))
    return number, currency


def _decimal(evidence: EvidenceView, text: str) -> Decimal:
    return _amount(evidence, text)[0]


def _number(evidence: EvidenceView, text: str, reading: Reading) -> str:
    return str(_decimal(evidence, text))


def _money(evidence: EvidenceView, text: str, reading: Reading) -> dict[str, Any]:
    amount, currency = _amount(evidence, text)
    if amount < 0:
        raise _refused(evidence, _("An amount cannot be below zero."))
    if currency not in ("", reading.currency):
        words = _("This deal is counted in %(currency)s.") % {"currency": reading.currency}
        raise _refused(evidence, words)
    return {"minor": to_minor(amount, reading.currency), "currency": reading.currency}


def _percent(evidence: EvidenceView, text: str, reading: Reading) -> str:
    share = _decimal(evidence, text)
    if not 0 <= share <= 100:
        raise _refused(evidence, _("A share lies between 0 and 100."))
    return str(share)


def _score(evidence: EvidenceView, text: str, reading: Reading) -> str:
    score = _decimal(evidence, text)
    if score not in range(11):
        raise _refused(evidence, _("A score is a whole number from 0 to 10."))
    return str(int(score))


def _choice(evidence: EvidenceView, text: str, reading: Reading) -> str:
    if text not in {code for code, _name in evidence.choices}:
        raise _refused(evidence, _("Choose from the list."))
    return text


_READERS: dict[str, Callable[[EvidenceView, str, Reading], Any]] = {
    "date": _date,
    "money": _money,
    "number": _number,
    "percent": _percent,
    "score0_10": _score,
    "choice": _choice,
}


def value_of(deal: Deal, evidence: EvidenceView) -> Any:
    """What is known: from the deal's or the client's column, or from the facts."""
    if evidence.kind == "field" and evidence.maps_to in _COLUMNS:
        return _COLUMNS[evidence.maps_to][0](deal)
    return deal.facts.get(evidence.key)


def put(deal: Deal, evidence: EvidenceView, value: Any) -> None:
    """Keep a value that `read` gave, in its column of the deal or among the facts.

    Raises:
        Refused: it is not said so, such as whose the deal is.
        TypeError: it is kept with the client.
    """
    if evidence.kind == "field" and evidence.maps_to in _COLUMNS:
        _COLUMNS[evidence.maps_to][1](deal, value)
    else:
        deal.facts = {**deal.facts, evidence.key: value}
    if evidence.key in ALSO_SET:
        _COLUMNS[ALSO_SET[evidence.key]][1](deal, value)


def _get_amount(deal: Deal) -> str | None:
    return None if deal.amount is None else str(to_major(deal.amount, deal.currency))


def _put_amount(deal: Deal, value: dict[str, Any]) -> None:
    deal.amount, deal.currency = value["minor"], value["currency"]


def _get_day(column: str) -> Callable[[Deal], str | None]:
    def get(deal: Deal) -> str | None:
        day: date | None = getattr(deal, column)
        return day.isoformat() if day else None

    return get


def _put_day(column: str) -> Callable[[Deal, str], None]:
    def put(deal: Deal, value: str) -> None:
        setattr(deal, column, date.fromisoformat(value))

    return put


def _put_close_on(deal: Deal, value: str) -> None:
    deal.plan_close(date.fromisoformat(value))


def _get_contact(deal: Deal) -> str | None:
    return (deal.contact.phone or deal.contact.email) if deal.contact else None


def _of_client(deal: Deal, value: str) -> None:
    raise TypeError("kept with the client, not with the deal")


def _refuse_owner(deal: Deal, value: str) -> None:
    # Whose a deal is, is said by assigning it: that checks who may, and to whom.
    raise Refused("assign_it", _("Assign the deal to change its owner."), field="field:assigned_to")


def _put_source(deal: Deal, value: str) -> None:
    deal.source = value[:100]


def _plain(column: str) -> tuple[Callable[[Deal], Any], Callable[[Deal, Any], None]]:
    def get(deal: Deal) -> Any:
        return getattr(deal, column)

    def put(deal: Deal, value: Any) -> None:
        setattr(deal, column, value)

    return get, put


# What evidence calls it: how to read the column, how to write it.
_COLUMNS: dict[str, tuple[Callable[[Deal], Any], Callable[[Deal, Any], None]]] = {
    "amount": (_get_amount, _put_amount),
    "source": (lambda deal: deal.source, _put_source),
    "buying_phase": _plain("buying_phase"),
    "discount": (
        lambda deal: deal.discount,
        lambda deal, value: setattr(deal, "discount", Decimal(value)),
    ),
    "decision_date": (_get_day("decision_on"), _put_day("decision_on")),
    "close_date": (_get_day("close_on"), _put_close_on),
    "next_step_date": (_get_day("next_step_on"), _put_day("next_step_on")),
    "owner": (lambda deal: deal.owner_id, _refuse_owner),
    "account": (lambda deal: deal.account_id, lambda deal, value: None),
    "contact": (_get_contact, _of_client),
    "fit_class": (lambda deal: deal.account.fit_class, _of_client),
}
