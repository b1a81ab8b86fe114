"""Who may change the process, as named predicates."""

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode


def see_process(actor: Person) -> bool:
    """The process is for everybody to read."""
    return actor.is_active


def change_process(actor: Person) -> bool:
    """Start a process, and say which of its criteria only warn."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.OWNER, RoleCode.ADMINISTRATOR)
