"""Who may study how sales run, and who may add logs, as named predicates."""

from pipeloop.company.models import Person
from pipeloop.company.policy import MANAGERS
from pipeloop.company.words import RoleCode


def see_logs(actor: Person) -> bool:
    """Study logs: whoever leads, and marketers, who see where their leads end."""
    return actor.plays(*MANAGERS, RoleCode.MARKETER)


def manage_logs(actor: Person) -> bool:
    """Add logs, have them read, and remove them: the same people who import deals."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR)
