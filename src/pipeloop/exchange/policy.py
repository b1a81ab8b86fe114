"""Who may load histories, as named predicates."""

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode


def load_history(actor: Person) -> bool:
    """Load deals from a file, and take a load back."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR)


def see_imports(actor: Person) -> bool:
    """See what was loaded."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR, RoleCode.OWNER)
