"""The API calls things by the field's words, and a client is generated from its schema whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeloop.site.api import api
from tests.architecture import tree

SCHEMA = tree.ROOT / "docs" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
VERBS = {
    *("get", "list", "create", "update", "download"),
    *("move", "return", "win", "lose", "reopen", "park", "resume", "assign", "record", "add"),
}


def operations() -> list[dict[str, Any]]:
    """Every operation as the schema describes it."""
    paths = api.get_openapi_schema()["paths"]
    return [about for path in paths.values() for method, about in path.items() if method in METHODS]


NAMES = [operation["operationId"] for operation in operations()]


def test_no_two_operations_have_the_same_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_is_called_by_what_it_does(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
    assert name.split("_")[0] in VERBS


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_is_not_called_by_the_module_it_is_in(name: str) -> None:
    assert set(name.split("_")).isdisjoint({"pipeloop", "api", "conveyor", "exchange", "site"})


def test_a_public_generator_makes_a_client_of_the_whole_schema(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("post_hooks: []\n", encoding="utf-8")  # its formatters are not needed
    client = tmp_path / "client"
    command = (
        *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
        *("--meta", "none", "--config", config, "--path", SCHEMA, "--output-path", client),
    )
    generated = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert generated.returncode == 0, generated.stdout + generated.stderr
    assert "arning" not in generated.stdout + generated.stderr
    modules = {path.stem for path in client.glob("api/*/*.py")} - {"__init__"}
    assert modules == set(NAMES)
