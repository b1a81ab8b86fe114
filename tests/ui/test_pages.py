"""Pages of the shell itself: the style guide, sign-in, errors."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from pipeloop.company.actions.founding import found_company
from pipeloop.company.models import Person, Role
from pipeloop.company.words import RoleCode

PASSWORD = "a-long-and-quiet-password"
GUIDE = "/styleguide/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_files(settings: Settings, tmp_path: Path) -> None:
    """A folder for what the server would have collected: without one, it warns."""
    settings.STATIC_ROOT = tmp_path


def signed_in(role: RoleCode) -> Client:
    """A browser of somebody with that role, who has given the password a moment ago."""
    found_company()
    person = Person.objects.create_user(f"{role}@example.com", PASSWORD, name="Alice Hart")
    person.roles.add(Role.objects.get(code=role))
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def admin() -> Client:
    """An administrator's browser."""
    return signed_in(RoleCode.ADMINISTRATOR)


@pytest.fixture
def seller() -> Client:
    """A closer's browser."""
    return signed_in(RoleCode.CLOSER)


@pytest.mark.parametrize("address", [GUIDE, f"{GUIDE}drawer/"])
def test_the_style_guide_is_for_administrators_alone(seller: Client, address: str) -> None:
    assert seller.get(address).status_code == 404
    assert seller.post(address).status_code == 404


def test_the_style_guide_asks_who_is_there() -> None:
    signed_in(RoleCode.ADMINISTRATOR)
    answer = Client().get(GUIDE)
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize(
    "part",
    [
        *("pipeline-stage is-hot", "deal-card is-hangs", "gate-list", "data-table"),
        *("progress-line", "empty-title", "banner is-bad", "toast-pattern", "file-drop"),
        *("timeline-item", "stat is-bad", "step-card is-selected", "wizard-steps", "seg-switch"),
    ],
)
def test_the_style_guide_shows_every_part(admin: Client, part: str) -> None:
    assert part in admin.get(GUIDE).content.decode()


def test_what_was_done_and_what_was_not_look_different(admin: Client) -> None:
    page = admin.post(GUIDE).content.decode()
    assert "toast is-success" in page
    assert "toast is-error" in page


def test_a_wrong_form_comes_back_into_the_drawer_with_what_was_typed(admin: Client) -> None:
    answer = admin.post(
        f"{GUIDE}drawer/", {"text": "kept", "wrong": "?"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert 'value="kept"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp"),
        *("account_change_password", "account_logout"),
    ],
)
def test_a_page_of_sign_in_has_one_heading(admin: Client, name: str) -> None:
    answer = admin.get(reverse(name))
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_the_form_of_a_security_key_keeps_the_name_that_its_button_asks_for(admin: Client) -> None:
    page = admin.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'id="mfa_webauthn_add"' in page
    assert 'class="account-form"' in page


def test_a_page_that_is_not_there_speaks_of_it_in_the_theme_of_the_reader(admin: Client) -> None:
    admin.cookies["theme"] = "dark"
    answer = admin.get("/no-such-page/")
    assert answer.status_code == 404
    assert 'data-bs-theme="dark"' in answer.content.decode()


def test_the_page_of_a_failure_needs_nothing_of_the_request() -> None:
    assert "Pipeloop" in render_to_string("500.html")


def test_no_page_carries_a_script_of_its_own(admin: Client) -> None:
    answer = admin.get(GUIDE)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
