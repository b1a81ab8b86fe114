"""How a person finds their way about the site: by words, roles and labels that they see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils import translation
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from pipeloop.company.models import Person
from tests import cast

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# A request that the browser gave up because the reader went on to another page.
GIVEN_UP = "net::ERR_ABORTED"


def said(language: str, words: str, context: str = "", **named: object) -> str:
    """The words of a page in a language; they must have been put into it.

    Args:
        context: of the message, where one English word has two meanings.
        named: what stands in the places of the words.
    """
    with translation.override(language):
        translated = translation.pgettext(context, words) if context else translation.gettext(words)
    assert language == "en" or CYRILLIC.search(translated), f"not in {language}: {words}"
    return translated % named if named else translated


@dataclass
class Visitor:
    """Somebody in front of a browser.

    Args:
        trouble: what went wrong in the browser so far: nothing, if all is well.
    """

    page: Page
    language: str
    trouble: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("requestfailed", self._on_failed_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # The browser writes of every answer of 4xx; those of the rules are meant.
        refused = re.search(r"status of (\d{3})", message.text)
        if not (refused and int(refused[1]) in self.refusals):
            where = message.location.get("url", "")
            self.trouble.append(f"{message.type}: {message.text} ({where})")

    def _on_failed_request(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.trouble.append(f"request: {request.url}: {request.failure}")

    def expect_refusals(self, *statuses: int) -> None:
        """Answers with these statuses are a part of this journey."""
        self.refusals.update(statuses)

    def says(self, words: str, context: str = "", **named: object) -> str:
        """Words of the site in the language of this reader."""
        return said(self.language, words, context, **named)

    def button(self, words: str, within: Locator | None = None) -> Locator:
        """A button by what stands on it."""
        return (within or self.page).get_by_role("button", name=self.says(words), exact=True)

    def link(self, words: str, within: Locator | None = None) -> Locator:
        """A link by what stands on it."""
        return (within or self.page).get_by_role("link", name=self.says(words), exact=True)

    def field(self, words: str, within: Locator | None = None) -> Locator:
        """A field by its label; a needed one has a star after it."""
        label = re.compile(rf"^{re.escape(self.says(words))}\*?$")
        return (within or self.page).get_by_label(label)

    @property
    def drawer(self) -> Locator:
        return self.page.get_by_role("dialog", name=self.says("Details"))

    def menu(self, words: str) -> None:
        """Go where a line of the main menu leads."""
        nav = self.page.get_by_role("navigation", name=self.says("Main menu"))
        self.link(words, nav).click()

    def heading(self, words: str | re.Pattern[str], level: int = 1) -> Locator:
        """A heading of the page by its text as it is."""
        return self.page.get_by_role("heading", name=words, level=level)

    def sign_in(self, person: Person) -> None:
        """Come to the site as somebody who reads the language of this visitor."""
        Person.objects.filter(pk=person.pk).update(language=self.language)
        self.enter(str(person.email))

    def enter(self, email: str) -> None:
        """Come to the site and sign in."""
        self.page.goto("/")
        expect(self.heading(self.says("Sign in"))).to_be_visible()
        self.field("Email").fill(email)
        self.field("Password").fill(cast.PASSWORD)
        self.button("Sign in").click()
        expect(self.page.get_by_role("button", name=re.compile("Ctrl K"))).to_be_visible()

    def card(self, client: str) -> Locator:
        """The card of a client's deal on the board."""
        return self.page.get_by_role("article").filter(
            has=self.page.get_by_role("link", name=client, exact=True)
        )

    def lane(self, step: str) -> Locator:
        """A column of the board by the name of its step."""
        return self.page.get_by_role("region", name=step, exact=True)
