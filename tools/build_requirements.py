"""Prints what building the package needs, for `make lock`."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
# What hatchling asks for besides, to install links to the sources.
LINKS = "editables"

declared = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
print("\n".join([*declared, LINKS]))
