"""Tables of the process."""

from pipeloop.process.models.evidence import Evidence, Reason
from pipeloop.process.models.steps import Activity, Criterion, Norm, Step, StepTechnique, Technique
from pipeloop.process.models.versions import BuyingPhase, Process, Stage, Version

__all__ = [
    "Activity",
    "BuyingPhase",
    "Criterion",
    "Evidence",
    "Norm",
    "Process",
    "Reason",
    "Stage",
    "Step",
    "StepTechnique",
    "Technique",
    "Version",
]
