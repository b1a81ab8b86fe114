"""Prints what building the wheel needs, for `make lock`."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

print("\n".join(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]))
