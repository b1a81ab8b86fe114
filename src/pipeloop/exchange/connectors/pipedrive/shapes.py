"""Pipedrive: what its things look like, and deals and moves made of them.

Shapes of the API: v2 of deals, stages, pipelines and organizations, v1 of the changelog.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """One thing with those of its fields that are read."""
    return Record(kind, text(need(item, "id", NAME)), kept(item, *FIELDS[kind]))


def change_records(deal: str, items: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Changes of a deal's fields that are read; they have no ids, so what they say is their id."""
    found = []
    for item in items:
        if item.get("field_key") not in (STAGE, STATUS, *OWNERS):
            continue
        body = kept(item, "field_key", "old_value", "new_value", "actor_user_id", "time")
        told = (text(body.get(name)) for name in ("time", "field_key", "old_value", "new_value"))
        found.append(Record("change", " ".join((deal, *told)), body | {"deal": deal}))
    return found


def read(of: Bodies) -> Told:
    """Deals and their moves."""
    clients = {text(one["id"]): text(one.get("name")) for one in of("client")}
    stages = list(of("stage"))
    homes = {text(one["id"]): text(one.get("pipeline_id")) for one in stages}
    deals = {text(body["id"]): _deal(body, clients) for body in of("deal")}
    moves = tuple(_move(body, homes) for body in of("change"))
    names = Names(
        pipelines={text(one["id"]): text(one.get("name")) for one in of("pipeline")},
        stages={
            (homes[text(one["id"])], text(one["id"])): StageName(text(one.get("name")), WORK)
            for one in stages
        },
        users={text(one["id"]): text(one.get("name")) for one in of("user")},
    )
    return Told(deals, moves, names)


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
        created_at=moment(body.get("add_time"), "add_time", NAME),
        closed_at=moment(closed, "close_time", NAME),
        outcome=OUTCOMES.get(status, ""),
        reason=text(body.get("lost_reason")),
    )


def _move(body: Mapping[str, Any], homes: Mapping[str, str]) -> Move:
    """A change of the stage, the status or the owner; a stage is won or lost where it stands."""
    deal, at = body["deal"], needed_moment(body, "time", NAME)
    actor = text(body.get("actor_user_id"))
    old, new = text(body.get("old_value")), text(body.get("new_value"))
    if body["field_key"] == STATUS:
        return Move(deal, at, (1, new), semantic=OUTCOMES.get(new, WORK), actor=actor)
    if body["field_key"] in OWNERS:
        return Move(deal, at, (2, new), owner=new, actor=actor)
    return Move(
        deal,
        at,
        (0, new),
        pipeline=homes.get(new, ""),
        stage=new,
        pipeline_from=homes.get(old, ""),
        stage_from=old,
        actor=actor,
    )
