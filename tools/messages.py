"""Collects the strings to translate, merges translations in, and says what is missing.

python tools/messages.py update           collect from the sources, then compile
python tools/messages.py merge FILE.po…   fill in translations from other files
python tools/messages.py check            say what is missing, fuzzy or left over
python tools/messages.py compile          write the files that the program reads
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pipeloop"
RUSSIAN = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "django.po"

ONE, MANY, NAMED, NAMED_MANY = (1,), (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), NAMED),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), NAMED_MANY),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%\(\w+\)\.\d[a-z]|\{\w*\}|%[a-z%]")
# They change at every run, or carry no information.
HEADERS = re.compile(
    r'^"(Project-Id-Version|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    r"|Report-Msgid-Bugs-To)[^\n]*\n",
    re.MULTILINE,
)


def collect() -> Catalog:
    """Every string of the sources and templates, with the files that it stands in."""
    collected = Catalog(domain="django")
    for path in sources():
        place = (path.relative_to(ROOT).as_posix(), 1)
        for _line, words, _comments, context in extract("python", read(path), keywords=KEYWORDS):
            collected.add(words, locations=[place], context=context)
    return collected


def sources() -> Iterator[Path]:
    """The files that may hold strings to translate."""
    for path in sorted(PACKAGE.rglob("*")):
        python = path.suffix == ".py" and "migrations" not in path.parts
        template = path.suffix in {".html", ".txt"} and "templates" in path.parts
        if python or template:
            yield path


def read(path: Path) -> BytesIO:
    """A source as Python; a template becomes the calls that its tags stand for."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # Python's reader minds indentation, which has no meaning in a template.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    return BytesIO(text.encode())


def load(path: Path) -> Catalog:
    """A catalogue of Russian; empty if there is no such file."""
    catalog = Catalog(locale="ru", domain="django")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale="ru", domain="django")
    catalog.project, catalog.version = "Pipeloop", ""
    catalog.header_comment, catalog.fuzzy = "# Pipeloop", False
    return catalog


def save(catalog: Catalog) -> None:
    """Write the Russian catalogue so that a run without changes changes nothing."""
    out = BytesIO()
    write_po(out, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    RUSSIAN.parent.mkdir(parents=True, exist_ok=True)
    RUSSIAN.write_text(HEADERS.sub("", out.getvalue().decode()), encoding="utf-8")


def update() -> Catalog:
    """Bring the catalogue up to the sources; nothing is guessed."""
    catalog = load(RUSSIAN)
    catalog.update(collect(), no_fuzzy_matching=True)
    save(catalog)
    return catalog


def merge(catalog: Catalog, other: Catalog, *, replace: bool) -> list[str]:
    """Fill in what `catalog` lacks from `other`; return what differs or is not known."""
    notes = []
    for message in translated(other):
        present = catalog.get(message.id, message.context)
        if present is None:
            notes.append(f"not in the sources: {message.id!r}")
        elif not is_translated(present) or replace:
            present.string = message.string
        elif present.string != message.string:
            notes.append(f"kept {present.string!r}, not {message.string!r}")
    return notes


def translated(catalog: Catalog) -> list[Message]:
    """The messages that have a translation, without the header."""
    return [message for message in catalog if message.id and is_translated(message)]


def is_translated(message: Message) -> bool:
    """Whether every form is filled in."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms)


def problems() -> list[str]:
    """What is missing in the catalogue, wrong, or left over."""
    catalog, needed = load(RUSSIAN), collect()
    lines = []
    for message in needed:
        present = catalog.get(message.id, message.context) if message.id else message
        if present is None:
            lines.append(f"missing: {message.id!r}")
        elif message.id:
            lines += [f"{problem}: {message.id!r}" for problem in faults(present)]
    for message in catalog:
        if message.id and needed.get(message.id, message.context) is None:
            lines.append(f"left over: {message.id!r}")
    return lines


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    if message.fuzzy:
        yield "fuzzy"
    if not is_translated(message):
        yield "not translated"
        return
    plural = isinstance(message.id, (list, tuple))
    original = message.id[1] if plural else message.id
    forms = message.string if plural else (message.string,)
    if plural and len(forms) != 3:
        yield "Russian has three plural forms"
    if any(placeholders(form) != placeholders(original) for form in forms):
        yield "other placeholders in the translation"


def placeholders(text: str) -> Counter[str]:
    """What is filled in when the text is shown."""
    return Counter(PLACEHOLDER.findall(text))


def compile_catalogue() -> None:
    """Write the file that the program reads, whole at once."""
    out = BytesIO()
    write_mo(out, load(RUSSIAN))
    target = RUSSIAN.with_suffix(".mo")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(out.getvalue())
    draft.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("do", choices=("update", "merge", "check", "compile"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--replace", action="store_true", help="merge over what is translated")
    arguments = parser.parse_intermixed_args()
    if arguments.do == "check":
        lines = problems()
        print("\n".join(lines) or "Every string has its translation.")
        return int(bool(lines))
    if arguments.do in {"update", "merge"}:
        catalog = update()
        for file in arguments.files:
            for note in merge(catalog, load(file), replace=arguments.replace):
                print(f"{file.name}: {note}")
        save(catalog)
    compile_catalogue()
    return 0


if __name__ == "__main__":
    sys.exit(main())
