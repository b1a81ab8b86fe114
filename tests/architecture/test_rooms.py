"""Every room has its name, so that a reader always knows the room."""

import re
from pathlib import Path

import pytest

from tests.architecture import tree

# The table of docs/architecture.md.
ROOMS = {
    *("__init__", "apps", "admin", "migrations"),
    *("views", "forms", "urls", "templates", "templatetags", "static"),
    *("api", "jobs", "actions", "queries", "policy", "models", "words"),
}
# Rooms that one capability has beyond the table, each for a reason.
MORE = {
    "company": {
        "hours": "working time of a team, computed by the engine from its rows",
        "http": "who asks, for every page above",
        "idempotency": "a write asked twice is done once",
        "schemas": "shapes that the API of every capability shares",
        "zones": "the time zones that a person may choose",
        "middleware": "the language and the clock of who asks",
    },
    "process": {
        "data": "the template of the process",
        "rules": "the grammar of exit criteria",
        "template": "reads and checks the template",
    },
    "conveyor": {
        "facts": "what is known of a deal, for rules to be judged on",
        "gate": "which exit criteria hold",
        "hanging": "when a deal hangs",
        "judging": "hanging, over rows",
    },
    "history": {
        "choosing": "what narrows a log",
        "describing": "a log as steps of a process",
        "gathering": "the company's own events as a log",
        "opened": "logs that are open, and what was found in them",
    },
    "exchange": {
        "reading": "lines of a file into plain values, with their problems",
        "guessing": "which stage a word of another system means",
        "building": "values into a deal's past",
        "keeping": "a deal as it was, to put back",
        "sheets": "columns of the tables that are taken out",
        "connectors": "other systems: a folder each, and what they share",
    },
}


@pytest.mark.parametrize("folder", tree.capabilities(), ids=lambda folder: folder.name)
def test_a_capability_has_only_the_rooms_of_the_table(folder: Path) -> None:
    rooms = {path.stem for path in folder.iterdir() if path.name != "__pycache__"}
    assert rooms - ROOMS - set(MORE.get(folder.name, {})) == set()


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
    "src/pipeloop/site/demo/story.py": "the same",
    "src/pipeloop/history/describing.py": "words of steps that are recognised",
    "src/pipeloop/exchange/guessing.py": "words of other systems that are recognised",
    "src/pipeloop/formats/columns.py": "the same",
    "src/pipeloop/formats/text.py": "letters by which an encoding is recognised",
    "src/pipeloop/formats/values.py": "Russian forms of dates and money that are read",
    "src/pipeloop/ui/formatting.py": "how Russian shortens large numbers",
}


def test_sources_hold_no_russian_outside_of_the_catalogue() -> None:
    found = {
        tree.name(path)
        for path in (*tree.python(), *tree.templates(), *tree.islands())
        if CYRILLIC.search(path.read_text(encoding="utf-8"))
    }
    assert found - set(RUSSIAN) == set()
