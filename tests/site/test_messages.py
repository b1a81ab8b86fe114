"""Both languages are complete."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages


def test_every_string_has_its_russian_translation() -> None:
    assert messages.problems() == []


def test_the_file_that_the_program_reads_is_compiled_from_the_translations() -> None:
    with messages.RUSSIAN.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in messages.translated(messages.load(messages.RUSSIAN)):
        context, (word, *plural) = message.context, in_forms(message.id)
        if plural:
            several = [compiled.ngettext(word, *plural, n) for n in (1, 2, 5)]
            assert several == list(message.string)
        elif context:
            assert compiled.pgettext(context, word) == message.string
        else:
            assert compiled.gettext(word) == message.string


def in_forms(words: str | tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a message, one or more."""
    return (words,) if isinstance(words, str) else tuple(words)


def catalog(**forms: str | tuple[str, ...]) -> Catalog:
    """A catalogue with one message: its words, plural and translation."""
    made = Catalog(locale="ru")
    words = (forms["id"], forms["plural"]) if "plural" in forms else forms["id"]
    made.add(words, forms["string"])
    return made


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        ({"id": "Save", "string": ""}, "not translated"),
        ({"id": "%(n)s left", "string": "осталось"}, "other placeholders in the translation"),
        ({"id": "{n} left", "string": "осталось {m}"}, "other placeholders in the translation"),
        (
            {"id": "%(n)d day", "plural": "%(n)d days", "string": ("%(n)d день", "%(n)d дня", "")},
            "not translated",
        ),
        (
            {"id": "%(n)d day", "plural": "%(n)d days", "string": ("%(n)d день", "%(n)d дня")},
            "Russian has three plural forms",
        ),
    ],
)
def test_a_faulty_translation_is_named(forms: dict[str, str], fault: str) -> None:
    message = next(one for one in catalog(**forms) if one.id)
    assert fault in list(messages.faults(message))


def test_a_right_translation_has_no_fault() -> None:
    forms = ("%(n)d день", "%(n)d дня", "%(n)d дней")
    message = next(
        one for one in catalog(id="%(n)d day", plural="%(n)d days", string=forms) if one.id
    )
    assert list(messages.faults(message)) == []


def test_strings_of_templates_are_collected_with_their_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "src" / "pipeloop" / "ui" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(
        '{% translate "Open" context "deal" %}'
        "{% blocktranslate trimmed count n=days %}{{ n }} day"
        "{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path / "src" / "pipeloop")
    template = messages.collect()
    assert template.get("Open", "deal") is not None
    assert template.get(("%(n)s day", "%(n)s days")) is not None


def test_merging_fills_in_what_is_empty_and_keeps_what_is_there() -> None:
    known = catalog(id="Save", string="Сохранить")
    known.add("Close")
    other = catalog(id="Save", string="Записать")
    other.add("Close", "Закрыть")
    other.add("Gone", "Ушло")
    notes = messages.merge(known, other, replace=False)
    assert known.get("Close").string == "Закрыть"
    assert known.get("Save").string == "Сохранить"
    assert len(notes) == 2
