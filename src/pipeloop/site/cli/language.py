"""The language of the command line."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

LANGUAGES = ("en", "ru")
LOCALE = Path(__file__).resolve().parents[2] / "locale"


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that `--lang` asks for, or else the one of the user's terminal."""
    for number, argument in enumerate(arguments):
        language = argument.partition("=")[2]
        if argument == "--lang":
            language = next(iter(arguments[number + 1 :]), "")
        if argument.startswith("--lang") and language in LANGUAGES:
            return language
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ru" if environment[name].startswith("ru") else "en"
    return "en"


def use_language(language: str) -> None:
    """Translate `gettext` into `language` from now on, argparse's own words too."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")


def use_language_in_django() -> None:
    """Let Django use the same language; it must be set up."""
    from django.utils import translation

    translation.activate(os.environ.get("LANGUAGE", "en"))
