"""Salesforce: what its things look like, and deals and moves made of them.

Shapes of the objects Opportunity, OpportunityHistory, OpportunityFieldHistory and
OpportunityStage, from the vendor's reference of objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeloop.exchange.connectors.records import (
    Bodies,
    Record,
    amount,
    kept,
    moment,
    need,
    needed_moment,
    text,
)
from pipeloop.exchange.connectors.rows import LOST, WON, WORK, Deal, Move, Names, StageName, Told

NAME = "Salesforce"
STAGE, OWNER = "StageName", "Owner"
# Ids of people begin so; a change of owner is told twice, by id and by name.
USER = "005"
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
    """One thing with those of its fields that are read."""
    body = kept(item, *FIELDS[kind])
    if kind == "deal":
        body["client"] = text((item.get("Account") or {}).get("Name"))
    return Record(kind, text(need(item, "Id", NAME)), body)


def outcome(body: Mapping[str, Any]) -> str:
    """Won, lost or in work, by the two flags; empty when there are none."""
    if "IsClosed" not in body:
        return ""
    if not _is(body["IsClosed"]):
        return WORK
    return WON if _is(body.get("IsWon")) else LOST


def _is(flag: Any) -> bool:
    return flag is True or text(flag).lower() in ("true", "1")


def read(of: Bodies) -> Told:
    """Deals and their moves.

    A row of the history is how the deal stood, also when its amount alone was changed. Where it
    is told, changes of the field of the stage say the same once more and are left out.
    """
    moves = [_snapshot(body) for body in of("change")]
    has_snapshots = bool(moves)
    for body in of("field"):
        if body.get("Field") == OWNER and text(body.get("NewValue")).startswith(USER):
            moves.append(_field(body, owner=text(body["NewValue"])))
        elif body.get("Field") == STAGE and not has_snapshots:
            stage, before = text(body.get("NewValue")), text(body.get("OldValue"))
            moves.append(_field(body, stage=stage, stage_from=before))
    deals = {text(body["Id"]): _deal(body) for body in of("deal")}
    stages = {
        ("", text(one.get("ApiName")) or text(one.get("MasterLabel"))): StageName(
            text(one.get("MasterLabel")), outcome(one)
        )
        for one in of("stage")
    }
    users = {text(one["Id"]): text(one.get("Name")) for one in of("user")}
    return Told(deals, tuple(moves), Names(stages=stages, users=users))


def _deal(body: Mapping[str, Any]) -> Deal:
    ended = outcome(body)
    return Deal(
        ext_id=text(body["Id"]),
        title=text(body.get("Name")),
        amount=amount(body.get("Amount")),
        owner=text(body.get("OwnerId")),
        source=text(body.get("LeadSource")),
        client=text(body.get("client")),
        stage=text(body.get("StageName")),
        created_at=moment(body.get("CreatedDate"), "CreatedDate", NAME),
        closed_at=moment(body.get("CloseDate"), "CloseDate", NAME),
        outcome=ended if ended in (WON, LOST) else "",
    )


def _snapshot(body: Mapping[str, Any]) -> Move:
    return Move(
        deal=text(need(body, "OpportunityId", NAME)),
        at=needed_moment(body, "CreatedDate", NAME),
        order=(0, text(body.get("Id"))),
        stage=text(need(body, "StageName", NAME)),
        semantic=outcome(body),
        actor=text(body.get("CreatedById")),
    )


def _field(body: Mapping[str, Any], **told: str) -> Move:
    return Move(
        deal=text(need(body, "OpportunityId", NAME)),
        at=needed_moment(body, "CreatedDate", NAME),
        order=(1, text(body.get("Id"))),
        actor=text(body.get("CreatedById")),
        **told,  # type: ignore[arg-type]
    )
