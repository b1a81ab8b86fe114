"""An import from its file to its deals, by the same actions as a user's."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Origin, Person, Team
from pipeloop.conveyor.actions.bulk import UndoneLoad
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core.ids import ImportId
from pipeloop.exchange import actions
from pipeloop.exchange.models import ImportRun

CHANGED_BY_LOADS = (Deal, Event, Account, Contact, Person, Team, Origin)


def uploaded(actor: Person, content: bytes, name: str = "deals.csv") -> ImportRun:
    """A file that was taken in, with what is guessed of it."""
    return actions.upload_file(actor, ContentFile(content, name=name), name=name)


def checked(actor: Person, content: bytes, *, name: str = "deals.csv", **mapping: Any) -> ImportRun:
    """A file whose columns are agreed to as guessed, save those given, and that was checked."""
    run = uploaded(actor, content, name)
    guess = {"shape": run.shape, "columns": run.columns, "day_first": run.day_first}
    actions.change_mapping(actor, key(run), **({"system": "crm"} | guess | mapping))
    actions.check_import(key(run))
    run.refresh_from_db()
    return run


def loaded(
    actor: Person, content: bytes, *, without_bad: bool = False, **mapping: Any
) -> ImportRun:
    """A file that was checked and loaded."""
    run = checked(actor, content, **mapping)
    load(actor, run, without_bad=without_bad)
    return run


def match(actor: Person, run: ImportRun, **meanings: str) -> None:
    """Say what words for stages mean, leave the others, and check again."""
    actions.match_stages(actor, key(run), run.stages | meanings)
    actions.check_import(key(run))
    run.refresh_from_db()


def load(actor: Person, run: ImportRun, *, without_bad: bool = False) -> None:
    """Load a checked file."""
    actions.request_load(actor, key(run), without_bad=without_bad)
    actions.load_import(key(run))
    run.refresh_from_db()


def undo(actor: Person, run: ImportRun) -> UndoneLoad:
    """Take a load back."""
    actions.request_undo(actor, key(run))
    gone = actions.undo_import(key(run))
    assert gone is not None
    run.refresh_from_db()
    return gone


def key(run: ImportRun) -> ImportId:
    """The import's id."""
    return ImportId(run.pk)


def problems_of(run: ImportRun) -> list[tuple[int, str, str]]:
    """Problems: line, code, name of the column."""
    return [(p["line"], p["code"], p["column"]) for p in run.problems]


def counts() -> dict[str, int]:
    """How many rows there are of all that a load may make."""
    return {model.__name__: model._default_manager.count() for model in CHANGED_BY_LOADS}


def rows() -> dict[str, Any]:
    """Every row of the company and of its conveyor, as the database has it now."""
    rows_by_model: dict[str, Any] = {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for label in ("company", "conveyor")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith("History")
    }
    through = Person.roles.through.objects
    rows_by_model["roles"] = sorted(through.values_list("person_id", "role_id"))
    return rows_by_model
