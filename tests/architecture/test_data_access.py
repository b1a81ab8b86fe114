"""Rows are read through queries, and written by actions of their own capability."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import tree

# Where a request is parsed and answered; the rows come from queries.
PAGES = {"views", "forms", "api"}
WRITES = {
    *("create", "acreate", "bulk_create", "abulk_create", "get_or_create", "aget_or_create"),
    *("update_or_create", "aupdate_or_create", "update", "aupdate", "bulk_update"),
    *("create_user", "abulk_update", "delete", "adelete", "_raw_delete", "save", "asave"),
}


def sources(*rooms: str) -> Iterator[Path]:
    """The files of every capability, or of these rooms of it."""
    for capability in tree.capabilities():
        for path in sorted(capability.rglob("*.py")):
            room = path.relative_to(capability).parts[0].removesuffix(".py")
            if room != "migrations" and (not rooms or room in rooms):
                yield path


def test_pages_and_the_api_read_rows_through_queries() -> None:
    offenders = {
        tree.name(path)
        for path in sources(*PAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    }
    assert offenders == set()


def test_a_capability_writes_no_rows_of_another() -> None:
    offenders = {
        f"{tree.name(path)}: {name}"
        for path in sources()
        for name in written_models(path.read_text(encoding="utf-8"), path.relative_to(tree.PACKAGE))
    }
    assert offenders == set()


def written_models(text: str, path: Path) -> set[str]:
    """Models of other capabilities of which a file makes, changes or deletes rows.

    Seen are calls on the model's own name: `Deal(...)`, `Deal.objects.create(...)`,
    `Deal.objects.filter(...).delete()`. A row that came from a query in a variable is not.
    """
    module = ast.parse(text)
    foreign = imported_models(module, own=path.parts[0])
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    return {model for call in calls if (model := written_by(call, foreign))}


def imported_models(module: ast.Module, *, own: str) -> dict[str, str]:
    """Local names of models, and of modules of models, of other capabilities."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        for alias in node.names:
            parts = [*node.module.split("."), alias.name]
            if parts[0] == "pipeloop" and parts[1] != own and "models" in parts[2:]:
                names[alias.asname or alias.name] = alias.name
    return names


def written_by(call: ast.Call, foreign: dict[str, str]) -> str:
    """The foreign model that a call writes; empty if it writes none."""
    chain = dotted(call.func)
    if not chain or chain[0] not in foreign:
        return ""
    root, *attributes = chain
    if root == "models" and attributes:
        root, *attributes = attributes
    is_written = not attributes or attributes[-1] in WRITES
    return foreign.get(root, root) if is_written else ""


def dotted(node: ast.expr) -> list[str]:
    """The names along a chain of attributes and calls, `Deal.objects.filter(...).delete`."""
    match node:
        case ast.Name(name):
            return [name]
        case ast.Attribute(value, attribute):
            return [*chain, attribute] if (chain := dotted(value)) else []
        case ast.Call(function):
            return dotted(function)
        case ast.Subscript(value):
            return dotted(value)
    return []


IMPORT = "from pipeloop.conveyor.models import Deal\n"


def test_the_rule_finds_each_way_to_write() -> None:
    for line in (
        "Deal(title='x')",
        "Deal.objects.create(title='x')",
        "Deal.objects.filter(pk=1).update(title='x')",
        "Deal.objects.using('other').filter(pk=1)[:5].delete()",
    ):
        assert written_models(IMPORT + line, Path("exchange/actions.py")) == {"Deal"}, line
    aliased = "from pipeloop.conveyor.models import Deal as Row\nRow.objects.bulk_create([])"
    assert written_models(aliased, Path("exchange/jobs.py")) == {"Deal"}
    by_module = "from pipeloop.conveyor import models\nmodels.Deal.objects.create()"
    assert written_models(by_module, Path("exchange/jobs.py")) == {"Deal"}


def test_the_rule_lets_a_capability_read_others_and_write_its_own() -> None:
    assert not written_models(IMPORT + "Deal.objects.filter(pk=1)", Path("exchange/queries.py"))
    assert not written_models(IMPORT + "Deal.objects.create()", Path("conveyor/actions.py"))
    assert not written_models("Deal.objects.create()", Path("exchange/actions.py"))
