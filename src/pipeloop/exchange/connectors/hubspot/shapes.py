"""HubSpot: what its things look like, and deals and moves made of them.

Shapes of the CRM API v3 (its public specification of deals and pipelines), and of the tables that
warehouses keep of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

NAME = "HubSpot"
STAGE, PIPELINE, OWNER = "dealstage", "pipeline", "hubspot_owner_id"
TRACKED = (STAGE, PIPELINE, OWNER)
PROPERTIES = (
    "dealname", "amount", "deal_currency_code", "dealstage", "pipeline", "closedate",
    "createdate", "hubspot_owner_id", "hs_analytics_source", "closed_lost_reason",
)  # fmt: skip


def deal_record(item: Any, client: str = "") -> Record:
    """A deal with the past of the properties that are read; the newest entry comes first."""
    histories = item.get("propertiesWithHistory") or {}
    body = kept(item.get("properties") or {}, *PROPERTIES)
    body |= {"id": text(need(item, "id", NAME)), "client": client}
    body["history"] = {
        name: [
            kept(entry, "value", "timestamp", "sourceId", "updatedByUserId")
            for entry in histories.get(name) or []
        ]
        for name in TRACKED
    }
    return Record("deal", body["id"], body)


def pipeline_record(item: Any) -> Record:
    """A pipeline with its stages; what a stage says of its deals is in its metadata."""
    stages = [
        kept(stage, "id", "label") | {"semantic": semantic(stage.get("metadata") or {})}
        for stage in item.get("stages") or []
    ]
    return Record(
        "pipeline", text(need(item, "id", NAME)), kept(item, "id", "label") | {"stages": stages}
    )


def semantic(told: Mapping[str, Any]) -> str:
    """Won, lost, or in work, by whether the stage is closed and how probable it makes a sale."""
    closed = text(told.get("isClosed") or told.get("isclosed")).lower() == "true"
    sure = text(told.get("probability")) in ("1", "1.0")
    return WORK if not closed else WON if sure else LOST


def read(of: Bodies) -> Told:
    """Deals and their moves."""
    names = _names(of)
    homes = {stage: pipeline for pipeline, stage in names.stages}
    moves = [move for body in of("deal") for move in _moves(body, homes)]
    moves += [move for body in of("change") for move in _told_move(body, homes)]
    deals = {body["id"]: _deal(body, names, homes) for body in of("deal")}
    return Told(deals, tuple(moves), names)


def _deal(body: Mapping[str, Any], names: Names, homes: Mapping[str, str]) -> Deal:
    stage = text(body.get(STAGE))
    pipeline = homes.get(stage) or text(body.get(PIPELINE))
    meaning = names.semantic(pipeline, stage)
    return Deal(
        ext_id=body["id"],
        title=text(body.get("dealname")),
        amount=amount(body.get("amount")),
        currency=text(body.get("deal_currency_code")),
        owner=text(body.get(OWNER)),
        source=text(body.get("hs_analytics_source")),
        client=text(body.get("client")),
        pipeline=pipeline,
        stage=stage,
        created_at=moment(body.get("createdate"), "createdate", NAME),
        closed_at=moment(body.get("closedate"), "closedate", NAME),
        outcome=meaning if meaning in (WON, LOST) else "",
        reason=text(body.get("closed_lost_reason")),
    )


def _moves(body: Mapping[str, Any], homes: Mapping[str, str]) -> Iterator[Move]:
    for name in (STAGE, OWNER):
        for entry in body.get("history", {}).get(name, []):
            yield from _move(body["id"], name, entry, _actor(entry), homes)


def _told_move(body: Mapping[str, Any], homes: Mapping[str, str]) -> Iterator[Move]:
    yield from _move(body["deal"], body["name"], body, "", homes)


def _move(
    deal: str, name: str, entry: Mapping[str, Any], actor: str, homes: Mapping[str, str]
) -> Iterator[Move]:
    value = text(entry.get("value"))
    if not value or name not in (STAGE, OWNER):
        return
    at = needed_moment(entry, "timestamp", NAME)
    if name == STAGE:
        yield Move(deal, at, (1, ""), homes.get(value, ""), value, actor=actor)
    else:
        yield Move(deal, at, (2, ""), owner=value, actor=actor)


def _actor(entry: Mapping[str, Any]) -> str:
    """Who did it: users and owners have ids of different kinds."""
    user = text(entry.get("updatedByUserId")) or text(entry.get("sourceId")).removeprefix("userId:")
    return f"user {user}" if user.isdecimal() else ""


def _names(of: Bodies) -> Names:
    pipelines = list(of("pipeline"))
    stages = {
        (text(one["id"]), text(stage.get("id"))): StageName(
            text(stage.get("label")), stage["semantic"]
        )
        for one in pipelines
        for stage in one.get("stages", [])
    }
    for stage in of("stage"):
        stages[text(stage["pipeline"]), text(stage["id"])] = StageName(
            text(stage["label"]), stage["semantic"]
        )
    return Names(
        pipelines={text(one["id"]): text(one.get("label")) for one in pipelines},
        stages=stages,
        users=dict(_users(of("user"))),
    )


def _users(owners: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for owner in owners:
        name = f"{text(owner.get('firstName'))} {text(owner.get('lastName'))}".strip()
        name = name or text(owner.get("email"))
        yield text(owner["id"]), name
        if owner.get("userId"):
            yield f"user {text(owner['userId'])}", name
