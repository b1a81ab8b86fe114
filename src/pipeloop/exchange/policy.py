"""Who may load histories and export rows, as named predicates."""

from pipeloop.clients.policy import see_personal_data
from pipeloop.company.models import Person
from pipeloop.company.policy import see_all_work
from pipeloop.company.words import RoleCode
from pipeloop.exchange.models import Export
from pipeloop.exchange.words import PERSONAL


def load_history(actor: Person) -> bool:
    """Load deals from a file, and undo an import."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR)


def connect_system(actor: Person) -> bool:
    """Connect another CRM, fetch its history, and forget its token."""
    return load_history(actor)


def see_connections(actor: Person) -> bool:
    """See which CRMs are connected and what was fetched from them."""
    return see_imports(actor)


def see_imports(actor: Person) -> bool:
    """See what was imported."""
    return actor.plays(RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR, RoleCode.OWNER)


def export(actor: Person, kind: str) -> bool:
    """Export a list: whoever sees it; people's data only those who lead."""
    return see_personal_data(actor) if kind in PERSONAL else actor.is_active


def see_all_exports(actor: Person) -> bool:
    """See who exported what: the log of the whole company."""
    return see_all_work(actor)


def see_export(actor: Person, row: Export) -> bool:
    """See one export: one's own, or any for those who lead."""
    return row.by_id == actor.pk or see_all_exports(actor)


def download_export(actor: Person, row: Export) -> bool:
    """Download a file: only whoever requested it, while they may still export such rows."""
    return row.by_id == actor.pk and export(actor, row.kind)
