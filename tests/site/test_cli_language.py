"""In which language the command line speaks."""

import re

import pytest

from pipeloop.site.cli import language
from tests.site import running


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ru_RU.UTF-8"}, "ru"),
        ([], {"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LC_ALL": "", "LANG": "ru"}, "ru"),
        (["--lang", "ru", "up"], {"LANG": "C"}, "ru"),
        (["up", "--lang=en"], {"LANG": "ru_RU.UTF-8"}, "en"),
        (["up", "--lang"], {"LANG": "ru_RU.UTF-8"}, "ru"),
        (["--lang", "fr"], {}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_else_the_terminals(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    assert language.choose_language(arguments, environment) == expected


COMMANDS = ["", "up", "demo", "user", "backup", "restore", "migrate", "check"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_in_russian_holds_no_english_sentence(command: str) -> None:
    done = running.run(*command.split(), "--help", "--lang", "ru")
    assert done.returncode == 0
    assert re.search(r"[а-я]{4}", done.stdout)
    # Two English words in a row outside of brackets and options are a forgotten sentence.
    assert not re.search(r"(?<![-\[{.\w])[a-z]{2,} [a-z]{2,}(?! \{)", _sentences(done.stdout))


def _sentences(text: str) -> str:
    """The help without the commands and options that are the same in every language."""
    return re.sub(r"“[^”]*”|«[^»]*»|pipeloop \w*|PIPELOOP_DATA|\S*head_of_sales\S*", "", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_in_english_holds_no_russian_letter(command: str) -> None:
    done = running.run(*command.split(), "--help")
    assert done.returncode == 0
    assert not re.search(r"[а-яё]", done.stdout, re.IGNORECASE)


def test_a_wrong_command_is_refused_in_one_line_of_the_users_language() -> None:
    refused = running.run("upp", LC_ALL="ru_RU.UTF-8")
    assert refused.returncode == 2
    assert refused.stderr.startswith("pipeloop: параметр КОМАНДА: неверный выбор: 'upp'")
    assert refused.stderr.count("\n") == 1


def test_a_command_without_what_it_needs_is_refused_in_one_line() -> None:
    refused = running.run("backup")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
