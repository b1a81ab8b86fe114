"""amoCRM (Kommo): what its things look like, and deals and moves made of them.

Shapes of API v4, from the vendor's pages "Events and notes", "Leads", "Pipelines and stages".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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

NAME = "amoCRM"
# In every pipeline, and whatever they are renamed to.
OUTCOMES = {"142": WON, "143": LOST}
MOVED, HANDED = "lead_status_changed", "entity_responsible_changed"
TYPES = (MOVED, HANDED)
DEAL = (
    "id", "name", "price", "responsible_user_id", "pipeline_id", "status_id", "created_at",
    "closed_at",
)  # fmt: skip
CHANGE = (
    "id", "type", "entity_id", "entity_type", "created_by", "created_at", "value_before",
    "value_after",
)  # fmt: skip


def record(kind: str, item: Any) -> Record:
    """One thing with those of its fields that are read."""
    return Record(kind, text(need(item, "id", NAME)), _BODIES[kind](item))


def _deal(item: Mapping[str, Any]) -> dict[str, Any]:
    body = kept(item, *DEAL)
    inner = item.get("_embedded") or {}
    reasons, companies = inner.get("loss_reason") or [], inner.get("companies") or []
    body["reason"] = text((reasons[0] or {}).get("name")) if reasons else ""
    body["client"] = text((companies[0] or {}).get("id")) if companies else ""
    return body


def _pipeline(item: Mapping[str, Any]) -> dict[str, Any]:
    statuses = (item.get("_embedded") or {}).get("statuses") or []
    return kept(item, "id", "name") | {"stages": [kept(one, "id", "name") for one in statuses]}


def _change(item: Mapping[str, Any]) -> dict[str, Any]:
    return kept(item, *CHANGE)


def _named(item: Mapping[str, Any]) -> dict[str, Any]:
    return kept(item, "id", "name")


_BODIES = {
    "deal": _deal,
    "pipeline": _pipeline,
    "change": _change,
    "user": _named,
    "client": _named,
}


def read(of: Bodies) -> Told:
    """Deals and their moves; events of other things than deals are left out."""
    clients = {text(one.get("id")): text(one.get("name")) for one in of("client")}
    deals = {text(body["id"]): _read_deal(body, clients) for body in of("deal")}
    moves = (_move(body) for body in of("change") if _is_of_deal(body))
    return Told(deals, tuple(move for move in moves if move is not None), _names(of))


def _is_of_deal(body: Mapping[str, Any]) -> bool:
    return body.get("type") in TYPES and body.get("entity_type", "lead") == "lead"


def _read_deal(body: Mapping[str, Any], clients: Mapping[str, str]) -> Deal:
    return Deal(
        ext_id=text(body["id"]),
        title=text(body.get("name")),
        amount=amount(body.get("price")),
        owner=text(body.get("responsible_user_id")),
        client=clients.get(text(body.get("client")), ""),
        pipeline=text(body.get("pipeline_id")),
        stage=text(body.get("status_id")),
        created_at=moment(body.get("created_at"), "created_at", NAME),
        closed_at=moment(body.get("closed_at"), "closed_at", NAME),
        outcome=OUTCOMES.get(text(body.get("status_id")), ""),
        reason=text(body.get("reason")),
    )


def _move(body: Mapping[str, Any]) -> Move | None:
    """A move; None when the event names neither a stage nor an owner, which happens."""
    deal, at = text(need(body, "entity_id", NAME)), needed_moment(body, "created_at", NAME)
    actor, order = text(body.get("created_by")), (0, text(body.get("id")))
    if body["type"] == HANDED:
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
        semantic=OUTCOMES.get(stage, WORK),
        actor="" if actor == "0" else actor,
    )


def _value(told: Any, name: str) -> Mapping[str, Any]:
    """What an event says was before or after; it comes as a list, which may be empty."""
    if isinstance(told, str):
        told = json.loads(told) if told.startswith(("[", "{")) else None
    first = told[0] if isinstance(told, list) and told else told
    inner = first.get(name) if isinstance(first, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _names(of: Bodies) -> Names:
    pipelines = list(of("pipeline"))
    return Names(
        pipelines={text(one["id"]): text(one.get("name")) for one in pipelines},
        stages=dict(_stages(pipelines)),
        users={text(one["id"]): text(one.get("name")) for one in of("user")},
    )


def _stages(pipelines: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], StageName]]:
    for pipeline in pipelines:
        for stage in pipeline.get("stages", []):
            code = text(stage.get("id"))
            name = StageName(text(stage.get("name")) or code, OUTCOMES.get(code, WORK))
            yield (text(pipeline["id"]), code), name
