"""Templates hold no script, no style of their own, and no word that is not translated."""

import re
from pathlib import Path

import pytest

from tests.architecture import tree

ALL = pytest.mark.parametrize("path", tree.templates(), ids=tree.name)

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.I)
INLINE_HANDLER = re.compile(
    r"\son[a-z]+\s*=\s*[\"']|\shx-on|javascript:|hx-vals\s*=\s*[\"']js:", re.I
)
FOREIGN = re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I)

# Text that is the same in both languages.
SAME = {
    "Pipeloop",
    "Ctrl",
    "K",
    "Esc",
    "API",
    "CSV",
    "XLSX",
    "PDF",
    "SVG",
    "PNG",
    "OK",
    "ID",
    "MQL",
    "SQL",
}
SAME |= {"English", "Русский"}  # a language is named in itself
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)
CLASS = re.compile(r"{%\s*block \w*class\s*%}.*?{%\s*endblock\b.*?%}", re.S)
CODE = re.compile(r"<(script|code|kbd|svg)\b.*?</\1>", re.S | re.I)
ATTRIBUTE = re.compile(r"\b(?:title|placeholder|aria-label|alt)\s*=\s*\"([^\"]*)\"", re.I)
MARKUP = re.compile(r"<[^<>]*>", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")


def without_tags(text: str) -> str:
    """The text that stands in a template as it is."""
    for pattern in (COMMENT, TRANSLATED, CLASS, CODE, TAGS):
        text = pattern.sub(" ", text)
    return text


def bare_words(text: str) -> set[str]:
    """Words that a reader would see untranslated."""
    plain = re.sub(r"&\w+;", " ", without_tags(text))
    seen = [MARKUP.sub(" ", plain), *ATTRIBUTE.findall(plain)]
    return {word for part in seen for word in WORD.findall(part)} - SAME


@ALL
def test_a_template_holds_no_script_and_no_style_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not INLINE_SCRIPT.search(text)
    assert not INLINE_STYLE.search(text)
    assert not INLINE_HANDLER.search(TAGS.sub("", text))


@ALL
def test_a_template_loads_nothing_from_another_host(path: Path) -> None:
    assert not FOREIGN.search(re.sub(r"<a\b[^>]*>", "", path.read_text(encoding="utf-8")))


@ALL
def test_a_template_shows_no_word_without_a_translation(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        '<input placeholder="Search">',
        "{% if deal %}Открыть{% endif %}",
    ],
)
def test_the_rule_sees_a_forgotten_word(text: str) -> None:
    assert bare_words(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a class="btn primary" href="/deals/">{% translate "Deals" %}</a>',
        "{% blocktranslate trimmed %}<b>Hello</b> {{ name }}{% endblocktranslate %}",
        "{# a note #}<!-- another --><td>{{ deal.name }} · 5 ₽ &nbsp;</td>",
    ],
)
def test_the_rule_lets_translated_text_be(text: str) -> None:
    assert bare_words(text) == set()


@pytest.mark.parametrize("text", ["<script>x()</script>", "<SCRIPT type='module'>x()</SCRIPT>"])
def test_the_rule_sees_a_script(text: str) -> None:
    assert INLINE_SCRIPT.search(text)
