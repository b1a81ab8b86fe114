"""HubSpot as its documentation has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.exchange.connectors.server import TOKEN, Request, Response
from tests.exchange.connectors.story import BEN, PEOPLE, Story

STAGES = {"create": "901", "demo": "902", "won": "closedwon", "lost": "closedlost"}
NAMES = {"create": "New", "demo": "Demo", "won": "Won", "lost": "Lost"}
META = {
    "create": {"isClosed": "false", "probability": "0.1"},
    "demo": {"isClosed": "false", "probability": "0.5"},
    "won": {"isClosed": "true", "probability": "1.0"},
    "lost": {"isClosed": "true", "probability": "0.0"},
}
# A user has one id as a user and another as an owner.
OWNER = {7: "70", 8: "80"}


class Hubspot:
    """Deals with the past of their properties, pipelines, owners and companies of a story."""

    token = TOKEN
    # How deep a search goes.
    deepest = 10_000

    def __init__(self, story: Story) -> None:
        self.story = story

    def __call__(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response(401, {"status": "error", "message": "expired"})
        answer = {
            "/account-info/v3/details": lambda request: {"portalId": 4727653},
            "/crm/v3/pipelines/deals": self._pipelines,
            "/crm/v3/owners": self._owners,
            "/crm/v3/objects/deals": self._deals,
            "/crm/v3/objects/deals/search": self._search,
            "/crm/v3/objects/deals/batch/read": self._read,
            "/crm/v4/associations/deals/companies/batch/read": self._companies_of,
            "/crm/v3/objects/companies/batch/read": self._companies,
        }[request.path](request)
        return answer if isinstance(answer, Response) else Response(200, answer)

    def _pipelines(self, request: Request) -> Any:
        stages = [
            {"id": STAGES[what], "label": NAMES[what], "metadata": META[what], "displayOrder": i}
            for i, what in enumerate(STAGES)
        ]
        return {"results": [{"id": "default", "label": "Sales", "stages": stages}]}

    def _owners(self, request: Request) -> Any:
        archived = request.query["archived"] == "true"
        chosen = [who for who in PEOPLE if (who == BEN) == archived]
        rows = [
            {"id": OWNER[who], "userId": who, "firstName": PEOPLE[who][0],
             "lastName": PEOPLE[who][1], "email": "a@b.example", "archived": archived}
            for who in chosen
        ]  # fmt: skip
        return {"results": rows}

    def _deals(self, request: Request) -> Any:
        assert int(request.query["limit"]) <= 50, "fewer come when their past is asked for"
        assert "dealstage" in request.query["propertiesWithHistory"]
        numbers = list(self.story.numbers())
        start, limit = int(request.query.get("after", 0)), int(request.query["limit"])
        rows = [self._deal(deal) for deal in numbers[start : start + limit]]
        return {"results": rows} | _paging(start + limit, len(numbers))

    def _search(self, request: Request) -> Any:
        floor = int(request.body["filterGroups"][0]["filters"][0]["value"])
        start, limit = int(request.body["after"]), request.body["limit"]
        if start + limit > self.deepest:
            return Response(400, {"message": "paging is too deep"})
        changed = sorted(
            (self.story.changed(deal), deal)
            for deal in self.story.numbers()
            if self.story.changed(deal).timestamp() * 1000 >= floor
        )
        rows = [
            {"id": str(deal), "properties": {"hs_lastmodifieddate": at.isoformat()}}
            for at, deal in changed[start : start + limit]
        ]
        return {"total": len(changed), "results": rows} | _paging(start + limit, len(changed))

    def _read(self, request: Request) -> Any:
        return {"results": [self._deal(int(each["id"])) for each in request.body["inputs"]]}

    def _companies_of(self, request: Request) -> Any:
        rows = [
            {"from": {"id": each["id"]}, "to": [{"toObjectId": 5, "associationTypes": []}]}
            for each in request.body["inputs"]
        ]
        return {"status": "COMPLETE", "results": rows}

    def _companies(self, request: Request) -> Any:
        return {"results": [{"id": "5", "properties": {"name": "Harbour Foods"}}]}

    def _deal(self, deal: int) -> dict[str, Any]:
        past = list(self.story.of(deal))
        history = [
            {"value": STAGES[what], "timestamp": _stamp(at), "sourceType": "CRM_UI",
             "sourceId": f"userId:{who}", "updatedByUserId": who}
            for what, at, who in reversed(past)
        ]  # fmt: skip
        owned = [{"value": OWNER[BEN], "timestamp": _stamp(past[0][1]), "sourceType": "CRM_UI"}]
        return {
            "id": str(deal),
            "properties": {
                "dealname": f"Order {deal}",
                "amount": str(deal * 100),
                "dealstage": STAGES[past[-1][0]],
                "pipeline": "default",
                "createdate": _stamp(past[0][1]),
                "closedate": _stamp(past[-1][1]),
                "hubspot_owner_id": OWNER[BEN],
                "hs_object_id": str(deal),
            },
            "propertiesWithHistory": {"dealstage": history, "hubspot_owner_id": owned},
            "archived": False,
        }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _paging(after: int, total: int) -> dict[str, Any]:
    return {"paging": {"next": {"after": str(after)}}} if after < total else {}
