"""What may be asked about logs and about what is in them."""

from pipeloop.history.queries.between import Bar, BetweenFound, between_of, steps_to_choose
from pipeloop.history.queries.clocks import Clock, clock_of
from pipeloop.history.queries.conformance import Held, StepFact, deviating, held
from pipeloop.history.queries.deals import DealLine, Deals, Spot, deals_at, known_deals
from pipeloop.history.queries.deals_behind import Figure, deals_behind
from pipeloop.history.queries.differences import Differences, what_slows, what_wins
from pipeloop.history.queries.dots import Dots, Stream, dots_of, stream_of
from pipeloop.history.queries.filters import Options, options, title
from pipeloop.history.queries.funnel import Arrived, FunnelFound, Share, Stage, funnel_of
from pipeloop.history.queries.handovers import Handoff, Handoffs, handed_deals, handoffs_of
from pipeloop.history.queries.hanging import Hanging, HangingLine, hanging_of
from pipeloop.history.queries.logs import log, logs, same_header
from pipeloop.history.queries.maps import (
    MapEdge,
    MapStep,
    ProcessMap,
    dfg_of,
    process_map_of,
    variants_of,
)
from pipeloop.history.queries.returns import ReturnLine, returns_of
from pipeloop.history.queries.slices import Slice, slice_of
from pipeloop.history.queries.steps import StepLine, StepsFound, steps_told
from pipeloop.history.queries.turns import Turn, Turns, turns_of
from pipeloop.history.queries.variants import PathLine, PathsPage, paths_page
from pipeloop.history.queries.win_comparison import WinRates
from pipeloop.history.queries.workload import PersonLoad, TeamLoad, load_of

__all__ = [
    "Arrived",
    "Bar",
    "BetweenFound",
    "Clock",
    "DealLine",
    "Deals",
    "Differences",
    "Dots",
    "Figure",
    "FunnelFound",
    "Handoff",
    "Handoffs",
    "Hanging",
    "HangingLine",
    "Held",
    "MapEdge",
    "MapStep",
    "Options",
    "PathLine",
    "PathsPage",
    "PersonLoad",
    "ProcessMap",
    "ReturnLine",
    "Share",
    "Slice",
    "Spot",
    "Stage",
    "StepFact",
    "StepLine",
    "StepsFound",
    "Stream",
    "TeamLoad",
    "Turn",
    "Turns",
    "WinRates",
    "between_of",
    "clock_of",
    "deals_at",
    "deals_behind",
    "deviating",
    "dfg_of",
    "dots_of",
    "funnel_of",
    "handed_deals",
    "handoffs_of",
    "hanging_of",
    "held",
    "known_deals",
    "load_of",
    "log",
    "logs",
    "options",
    "paths_page",
    "process_map_of",
    "returns_of",
    "same_header",
    "slice_of",
    "steps_to_choose",
    "steps_told",
    "stream_of",
    "title",
    "turns_of",
    "variants_of",
    "what_slows",
    "what_wins",
]
