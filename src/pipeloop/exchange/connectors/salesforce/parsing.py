"""Salesforce: its objects, and the deals and moves that are made of them.

Fields of the objects Opportunity, OpportunityHistory, OpportunityFieldHistory and
OpportunityStage, from the vendor's reference of objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeloop.exchange.connectors.deal_history import (
    LOST,
    OPEN,
    WON,
    Deal,
    Move,
    Names,
    SourceData,
    StageName,
)
from pipeloop.exchange.connectors.records import (
    BodiesOfKind,
    Record,
    amount,
    pick_fields,
    required,
    required_timestamp,
    text,
    timestamp,
)

NAME = "Salesforce"
STAGE, OWNER = "StageName", "Owner"
# Ids of users begin so; a change of owner is recorded twice, by id and by name.
USER_PREFIX = "005"
FIELDS = {
    "deal": (
        "Id", "Name", "Amount", "OwnerId", "LeadSource", "StageName", "CreatedDate", "CloseDate",
        "IsClosed", "IsWon",
    ),
    "change": (
        "Id", "OpportunityId", "StageName", "CreatedById", "CreatedDate", "IsWon", "IsClosed",
    ),
    "field": ("Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedById", "CreatedDate"),
    "stage": ("Id", "ApiName", "MasterLabel", "IsClosed", "IsWon"),
    "user": ("Id", "Name"),
}  # fmt: skip


def record(kind: str, item: Any) -> Record:
    """The record of an object, with the fields that are used."""
    body = pick_fields(item, *FIELDS[kind])
    if kind == "deal":
        body["client"] = text((item.get("Account") or {}).get("Name"))
    return Record(kind, text(required(item, "Id", NAME)), body)


def outcome(body: Mapping[str, Any]) -> str:
    """Open, won or lost, by the two flags; empty when they are missing."""
    if "IsClosed" not in body:
        return ""
    if not _is_set(body["IsClosed"]):
        return OPEN
    return WON if _is_set(body.get("IsWon")) else LOST


def _is_set(flag: Any) -> bool:
    return flag is True or text(flag).lower() in ("true", "1")


def read(bodies_of: BodiesOfKind) -> SourceData:
    """Deals and their moves.

    A row of the history is a snapshot of the deal, also when only its amount changed. Where there
    are snapshots, changes of the stage's field repeat them and are left out.
    """
    moves = [_snapshot(body) for body in bodies_of("change")]
    has_snapshots = bool(moves)
    for body in bodies_of("field"):
        if body.get("Field") == OWNER and text(body.get("NewValue")).startswith(USER_PREFIX):
            moves.append(_field_change(body, owner=text(body["NewValue"])))
        elif body.get("Field") == STAGE and not has_snapshots:
            stage, stage_from = text(body.get("NewValue")), text(body.get("OldValue"))
            moves.append(_field_change(body, stage=stage, stage_from=stage_from))
    deals = {text(body["Id"]): _deal(body) for body in bodies_of("deal")}
    stages = {
        ("", text(body.get("ApiName")) or text(body.get("MasterLabel"))): StageName(
            text(body.get("MasterLabel")), outcome(body)
        )
        for body in bodies_of("stage")
    }
    users = {text(body["Id"]): text(body.get("Name")) for body in bodies_of("user")}
    return SourceData(deals, tuple(moves), Names(stages=stages, users=users))


def _deal(body: Mapping[str, Any]) -> Deal:
    deal_outcome = outcome(body)
    return Deal(
        ext_id=text(body["Id"]),
        title=text(body.get("Name")),
        amount=amount(body.get("Amount")),
        owner=text(body.get("OwnerId")),
        source=text(body.get("LeadSource")),
        client=text(body.get("client")),
        stage=text(body.get("StageName")),
        created_at=timestamp(body.get("CreatedDate"), "CreatedDate", NAME),
        closed_at=timestamp(body.get("CloseDate"), "CloseDate", NAME),
        outcome=deal_outcome if deal_outcome in (WON, LOST) else "",
    )


def _snapshot(body: Mapping[str, Any]) -> Move:
    return Move(
        deal=text(required(body, "OpportunityId", NAME)),
        at=required_timestamp(body, "CreatedDate", NAME),
        order=(0, text(body.get("Id"))),
        stage=text(required(body, "StageName", NAME)),
        semantic=outcome(body),
        actor=text(body.get("CreatedById")),
    )


def _field_change(body: Mapping[str, Any], **values: str) -> Move:
    return Move(
        deal=text(required(body, "OpportunityId", NAME)),
        at=required_timestamp(body, "CreatedDate", NAME),
        order=(1, text(body.get("Id"))),
        actor=text(body.get("CreatedById")),
        **values,  # type: ignore[arg-type]
    )
