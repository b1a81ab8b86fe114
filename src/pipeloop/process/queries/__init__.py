"""What may be asked about the process."""

from pipeloop.process.queries.live import has_live_version, live_version_id, reasons
from pipeloop.process.queries.outline import (
    EvidenceView,
    Outline,
    RuleView,
    StageView,
    StepView,
    TechniqueView,
    outline,
)
from pipeloop.process.queries.versions import (
    StepName,
    VersionLine,
    step_names,
    version_of_step,
    versions,
)

__all__ = [
    "EvidenceView",
    "Outline",
    "RuleView",
    "StageView",
    "StepName",
    "StepView",
    "TechniqueView",
    "VersionLine",
    "has_live_version",
    "live_version_id",
    "outline",
    "reasons",
    "step_names",
    "version_of_step",
    "versions",
]
