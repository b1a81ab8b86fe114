"""What may be asked about logs and about what is in them."""

from pipeloop.history.queries.clocks import Clock, clock_of
from pipeloop.history.queries.conformance import LEAST as LEAST_CLOSED
from pipeloop.history.queries.conformance import Held, StepFact, deviating, held
from pipeloop.history.queries.deals import DealLine, Deals, Spot, deals_at, known_deals
from pipeloop.history.queries.filters import Options, options
from pipeloop.history.queries.logs import log, logs, same_header
from pipeloop.history.queries.maps import (
    MapEdge,
    MapStep,
    ProcessMap,
    follows_of,
    paths_of,
    process_map_of,
)
from pipeloop.history.queries.paths import PathLine, PathsPage, paths_page
from pipeloop.history.queries.slices import Slice, slice_of
from pipeloop.history.queries.turns import Turn, Turns, turns_of

__all__ = [
    "LEAST_CLOSED",
    "Clock",
    "DealLine",
    "Deals",
    "Held",
    "MapEdge",
    "MapStep",
    "Options",
    "PathLine",
    "PathsPage",
    "ProcessMap",
    "Slice",
    "Spot",
    "StepFact",
    "Turn",
    "Turns",
    "clock_of",
    "deals_at",
    "deviating",
    "follows_of",
    "held",
    "known_deals",
    "log",
    "logs",
    "options",
    "paths_of",
    "paths_page",
    "process_map_of",
    "same_header",
    "slice_of",
    "turns_of",
]
