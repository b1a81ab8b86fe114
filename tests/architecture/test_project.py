"""What the project says of itself is true and complete."""

import re
import tomllib
from itertools import takewhile

import pytest

from tests.architecture import tree

PROJECT = tree.ROOT / "pyproject.toml"
TEXT = {".py", ".toml", ".txt", ".md", ".yaml", ".yml", ".json", ".ts", ".css", ".html", ".sh", ""}

# Where somebody's machine or somebody's registry would show.
MACHINE = re.compile(r"(?<![\w.<$])/(?:home|Users|root|work|opt|mnt)/\w")
REGISTRY = re.compile(
    r"https?://[^\s\"']*(?:pypi|pythonhosted|npmjs|yarnpkg|npmmirror|artifactory|nexus)", re.I
)


def test_the_licence_is_the_one_that_the_project_names() -> None:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (tree.ROOT / "LICENSE").read_text(encoding="utf-8")


def test_every_run_time_dependency_says_why_it_is_there() -> None:
    text = PROJECT.read_text(encoding="utf-8").split("\ndependencies = [\n")[1].splitlines()
    listed = list(takewhile(lambda line: line != "]", text))
    named = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    assert len(listed) == len(named) <= 30
    assert [line for line in listed if not re.search(r'",\s+# \w.{10,}', line)] == []


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]
)
def test_locked_requirements_carry_hashes_and_no_address(lock: str) -> None:
    text = (tree.ROOT / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.\[\],-]+==\S+[^\n]*\n?(.*)", text, re.M)
    assert pinned
    assert all("--hash=sha256:" in after for after in pinned)
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize(
    ("lock", "group"), [("requirements.txt", "run"), ("requirements-build.txt", "build")]
)
def test_everything_that_is_declared_is_locked(lock: str, group: str) -> None:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"]
    declared = asked if group == "run" else project["build-system"]["requires"]
    names = {re.split(r"[\[<>=!~;, ]", line)[0].lower() for line in declared}
    text = (tree.ROOT / lock).read_text(encoding="utf-8")
    assert names - set(re.findall(r"^([\w.-]+)==", text, re.M)) == set()


def test_no_file_names_a_machine_or_a_registry() -> None:
    named = [
        (tree.name(path), seen.group())
        for path in tree.tracked()
        if path.suffix in TEXT
        for pattern in (MACHINE, REGISTRY)
        for seen in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_pictures_of_the_readme_are_there() -> None:
    for name in ("README.md", "README.ru.md"):
        shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (tree.ROOT / name).read_text())
        assert shown, name
        assert [path for path in shown if not (tree.ROOT / path).is_file()] == []
