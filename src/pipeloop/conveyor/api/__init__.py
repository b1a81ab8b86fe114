"""Deals and clients, for programs: the same actions and queries as the pages."""

from ninja import Router

from pipeloop.conveyor.api.clients import router as clients
from pipeloop.conveyor.api.deal_state import router as deal_state
from pipeloop.conveyor.api.deals import router as deals
from pipeloop.conveyor.api.moves import router as moves

router = Router()
router.add_router("", deals)
router.add_router("", moves)
router.add_router("", deal_state)
router.add_router("", clients)

__all__ = ["router"]
