"""Pages run nothing but the product's own files, whatever is typed into them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pipeloop.company.models import Person
from tests import cast
from tests.company.pages import OPENED, address

pytestmark = pytest.mark.django_db

ACCOUNT = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reauthenticate",
    "mfa_index",
)
DIRECTIVES = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style|\son[a-z]+=|"
    r"\sstyle=|javascript:",
    re.IGNORECASE,
)


def check(answer: Any) -> None:
    """The answer bars everything that is not the product's, and needs nothing of it."""
    directives = (
        part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")
    )
    policy = {name: value for name, _space, value in directives}
    assert policy == DIRECTIVES
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    tags = "".join(re.findall(r"<[^>]+>", answer.content.decode()))
    assert INLINE.search(tags) is None


@pytest.mark.parametrize("page", OPENED, ids=lambda page: page.name)
def test_pages_of_the_company_carry_the_policy(adam: Person, page: Any) -> None:
    answer = cast.browser(adam).get(address(page))
    assert answer.status_code == 200
    check(answer)


@pytest.mark.parametrize("where", ["/", "/process/", "/clients/", "/import/", "/find/?q=a"])
def test_pages_of_work_carry_the_policy(adam: Person, where: str) -> None:
    answer = cast.browser(adam).get(where)
    assert answer.status_code == 200
    check(answer)


@pytest.mark.parametrize("name", ACCOUNT)
@pytest.mark.parametrize("inside", [True, False])
def test_pages_of_sign_in_carry_the_policy(adam: Person, name: str, inside: bool) -> None:
    client = cast.browser(adam) if inside else Client()
    check(client.get(reverse(name)))


def test_the_setup_carries_the_policy(house: None) -> None:
    check(Client().get("/company/setup/"))


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("/no-such-page/", 404),
        ("/company/people/999999/", 404),
        ("/company/people/?text=%00", 400),
    ],
)
def test_pages_of_mistakes_carry_the_policy(adam: Person, where: str, status: int) -> None:
    answer = cast.browser(adam).get(where)
    assert answer.status_code == status
    check(answer)


def test_a_barred_page_and_a_wrong_form_carry_the_policy(adam: Person, bob: Person) -> None:
    check(cast.browser(bob).get("/company/settings/"))
    check(cast.browser(adam).post("/company/people/new/", {"name": ""}))


def test_a_form_without_its_token_carries_the_policy(adam: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(adam)
    answer = client.post("/company/me/", {"name": "x"})
    assert answer.status_code == 403
    check(answer)


def test_a_name_that_is_a_script_is_only_a_name(adam: Person) -> None:
    name = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    cast.person(name, "closer", email="eve@example.com", team="<b>Team</b>")
    client = cast.browser(adam)
    for where in ("/company/people/", "/company/settings/", "/"):
        page = client.get(where).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>Team" not in page


def test_cookies_of_a_session_are_not_for_scripts(bob: Person) -> None:
    client = Client()
    client.post("/account/login/", {"login": bob.email, "password": cast.PASSWORD})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
