"""The files of every capability have the same names, so that a reader knows what each holds."""

import re
from pathlib import Path

import pytest

from tests.architecture import tree

# The table of docs/architecture.md.
STANDARD_NAMES = {
    *("__init__", "apps", "admin", "migrations"),
    *("views", "forms", "urls", "templates", "templatetags", "static"),
    *("api", "jobs", "actions", "queries", "domain", "policy", "models", "words"),
}
# Rooms that one capability has beyond the table, each for a reason.
MORE = {
    "company": {"web": "what every capability uses of the web"},
    "process": {"data": "the default process, as data"},
    "exchange": {"connectors": "other systems: a folder each, and what they share"},
}


@pytest.mark.parametrize("folder", tree.capabilities(), ids=lambda folder: folder.name)
def test_a_capability_has_only_the_rooms_of_the_table(folder: Path) -> None:
    rooms = {path.stem for path in folder.iterdir() if path.name != "__pycache__"}
    assert rooms - STANDARD_NAMES - set(MORE.get(folder.name, {})) == set()


@pytest.mark.parametrize("capability", MORE)
def test_a_room_beyond_the_table_is_named_only_while_it_is_there(capability: str) -> None:
    rooms = {path.stem for path in (tree.PACKAGE / capability).iterdir()}
    assert set(MORE[capability]) - rooms == set()


CYRILLIC = re.compile(r"[А-Яа-яЁё]")
# Where Russian is data and not a forgotten translation.
RUSSIAN = {
    "src/pipeloop/company/actions/founding.py": "roles are rows, named in both languages",
    "src/pipeloop/company/words.py": "the names of languages, each in its own",
    "src/pipeloop/ui/templates/ui/parts/language.html": "the same",
    "src/pipeloop/site/demo/__init__.py": "the demonstration speaks of a Russian company",
    "src/pipeloop/site/demo/names.py": "the same",
    "src/pipeloop/site/demo/people.py": "the same",
    "src/pipeloop/site/demo/generator.py": "the same",
    "src/pipeloop/history/domain/as_is.py": "words of steps that are recognised",
    "src/pipeloop/exchange/domain/stage_guess.py": "words of other systems that are recognised",
    "src/pipeloop/formats/columns.py": "the same",
    "src/pipeloop/formats/text.py": "letters by which an encoding is recognised",
    "src/pipeloop/formats/values.py": "Russian forms of dates and money that are read",
    "src/pipeloop/ui/formatting.py": "how Russian shortens large numbers",
}


def test_sources_hold_no_russian_outside_of_the_catalogue() -> None:
    russian = {
        tree.name(path)
        for path in (*tree.python(), *tree.templates(), *tree.islands())
        if CYRILLIC.search(path.read_text(encoding="utf-8"))
    }
    assert russian - set(RUSSIAN) == set()
