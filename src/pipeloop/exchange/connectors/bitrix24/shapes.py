"""Bitrix24: what its things look like, and deals and moves made of them.

Shapes of the REST API, from the vendor's pages on `crm.stagehistory.list`, `crm.deal.list` and
`crm.status.list`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
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

NAME = "Bitrix24"
OUTCOMES = {"S": WON, "F": LOST}
# TYPE_ID of a row of the history by which a deal was made.
CREATED = "1"
STAGES, SOURCES = "DEAL_STAGE", "SOURCE"
DEAL = (
    "ID", "TITLE", "STAGE_ID", "STAGE_SEMANTIC_ID", "CATEGORY_ID", "OPPORTUNITY", "CURRENCY_ID",
    "ASSIGNED_BY_ID", "CREATED_BY_ID", "MOVED_BY_ID", "COMPANY_ID", "SOURCE_ID", "DATE_CREATE",
    "CLOSEDATE", "CLOSED",
)  # fmt: skip
CHANGE = (
    "ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", "CATEGORY_ID", "STAGE_ID", "STAGE_SEMANTIC_ID",
)  # fmt: skip
FIELDS = {
    "deal": DEAL,
    "change": CHANGE,
    "stage": ("ID", "ENTITY_ID", "STATUS_ID", "NAME", "SEMANTICS"),
    "pipeline": ("id", "name"),
    "user": ("ID", "NAME", "LAST_NAME"),
    "client": ("ID", "TITLE"),
}


def record(kind: str, item: Any) -> Record:
    """One thing with those of its fields that are read."""
    key = need(item, "id" if kind == "pipeline" else "ID", NAME)
    return Record(kind, text(key), kept(item, *FIELDS[kind]))


def read(of: Bodies) -> Told:
    """Deals and their moves.

    A row of the history names neither the stage before nor who did it: before is the row
    before, and the deal itself tells who made it and who moved it last.
    """
    names = _names(of)
    clients = {text(one["ID"]): text(one.get("TITLE")) for one in of("client")}
    sources = {
        text(one.get("STATUS_ID")): text(one.get("NAME"))
        for one in of("stage")
        if one.get("ENTITY_ID") == SOURCES
    }
    bodies = {text(body["ID"]): body for body in of("deal")}
    deals = {key: _read_deal(body, clients, sources, names) for key, body in bodies.items()}
    moves = [_move(body) for body in of("change")]
    return Told(deals, tuple(_authored(moves, bodies)), names)


def _read_deal(
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
        created_at=moment(body.get("DATE_CREATE"), "DATE_CREATE", NAME),
        closed_at=moment(body.get("CLOSEDATE"), "CLOSEDATE", NAME),
        outcome=OUTCOMES.get(semantic, ""),
    )


def _move(body: Mapping[str, Any]) -> Move:
    number = text(body.get("ID"))
    return Move(
        deal=text(need(body, "OWNER_ID", NAME)),
        at=needed_moment(body, "CREATED_TIME", NAME),
        order=(int(number) if number.isdecimal() else 0, number),
        pipeline=text(body.get("CATEGORY_ID")) or "0",
        stage=text(need(body, "STAGE_ID", NAME)),
        semantic=text(body.get("STAGE_SEMANTIC_ID")),
        first=text(body.get("TYPE_ID")) == CREATED,
    )


def _authored(moves: list[Move], bodies: Mapping[str, Mapping[str, Any]]) -> Iterator[Move]:
    last: dict[str, Move] = {}
    for move in moves:
        if move.deal not in last or last[move.deal].order < move.order:
            last[move.deal] = move
    for move in moves:
        body = bodies.get(move.deal, {})
        if move.first:
            yield replace(move, actor=text(body.get("CREATED_BY_ID")))
        elif move is last[move.deal]:
            yield replace(move, actor=text(body.get("MOVED_BY_ID")))
        else:
            yield move


def _names(of: Bodies) -> Names:
    return Names(
        pipelines={text(one["id"]): text(one.get("name")) for one in of("pipeline")},
        stages=dict(_stages(of("stage"))),
        users={
            text(one["ID"]): f"{text(one.get('NAME'))} {text(one.get('LAST_NAME'))}".strip()
            for one in of("user")
        },
    )


def _stages(statuses: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], StageName]]:
    """Stages of the first pipeline stand under DEAL_STAGE, of another under DEAL_STAGE_<id>."""
    for status in statuses:
        entity = text(status.get("ENTITY_ID"))
        if not entity.startswith(STAGES):
            continue
        pipeline = entity.removeprefix(STAGES).lstrip("_") or "0"
        code = text(status.get("STATUS_ID"))
        semantic = OUTCOMES.get(text(status.get("SEMANTICS")), WORK)
        yield (pipeline, code), StageName(text(status.get("NAME")) or code, semantic)
