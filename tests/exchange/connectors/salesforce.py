"""Salesforce as its documentation has it, as far as these queries go."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.exchange.connectors.server import TOKEN, Request, Response
from tests.exchange.connectors.story import BEN, PEOPLE, Story, StoryEvent

NAMES = {"create": "New", "demo": "Demo", "won": "Closed Won", "lost": "Closed Lost"}
QUERY = re.compile(
    r"SELECT .+ FROM (?P<table>\w+)\s+(?:WHERE (?P<where>.+) )?ORDER BY Id LIMIT (?P<limit>\d+)"
)


class Salesforce:
    """Opportunities, their history, stages and users of a story.

    A row of the history is written also when an amount is changed: one more for every demo.
    """

    token = TOKEN

    def __init__(self, story: Story) -> None:
        self.story = story

    def __call__(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response(
                401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}]
            )
        assert request.path == "/services/data/v61.0/query"
        if "FROM Organization" in request.query["q"]:
            return Response(200, {"done": True, "records": [{"Name": "Harbour"}]})
        match = QUERY.fullmatch(request.query["q"])
        assert match, request.query["q"]
        rows = {
            "OpportunityStage": self._stages,
            "User": self._users,
            "Opportunity": self._deals,
            "OpportunityHistory": self._history,
        }[match["table"]]()
        for term in (match["where"] or "").split(" AND "):
            rows = [row for row in rows if not term or _fits(row, term)]
        part = sorted(rows, key=lambda row: row["Id"])[: int(match["limit"])]
        return Response(200, {"totalSize": len(part), "done": True, "records": part})

    def _stages(self) -> list[dict[str, Any]]:
        return [
            {"Id": f"01J{i}", "ApiName": name, "MasterLabel": name, "IsWon": what == "won",
             "IsClosed": what in ("won", "lost")}
            for i, (what, name) in enumerate(NAMES.items())
        ]  # fmt: skip

    def _users(self) -> list[dict[str, Any]]:
        return [{"Id": f"005{i}", "Name": " ".join(name)} for i, name in PEOPLE.items()]

    def _deals(self) -> list[dict[str, Any]]:
        return [self._deal(deal) for deal in self.story.numbers()]

    def _deal(self, deal: int) -> dict[str, Any]:
        past, ended = list(self.story.of(deal)), self.story.ended(deal)
        return {
            "Id": str(deal),
            "Name": f"Order {deal}",
            "Amount": deal * 100.0,
            "OwnerId": f"005{BEN}",
            "LeadSource": "Web",
            "Account": {"Name": "Harbour Foods"},
            "StageName": NAMES[past[-1][0]],
            "CreatedDate": _stamp(past[0][1]),
            "CloseDate": past[-1][1].date().isoformat(),
            "IsClosed": bool(ended),
            "IsWon": ended == "won",
            "SystemModstamp": _stamp(self.story.changed(deal)),
        }

    def _history(self) -> list[dict[str, Any]]:
        rows = []
        for event in self.story.events():
            rows.append(self._row(event, "a"))
            if event.what == "demo":
                rows.append(self._row(event, "b"))
        return rows

    def _row(self, event: StoryEvent, place: str) -> dict[str, Any]:
        return {
            "Id": f"008{event.deal:05}{event.what}{place}",
            "OpportunityId": str(event.deal),
            "StageName": NAMES[event.what],
            "CreatedById": f"005{event.who}",
            "CreatedDate": _stamp(event.at),
        }


def _fits(row: dict[str, Any], term: str) -> bool:
    name, sign, value = term.split(" ", 2)
    if sign == ">":
        return str(row[name]) > value.strip("'")
    return datetime.fromisoformat(row[name]) >= datetime.fromisoformat(value)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
