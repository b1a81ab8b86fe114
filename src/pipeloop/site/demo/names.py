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


def company(rng: Random) -> str:
    """A company: two of three are called in Russian."""
    if rng.random() < 0.67:
        name = rng.choice(_WORDS["roots"]) + rng.choice(_WORDS["ends"])
        return f"{rng.choice(_WORDS['forms'])} «{name}»"
    name = rng.choice(_WORDS["en_first"]) + rng.choice(_WORDS["en_second"])
    return f"{name} {rng.choice(_WORDS['en_trade'])} {rng.choice(_WORDS['en_forms'])}"


def person(rng: Random, *, english: bool = False) -> str:
    """Somebody at a client."""
    if english:
        return f"{rng.choice(_WORDS['en_names'])} {rng.choice(_WORDS['en_surnames'])}"
    surname = rng.choice(_WORDS["surnames"])
    if rng.random() < 0.5:
        return f"{rng.choice(_WORDS['men'])} {surname}"
    return f"{rng.choice(_WORDS['women'])} {surname}а"
