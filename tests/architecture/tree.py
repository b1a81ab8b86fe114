"""What the rules of the house are checked on."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "pipeloop"
FRONTEND = ROOT / "frontend"

FLOORS = ("core", "engine", "formats", "ui", "site", "locale")
# Built, installed or fetched: not ours to read.
NOT_OURS = {".git", ".venv", "var", "node_modules", "dist", "build", "test-results", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, also the ones that are not committed yet."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive has no history
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and ours(path))
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(path for path in sorted(paths) if path.is_file())


def ours(path: Path) -> bool:
    """Whether a file is one that people of the project write."""
    return NOT_OURS.isdisjoint(path.relative_to(ROOT).parts)


def python() -> list[Path]:
    """The sources of the package, without what Django writes."""
    files = sorted(PACKAGE.rglob("*.py"))
    return [path for path in files if "migrations" not in path.parts]


def templates() -> list[Path]:
    """The templates of the package."""
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def islands() -> list[Path]:
    """The sources of what runs in the browser."""
    files = sorted(FRONTEND.rglob("*.ts"))
    return [path for path in files if "node_modules" not in path.parts]


def capabilities() -> list[Path]:
    """The folders of the living floor."""
    folders = (path for path in sorted(PACKAGE.iterdir()) if path.is_dir())
    return [path for path in folders if (path / "__init__.py").exists() and path.name not in FLOORS]


def name(path: Path) -> str:
    """A file as a person of the project would name it."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file and its length in lines, without its decorators."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
