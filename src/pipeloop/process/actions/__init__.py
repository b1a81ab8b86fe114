"""What people do with the process."""

from pipeloop.process.actions.as_is import AsIsStep, draft_as_is
from pipeloop.process.actions.criteria import set_soft
from pipeloop.process.actions.from_template import start_from_template

__all__ = ["AsIsStep", "draft_as_is", "set_soft", "start_from_template"]
