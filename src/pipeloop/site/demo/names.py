"""Names of companies and people, made of the words in `names.yaml`."""

from __future__ import annotations

from importlib import resources
from random import Random

import yaml

_WORDS: dict[str, list[str]] = yaml.safe_load(
    (resources.files("pipeloop.site.demo") / "names.yaml").read_text(encoding="utf-8")
)
INDUSTRIES, REGIONS = _WORDS["industries"], _WORDS["regions"]
POSITIONS = _WORDS["positions"]


def company(dice: Random) -> str:
    """A company: two of three are called in Russian."""
    if dice.random() < 0.67:
        name = dice.choice(_WORDS["roots"]) + dice.choice(_WORDS["ends"])
        return f"{dice.choice(_WORDS['forms'])} «{name}»"
    name = dice.choice(_WORDS["en_first"]) + dice.choice(_WORDS["en_second"])
    return f"{name} {dice.choice(_WORDS['en_trade'])} {dice.choice(_WORDS['en_forms'])}"


def person(dice: Random, *, english: bool = False) -> str:
    """Somebody at a client."""
    if english:
        return f"{dice.choice(_WORDS['en_names'])} {dice.choice(_WORDS['en_surnames'])}"
    surname = dice.choice(_WORDS["surnames"])
    if dice.random() < 0.5:
        return f"{dice.choice(_WORDS['men'])} {surname}"
    return f"{dice.choice(_WORDS['women'])} {surname}а"
