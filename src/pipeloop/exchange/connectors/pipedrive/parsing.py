"""Pipedrive: its objects, and the deals and moves that are made of them.

Fields of the API: v2 of deals, stages, pipelines and organizations, v1 of the changelog.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

NAME = "Pipedrive"
OUTCOMES = {"won": WON, "lost": LOST}
STAGE, PIPELINE, STATUS = "stage_id", "pipeline_id", "status"
OWNERS = ("user_id", "owner_id")
FIELDS = {
    "deal": (
        "id", "title", "value", "currency", "owner_id", "org_id", "pipeline_id", "stage_id",
        "status", "add_time", "close_time", "won_time", "lost_time", "lost_reason", "origin",
    ),
    "stage": ("id", "name", "pipeline_id"),
    "pipeline": ("id", "name"),
    "user": ("id", "name"),
    "client": ("id", "name"),
}  # fmt: skip


def record(kind: str, item: Any) -> Record:
    """The record of an object, with the fields that are used."""
    return Record(kind, text(required(item, "id", NAME)), pick_fields(item, *FIELDS[kind]))


def change_records(deal: str, items: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Changes of the fields that are used. They have no ids: their content serves as one."""
    records = []
    for item in items:
        if item.get("field_key") not in (STAGE, STATUS, *OWNERS):
            continue
        body = pick_fields(item, "field_key", "old_value", "new_value", "actor_user_id", "time")
        content = (text(body.get(name)) for name in ("time", "field_key", "old_value", "new_value"))
        records.append(Record("change", " ".join((deal, *content)), body | {"deal": deal}))
    return records


def read(bodies_of: BodiesOfKind) -> SourceData:
    """Deals and their moves."""
    clients = {text(body["id"]): text(body.get("name")) for body in bodies_of("client")}
    stages = list(bodies_of("stage"))
    pipeline_of_stage = {text(body["id"]): text(body.get("pipeline_id")) for body in stages}
    deals = {text(body["id"]): _deal(body, clients) for body in bodies_of("deal")}
    moves = tuple(_move(body, pipeline_of_stage) for body in bodies_of("change"))
    names = Names(
        pipelines={text(body["id"]): text(body.get("name")) for body in bodies_of("pipeline")},
        stages={
            (pipeline_of_stage[text(body["id"])], text(body["id"])): StageName(
                text(body.get("name")), OPEN
            )
            for body in stages
        },
        users={text(body["id"]): text(body.get("name")) for body in bodies_of("user")},
    )
    return SourceData(deals, moves, names)


def _deal(body: Mapping[str, Any], clients: Mapping[str, str]) -> Deal:
    status = text(body.get("status"))
    closed = body.get("close_time") or body.get(f"{status}_time")
    return Deal(
        ext_id=text(body["id"]),
        title=text(body.get("title")),
        amount=amount(body.get("value")),
        currency=text(body.get("currency")),
        owner=text(body.get("owner_id")),
        source=text(body.get("origin")),
        client=clients.get(text(body.get("org_id")), ""),
        pipeline=text(body.get("pipeline_id")),
        stage=text(body.get("stage_id")),
        created_at=timestamp(body.get("add_time"), "add_time", NAME),
        closed_at=timestamp(closed, "close_time", NAME),
        outcome=OUTCOMES.get(status, ""),
        reason=text(body.get("lost_reason")),
    )


def _move(body: Mapping[str, Any], pipeline_of_stage: Mapping[str, str]) -> Move:
    """A change of the stage, the status or the owner; winning and losing leave the stage."""
    deal, at = body["deal"], required_timestamp(body, "time", NAME)
    actor = text(body.get("actor_user_id"))
    old, new = text(body.get("old_value")), text(body.get("new_value"))
    if body["field_key"] == STATUS:
        return Move(deal, at, (1, new), semantic=OUTCOMES.get(new, OPEN), actor=actor)
    if body["field_key"] in OWNERS:
        return Move(deal, at, (2, new), owner=new, actor=actor)
    return Move(
        deal,
        at,
        (0, new),
        pipeline=pipeline_of_stage.get(new, ""),
        stage=new,
        pipeline_from=pipeline_of_stage.get(old, ""),
        stage_from=old,
        actor=actor,
    )
