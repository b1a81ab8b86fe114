"""What people do with the process."""

from pipeloop.process.actions.drafting import FoundStep, draft_as_is
from pipeloop.process.actions.softening import set_soft
from pipeloop.process.actions.starting import start_from_template

__all__ = ["FoundStep", "draft_as_is", "set_soft", "start_from_template"]
