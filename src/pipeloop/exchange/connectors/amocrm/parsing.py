"""amoCRM (Kommo): its objects, and the deals and moves that are made of them.

Fields of API v4, from the vendor's pages "Events and notes", "Leads", "Pipelines and stages".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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

NAME = "amoCRM"
# In every pipeline, whatever these stages are renamed to.
OUTCOMES = {"142": WON, "143": LOST}
STAGE_CHANGED, OWNER_CHANGED = "lead_status_changed", "entity_responsible_changed"
EVENT_TYPES = (STAGE_CHANGED, OWNER_CHANGED)
DEAL_FIELDS = (
    "id", "name", "price", "responsible_user_id", "pipeline_id", "status_id", "created_at",
    "closed_at",
)  # fmt: skip
EVENT_FIELDS = (
    "id", "type", "entity_id", "entity_type", "created_by", "created_at", "value_before",
    "value_after",
)  # fmt: skip


def record(kind: str, item: Any) -> Record:
    """The record of an object, with the fields that are used."""
    return Record(kind, text(required(item, "id", NAME)), _PICK_BODY[kind](item))


def _deal_body(item: Mapping[str, Any]) -> dict[str, Any]:
    body = pick_fields(item, *DEAL_FIELDS)
    embedded = item.get("_embedded") or {}
    reasons, companies = embedded.get("loss_reason") or [], embedded.get("companies") or []
    body["reason"] = text((reasons[0] or {}).get("name")) if reasons else ""
    body["client"] = text((companies[0] or {}).get("id")) if companies else ""
    return body


def _pipeline_body(item: Mapping[str, Any]) -> dict[str, Any]:
    statuses = (item.get("_embedded") or {}).get("statuses") or []
    return pick_fields(item, "id", "name") | {
        "stages": [pick_fields(status, "id", "name") for status in statuses]
    }


def _event_body(item: Mapping[str, Any]) -> dict[str, Any]:
    return pick_fields(item, *EVENT_FIELDS)


def _name_body(item: Mapping[str, Any]) -> dict[str, Any]:
    return pick_fields(item, "id", "name")


_PICK_BODY = {
    "deal": _deal_body,
    "pipeline": _pipeline_body,
    "change": _event_body,
    "user": _name_body,
    "client": _name_body,
}


def read(bodies_of: BodiesOfKind) -> SourceData:
    """Deals and their moves; events that are not about deals are left out."""
    clients = {text(body.get("id")): text(body.get("name")) for body in bodies_of("client")}
    deals = {text(body["id"]): _deal(body, clients) for body in bodies_of("deal")}
    moves = (_move(body) for body in bodies_of("change") if _is_of_deal(body))
    return SourceData(deals, tuple(move for move in moves if move is not None), _names(bodies_of))


def _is_of_deal(body: Mapping[str, Any]) -> bool:
    return body.get("type") in EVENT_TYPES and body.get("entity_type", "lead") == "lead"


def _deal(body: Mapping[str, Any], clients: Mapping[str, str]) -> Deal:
    return Deal(
        ext_id=text(body["id"]),
        title=text(body.get("name")),
        amount=amount(body.get("price")),
        owner=text(body.get("responsible_user_id")),
        client=clients.get(text(body.get("client")), ""),
        pipeline=text(body.get("pipeline_id")),
        stage=text(body.get("status_id")),
        created_at=timestamp(body.get("created_at"), "created_at", NAME),
        closed_at=timestamp(body.get("closed_at"), "closed_at", NAME),
        outcome=OUTCOMES.get(text(body.get("status_id")), ""),
        reason=text(body.get("reason")),
    )


def _move(body: Mapping[str, Any]) -> Move | None:
    """A move; None for an event without a stage or an owner, which happens."""
    deal, at = text(required(body, "entity_id", NAME)), required_timestamp(body, "created_at", NAME)
    actor, order = text(body.get("created_by")), (0, text(body.get("id")))
    if body["type"] == OWNER_CHANGED:
        owner = text(_value(body.get("value_after"), "responsible_user").get("id"))
        return Move(deal, at, order, owner=owner, actor=actor) if owner else None
    before = _value(body.get("value_before"), "lead_status")
    after = _value(body.get("value_after"), "lead_status")
    stage = text(after.get("id"))
    if not stage:
        return None
    return Move(
        deal,
        at,
        order,
        pipeline=text(after.get("pipeline_id")),
        stage=stage,
        pipeline_from=text(before.get("pipeline_id")),
        stage_from=text(before.get("id")),
        semantic=OUTCOMES.get(stage, OPEN),
        actor="" if actor == "0" else actor,
    )


def _value(entries: Any, name: str) -> Mapping[str, Any]:
    """The value of an event before or after it; it comes as a list, which may be empty."""
    if isinstance(entries, str):
        entries = json.loads(entries) if entries.startswith(("[", "{")) else None
    first = entries[0] if isinstance(entries, list) and entries else entries
    value = first.get(name) if isinstance(first, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _names(bodies_of: BodiesOfKind) -> Names:
    pipelines = list(bodies_of("pipeline"))
    return Names(
        pipelines={text(body["id"]): text(body.get("name")) for body in pipelines},
        stages=dict(_stages(pipelines)),
        users={text(body["id"]): text(body.get("name")) for body in bodies_of("user")},
    )


def _stages(pipelines: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], StageName]]:
    for pipeline in pipelines:
        for stage in pipeline.get("stages", []):
            code = text(stage.get("id"))
            name = StageName(text(stage.get("name")) or code, OUTCOMES.get(code, OPEN))
            yield (text(pipeline["id"]), code), name
