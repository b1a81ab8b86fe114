"""What may be asked about logs and about what is in them."""

from pipeloop.history.queries.alignment import AlignmentReport, alignment_report
from pipeloop.history.queries.clock import Clock, clock_of
from pipeloop.history.queries.conformance import (
    ConformanceReport,
    StepFact,
    conformance_report,
    deviating_deals,
)
from pipeloop.history.queries.deals import DealLine, Deals, own_deal_titles
from pipeloop.history.queries.differences import Differences, what_slows, what_wins
from pipeloop.history.queries.discovery.map_deals import MapElement, deals_at
from pipeloop.history.queries.discovery.process_map import (
    MapEdge,
    MapNode,
    ProcessMap,
    dfg_of,
    process_map_of,
)
from pipeloop.history.queries.discovery.variants import (
    VariantLine,
    VariantsPage,
    variants_of,
    variants_page,
)
from pipeloop.history.queries.drilldown import DrillDown, drilldown_deals
from pipeloop.history.queries.filter_options import (
    FilterOptions,
    attribute_title,
    filter_options,
)
from pipeloop.history.queries.filtered_log import FilteredLog, filter_log
from pipeloop.history.queries.hanging import Hanging, HangingLine, hanging_of
from pipeloop.history.queries.holding import HeldMost, held_most
from pipeloop.history.queries.logs import columns_of_same_header, log, logs
from pipeloop.history.queries.organisation.handovers import (
    HandoverPair,
    HandoverReport,
    handover_deals,
    handovers_of,
)
from pipeloop.history.queries.organisation.workload import (
    PersonWorkload,
    TeamWorkload,
    workload_of,
)
from pipeloop.history.queries.performance.dotted_chart import (
    ArrivalSummary,
    DottedChart,
    arrival_summary,
    dotted_chart_of,
)
from pipeloop.history.queries.performance.funnel import (
    ArrivalCohort,
    FunnelReport,
    FunnelStep,
    funnel_of,
)
from pipeloop.history.queries.performance.largest_loss import LargestLoss, largest_loss_of
from pipeloop.history.queries.performance.rework import (
    ReworkLine,
    ReworkSummary,
    rework_of,
    rework_summary,
)
from pipeloop.history.queries.performance.shares import Share
from pipeloop.history.queries.performance.step_report import StepLine, StepReport, step_report
from pipeloop.history.queries.performance.time_between import (
    Bar,
    TimeBetween,
    steps_in_order,
    time_between,
)
from pipeloop.history.queries.win_comparison import WinRates

__all__ = [
    "AlignmentReport",
    "ArrivalCohort",
    "ArrivalSummary",
    "Bar",
    "Clock",
    "ConformanceReport",
    "DealLine",
    "Deals",
    "Differences",
    "DottedChart",
    "DrillDown",
    "FilterOptions",
    "FilteredLog",
    "FunnelReport",
    "FunnelStep",
    "HandoverPair",
    "HandoverReport",
    "Hanging",
    "HangingLine",
    "HeldMost",
    "LargestLoss",
    "MapEdge",
    "MapElement",
    "MapNode",
    "PersonWorkload",
    "ProcessMap",
    "ReworkLine",
    "ReworkSummary",
    "Share",
    "StepFact",
    "StepLine",
    "StepReport",
    "TeamWorkload",
    "TimeBetween",
    "VariantLine",
    "VariantsPage",
    "WinRates",
    "alignment_report",
    "arrival_summary",
    "attribute_title",
    "clock_of",
    "columns_of_same_header",
    "conformance_report",
    "deals_at",
    "deviating_deals",
    "dfg_of",
    "dotted_chart_of",
    "drilldown_deals",
    "filter_log",
    "filter_options",
    "funnel_of",
    "handover_deals",
    "handovers_of",
    "hanging_of",
    "held_most",
    "largest_loss_of",
    "log",
    "logs",
    "own_deal_titles",
    "process_map_of",
    "rework_of",
    "rework_summary",
    "step_report",
    "steps_in_order",
    "time_between",
    "variants_of",
    "variants_page",
    "what_slows",
    "what_wins",
    "workload_of",
]
