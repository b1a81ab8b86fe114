"""HubSpot: its objects, and the deals and moves that are made of them.

Fields of the CRM API v3 (its public specification of deals and pipelines), and of the tables that
warehouses keep of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

NAME = "HubSpot"
STAGE, PIPELINE, OWNER = "dealstage", "pipeline", "hubspot_owner_id"
TRACKED = (STAGE, PIPELINE, OWNER)
PROPERTIES = (
    "dealname", "amount", "deal_currency_code", "dealstage", "pipeline", "closedate",
    "createdate", "hubspot_owner_id", "hs_analytics_source", "closed_lost_reason",
)  # fmt: skip


def deal_record(item: Any, client: str = "") -> Record:
    """A deal with the history of the properties that are used, the newest entry first."""
    histories = item.get("propertiesWithHistory") or {}
    body = pick_fields(item.get("properties") or {}, *PROPERTIES)
    body |= {"id": text(required(item, "id", NAME)), "client": client}
    body["history"] = {
        name: [
            pick_fields(entry, "value", "timestamp", "sourceId", "updatedByUserId")
            for entry in histories.get(name) or []
        ]
        for name in TRACKED
    }
    return Record("deal", body["id"], body)


def pipeline_record(item: Any) -> Record:
    """A pipeline with its stages; their metadata says whether their deals are open, won or lost."""
    stages = [
        pick_fields(stage, "id", "label") | {"semantic": semantic(stage.get("metadata") or {})}
        for stage in item.get("stages") or []
    ]
    return Record(
        "pipeline",
        text(required(item, "id", NAME)),
        pick_fields(item, "id", "label") | {"stages": stages},
    )


def semantic(metadata: Mapping[str, Any]) -> str:
    """Open, won or lost, by whether the stage is closed and by its probability of a sale."""
    closed = text(metadata.get("isClosed") or metadata.get("isclosed")).lower() == "true"
    is_won = text(metadata.get("probability")) in ("1", "1.0")
    return OPEN if not closed else WON if is_won else LOST


def read(bodies_of: BodiesOfKind) -> SourceData:
    """Deals and their moves."""
    names = _names(bodies_of)
    pipeline_of_stage = {stage: pipeline for pipeline, stage in names.stages}
    moves = [move for body in bodies_of("deal") for move in _moves_of_deal(body, pipeline_of_stage)]
    moves += [
        move for body in bodies_of("change") for move in _moves_of_change(body, pipeline_of_stage)
    ]
    deals = {body["id"]: _deal(body, names, pipeline_of_stage) for body in bodies_of("deal")}
    return SourceData(deals, tuple(moves), names)


def _deal(body: Mapping[str, Any], names: Names, pipeline_of_stage: Mapping[str, str]) -> Deal:
    stage = text(body.get(STAGE))
    pipeline = pipeline_of_stage.get(stage) or text(body.get(PIPELINE))
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
        created_at=timestamp(body.get("createdate"), "createdate", NAME),
        closed_at=timestamp(body.get("closedate"), "closedate", NAME),
        outcome=meaning if meaning in (WON, LOST) else "",
        reason=text(body.get("closed_lost_reason")),
    )


def _moves_of_deal(body: Mapping[str, Any], pipeline_of_stage: Mapping[str, str]) -> Iterator[Move]:
    for name in (STAGE, OWNER):
        for entry in body.get("history", {}).get(name, []):
            yield from _move(body["id"], name, entry, _actor(entry), pipeline_of_stage)


def _moves_of_change(
    body: Mapping[str, Any], pipeline_of_stage: Mapping[str, str]
) -> Iterator[Move]:
    yield from _move(body["deal"], body["name"], body, "", pipeline_of_stage)


def _move(
    deal: str, name: str, entry: Mapping[str, Any], actor: str, pipeline_of_stage: Mapping[str, str]
) -> Iterator[Move]:
    value = text(entry.get("value"))
    if not value or name not in (STAGE, OWNER):
        return
    at = required_timestamp(entry, "timestamp", NAME)
    if name == STAGE:
        yield Move(deal, at, (1, ""), pipeline_of_stage.get(value, ""), value, actor=actor)
    else:
        yield Move(deal, at, (2, ""), owner=value, actor=actor)


def _actor(entry: Mapping[str, Any]) -> str:
    """Who did it; a user's id is marked, as owners have ids of another kind."""
    user = text(entry.get("updatedByUserId")) or text(entry.get("sourceId")).removeprefix("userId:")
    return f"user {user}" if user.isdecimal() else ""


def _names(bodies_of: BodiesOfKind) -> Names:
    pipelines = list(bodies_of("pipeline"))
    stages = {
        (text(body["id"]), text(stage.get("id"))): StageName(
            text(stage.get("label")), stage["semantic"]
        )
        for body in pipelines
        for stage in body.get("stages", [])
    }
    for stage in bodies_of("stage"):
        stages[text(stage["pipeline"]), text(stage["id"])] = StageName(
            text(stage["label"]), stage["semantic"]
        )
    return Names(
        pipelines={text(body["id"]): text(body.get("label")) for body in pipelines},
        stages=stages,
        users=dict(_users(bodies_of("user"))),
    )


def _users(owners: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for owner in owners:
        name = f"{text(owner.get('firstName'))} {text(owner.get('lastName'))}".strip()
        name = name or text(owner.get("email"))
        yield text(owner["id"]), name
        if owner.get("userId"):
            yield f"user {text(owner['userId'])}", name
