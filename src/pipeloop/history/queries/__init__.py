"""What may be asked about logs and about what is in them."""

from pipeloop.history.queries.deals import DealLine, Deals, Spot, deals_at, known_deals
from pipeloop.history.queries.differences import Differences, what_slows, what_wins
from pipeloop.history.queries.dots import Dots, Stream, dots_of, stream_of
from pipeloop.history.queries.filters import Options, options
from pipeloop.history.queries.handoffs import Handoff, Handoffs, handed_deals, handoffs_of
from pipeloop.history.queries.load import PersonLoad, TeamLoad, load_of
from pipeloop.history.queries.logs import log, logs, same_header
from pipeloop.history.queries.maps import MapEdge, MapStep, ProcessMap, process_map_of
from pipeloop.history.queries.paths import PathLine, PathsPage, paths_page
from pipeloop.history.queries.slices import Slice, slice_of

__all__ = [
    "DealLine",
    "Deals",
    "Differences",
    "Dots",
    "Handoff",
    "Handoffs",
    "MapEdge",
    "MapStep",
    "Options",
    "PathLine",
    "PathsPage",
    "PersonLoad",
    "ProcessMap",
    "Slice",
    "Spot",
    "Stream",
    "TeamLoad",
    "deals_at",
    "dots_of",
    "handed_deals",
    "handoffs_of",
    "known_deals",
    "load_of",
    "log",
    "logs",
    "options",
    "paths_page",
    "process_map_of",
    "same_header",
    "slice_of",
    "stream_of",
    "what_slows",
    "what_wins",
]
