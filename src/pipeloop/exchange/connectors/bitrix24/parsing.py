"""Bitrix24: its objects, and the deals and moves that are made of them.

Fields of the REST API, from the vendor's pages on `crm.stagehistory.list`, `crm.deal.list` and
`crm.status.list`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
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

NAME = "Bitrix24"
OUTCOMES = {"S": WON, "F": LOST}
# TYPE_ID of the row of a history that records the creation of a deal.
CREATED = "1"
STAGES, SOURCES = "DEAL_STAGE", "SOURCE"
DEAL_FIELDS = (
    "ID", "TITLE", "STAGE_ID", "STAGE_SEMANTIC_ID", "CATEGORY_ID", "OPPORTUNITY", "CURRENCY_ID",
    "ASSIGNED_BY_ID", "CREATED_BY_ID", "MOVED_BY_ID", "COMPANY_ID", "SOURCE_ID", "DATE_CREATE",
    "CLOSEDATE", "CLOSED",
)  # fmt: skip
CHANGE_FIELDS = (
    "ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", "CATEGORY_ID", "STAGE_ID", "STAGE_SEMANTIC_ID",
)  # fmt: skip
FIELDS = {
    "deal": DEAL_FIELDS,
    "change": CHANGE_FIELDS,
    "stage": ("ID", "ENTITY_ID", "STATUS_ID", "NAME", "SEMANTICS"),
    "pipeline": ("id", "name"),
    "user": ("ID", "NAME", "LAST_NAME"),
    "client": ("ID", "TITLE"),
}


def record(kind: str, item: Any) -> Record:
    """The record of an object, with the fields that are used."""
    key = required(item, "id" if kind == "pipeline" else "ID", NAME)
    return Record(kind, text(key), pick_fields(item, *FIELDS[kind]))


def read(bodies_of: BodiesOfKind) -> SourceData:
    """Deals and their moves.

    A row of the history names neither the previous stage nor who moved the deal: the stage is
    that of the previous row, and the deal itself says who created it and who moved it last.
    """
    names = _names(bodies_of)
    clients = {text(body["ID"]): text(body.get("TITLE")) for body in bodies_of("client")}
    sources = {
        text(body.get("STATUS_ID")): text(body.get("NAME"))
        for body in bodies_of("stage")
        if body.get("ENTITY_ID") == SOURCES
    }
    bodies = {text(body["ID"]): body for body in bodies_of("deal")}
    deals = {key: _deal(body, clients, sources, names) for key, body in bodies.items()}
    moves = [_move(body) for body in bodies_of("change")]
    return SourceData(deals, tuple(_with_actors(moves, bodies)), names)


def _deal(
    body: Mapping[str, Any], clients: Mapping[str, str], sources: Mapping[str, str], names: Names
) -> Deal:
    pipeline, stage = text(body.get("CATEGORY_ID")) or "0", text(body.get("STAGE_ID"))
    semantic = text(body.get("STAGE_SEMANTIC_ID")) or names.semantic(pipeline, stage)
    source = text(body.get("SOURCE_ID"))
    return Deal(
        ext_id=text(body["ID"]),
        title=text(body.get("TITLE")),
        amount=amount(body.get("OPPORTUNITY")),
        currency=text(body.get("CURRENCY_ID")),
        owner=text(body.get("ASSIGNED_BY_ID")),
        source=sources.get(source, source),
        client=clients.get(text(body.get("COMPANY_ID")), ""),
        pipeline=pipeline,
        stage=stage,
        created_at=timestamp(body.get("DATE_CREATE"), "DATE_CREATE", NAME),
        closed_at=timestamp(body.get("CLOSEDATE"), "CLOSEDATE", NAME),
        outcome=OUTCOMES.get(semantic, ""),
    )


def _move(body: Mapping[str, Any]) -> Move:
    number = text(body.get("ID"))
    return Move(
        deal=text(required(body, "OWNER_ID", NAME)),
        at=required_timestamp(body, "CREATED_TIME", NAME),
        order=(int(number) if number.isdecimal() else 0, number),
        pipeline=text(body.get("CATEGORY_ID")) or "0",
        stage=text(required(body, "STAGE_ID", NAME)),
        semantic=text(body.get("STAGE_SEMANTIC_ID")),
        is_creation=text(body.get("TYPE_ID")) == CREATED,
    )


def _with_actors(moves: list[Move], bodies: Mapping[str, Mapping[str, Any]]) -> Iterator[Move]:
    last: dict[str, Move] = {}
    for move in moves:
        if move.deal not in last or last[move.deal].order < move.order:
            last[move.deal] = move
    for move in moves:
        body = bodies.get(move.deal, {})
        if move.is_creation:
            yield replace(move, actor=text(body.get("CREATED_BY_ID")))
        elif move is last[move.deal]:
            yield replace(move, actor=text(body.get("MOVED_BY_ID")))
        else:
            yield move


def _names(bodies_of: BodiesOfKind) -> Names:
    return Names(
        pipelines={text(body["id"]): text(body.get("name")) for body in bodies_of("pipeline")},
        stages=dict(_stages(bodies_of("stage"))),
        users={
            text(body["ID"]): f"{text(body.get('NAME'))} {text(body.get('LAST_NAME'))}".strip()
            for body in bodies_of("user")
        },
    )


def _stages(statuses: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], StageName]]:
    """Stages of the first pipeline are under DEAL_STAGE, of another under DEAL_STAGE_<id>."""
    for status in statuses:
        entity = text(status.get("ENTITY_ID"))
        if not entity.startswith(STAGES):
            continue
        pipeline = entity.removeprefix(STAGES).lstrip("_") or "0"
        code = text(status.get("STATUS_ID"))
        semantic = OUTCOMES.get(text(status.get("SEMANTICS")), OPEN)
        yield (pipeline, code), StageName(text(status.get("NAME")) or code, semantic)
