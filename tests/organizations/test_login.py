"""Logging in, as browsers, scripts and strangers' pages do it."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from rest_framework.test import APIClient

from tests.answers import error_of
from tests.factories import PASSWORD, UserFactory
from tests.organizations.signing_in import FORM, LOGIN, LOGOUT, SESSION, send_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient(enforce_csrf_checks=True)


def complaint(response) -> bytes:
    """The form again, with a sentence and without the password."""
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert PASSWORD not in response.content.decode()
    _, _, rest = response.content.partition(b'role="alert">')
    return rest.partition(b"<")[0]


def test_a_form_redirects_and_sets_both_cookies(client, credentials):
    response = send_form(client, credentials)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert {"sessionid", "csrftoken"} <= set(response.cookies)
    assert response.cookies["sessionid"]["httponly"]
    assert response.cookies["sessionid"]["samesite"] == "Lax"
    assert not response.cookies["csrftoken"]["httponly"]
    assert client.get(SESSION).json()["email"] == credentials["username"]


def test_json_answers_with_the_session_and_sets_both_cookies(client, credentials, person):
    response = client.post(LOGIN, credentials)
    assert response.status_code == 200
    assert response.json() == {
        "id": person.pk,
        "email": "ada@example.com",
        "display_name": person.display_name,
        "organization_id": "org_acme",
        "role": "user",
        "is_admin": False,
    }
    assert {"sessionid", "csrftoken"} <= set(response.cookies)


def test_a_multipart_form_is_a_form(client, credentials):
    assert client.post(LOGIN, credentials, format="multipart").status_code == 302


def test_writes_work_with_the_token_that_log_in_handed_out(client, credentials, prefix):
    client.post(LOGIN, credentials)
    path = "/api/v1/organization/org_acme/set"
    assert error_of(client.post(path), 403)["detail"].startswith("CSRF Failed")
    token = client.cookies["csrftoken"].value
    assert client.post(path, headers={"x-csrftoken": token}).status_code == 200


@pytest.mark.parametrize("name", ["ADA@EXAMPLE.COM", " ada@example.com ", "Ada@Example.Com"])
def test_an_address_is_known_in_any_case(client, person, name):
    assert client.post(LOGIN, {"username": name, "password": PASSWORD}).status_code == 200


def test_a_password_keeps_its_spaces(client):
    user = UserFactory()
    user.set_password("  spaces count  ")
    user.save()
    right = {"username": user.email, "password": "  spaces count  "}
    assert client.post(LOGIN, right).status_code == 200
    wrong = right | {"password": "spaces count"}
    assert client.post(LOGIN, wrong).status_code == 401


WRONG = "The e-mail address or the password is wrong."


@pytest.fixture
def refused(person, platform_key) -> dict[str, dict]:
    """Everything that must look like one and the same refusal."""
    inactive = UserFactory.with_password(is_active=False)
    passwordless = UserFactory()
    passwordless.set_unusable_password()
    passwordless.save()
    return {
        "wrong password": {"username": person.email, "password": "wrong"},
        "unknown": {"username": "nobody@example.com", "password": PASSWORD},
        "no address": {"username": "nobody", "password": PASSWORD},
        "inactive": {"username": inactive.email, "password": PASSWORD},
        "passwordless": {"username": passwordless.email, "password": "!"},
        "service account": {"username": platform_key.service_account.email, "password": PASSWORD},
    }


def test_refusals_tell_nothing_apart(client, refused):
    for reason, fields in refused.items():
        response = client.post(LOGIN, fields)
        assert error_of(response, 401)["detail"] == WRONG, reason
        assert response["WWW-Authenticate"]
        assert not response.cookies, reason
        assert complaint(send_form(client, fields)).decode() == WRONG, reason


class CountingHasher(MD5PasswordHasher):
    runs = 0

    def encode(self, password, salt, *args):
        CountingHasher.runs += 1
        return super().encode(password, salt, *args)


def test_an_unknown_address_costs_a_password_check_too(client, refused, settings):
    """Otherwise the time that an answer takes tells who has an account."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    counts = {}
    for reason, fields in refused.items():
        CountingHasher.runs = 0
        client.post(LOGIN, fields)
        counts[reason] = CountingHasher.runs
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"username": "ada@example.com"},
        {"password": PASSWORD},
        {"username": "", "password": ""},
        {"username": "a" * 255, "password": PASSWORD},
        {"username": "ada@example.com", "password": "p" * 1025},
        {"username": "a\x00b", "password": PASSWORD},
    ],
)
def test_missing_and_impossible_fields(client, fields):
    body = error_of(client.post(LOGIN, fields))
    assert body["attr"] in {"username", "password"}
    form = client.post(LOGIN, fields, format="multipart")
    assert complaint(form) == b"Enter your e-mail address and password."


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("[1]", 400),
        ("5", 400),
        ("null", 400),
        ('{"username": {}, "password": []}', 400),
        ('{"username": "a\\ud800", "password": "x"}', 400),
        ('{"username": NaN, "password": "x"}', 400),
        ("[" * 100_000, 400),
        ('{"username": "' + "x" * 6_000_000 + '"}', 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_bad_body_is_refused(client, body, status):
    error_of(client.post(LOGIN, body, content_type="application/json"), status)


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x"])
def test_a_huge_form_is_refused(client, content_type):
    error_of(client.post(LOGIN, b"x" * 6_000_000, content_type=content_type), 413)


def test_another_kind_of_body_is_refused(client):
    error_of(client.post(LOGIN, "hello", content_type="text/plain"), 415)
    error_of(client.post(LOGIN, "hello", content_type="multipart/form-data"), 400)
    error_of(client.put(LOGIN, {}), 405)


def test_an_unknown_host_is_refused(client, credentials):
    assert client.post(LOGIN, credentials, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:81"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    ],
    ids=str,
)
def test_a_foreign_page_signs_nobody_in(client, credentials, headers):
    for response in (
        client.post(LOGIN, credentials, headers=headers),
        send_form(client, credentials, headers=headers),
    ):
        assert error_of(response, 403)["detail"] == "Log-ins from another site's page are refused."
        assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"origin": "https://trusted.example"},
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_scripts_and_own_pages_sign_in(client, credentials, headers, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]
    assert client.post(LOGIN, credentials, headers=headers).status_code == 200


@pytest.mark.parametrize("target", ["/admin/", "/api/docs/?a=1", "http://testserver/admin/"])
def test_a_form_leads_on_to_a_page_of_this_service(client, credentials, target):
    assert send_form(client, credentials | {"next": target})["Location"] == target


def test_the_address_may_name_the_page_too(client, credentials):
    assert send_form(client, credentials, f"{LOGIN}?next=/admin/")["Location"] == "/admin/"
    page = client.get(f"{LOGIN}?next=/admin/").content
    assert b'<input type="hidden" name="next" value="/admin/">' in page


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://evil.example",
        "http://testserver@evil.example",
        "http://testserver.evil.example",
        "http:\\\\evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:a@evil.example",
        " //evil.example",
        "\t//evil.example",
        "\x08//evil.example",
        "\x00",
        "http://[::1",
        "ftp://testserver/",
    ],
)
def test_a_form_leads_nowhere_else(client, credentials, target):
    response = client.post(LOGIN, credentials | {"next": target}, format="multipart")
    assert response.status_code == 302
    assert response["Location"] == "/"
    page = client.get(LOGIN, {"next": target}).content
    assert b'name="next" value="/"' in page


def test_a_line_break_in_the_target_makes_no_header(client, credentials):
    fields = credentials | {"next": "/a\r\nSet-Cookie: stolen=1"}
    response = client.post(LOGIN, fields, format="multipart")
    assert response.status_code in {302, 400}
    assert "stolen" not in response.cookies
    assert "\n" not in response.get("Location", "")


def test_markup_in_the_target_is_text_in_the_page(client):
    page = client.get(LOGIN, {"next": '/"><script>alert(1)</script>'}).content
    assert b"<script>" not in page


def test_failed_log_ins_are_throttled(client, credentials):
    wrong = credentials | {"password": "wrong"}
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert client.post(LOGIN, wrong).status_code == 401
    for response in (
        client.post(LOGIN, wrong),
        # the right password comes too late, however it is sent
        client.post(LOGIN, credentials),
        send_form(client, credentials),
    ):
        assert error_of(response, 429)["code"] == "throttled"
        assert response["Retry-After"] == "900"
        assert "sessionid" not in response.cookies


def test_spelling_the_address_otherwise_earns_no_attempts(client, person):
    for index in range(settings.AXES_FAILURE_LIMIT):
        name = person.email[:index].upper() + person.email[index:]
        response = client.post(LOGIN, {"username": f" {name}", "password": "wrong"})
    error_of(response, 429)
    assert AccessAttempt.objects.count() == 1


def test_unknown_addresses_are_throttled_alike(client):
    wrong = {"username": "nobody@example.com", "password": "wrong"}
    statuses = [
        client.post(LOGIN, wrong).status_code for _ in range(settings.AXES_FAILURE_LIMIT + 1)
    ]
    assert statuses == [401] * (settings.AXES_FAILURE_LIMIT - 1) + [429] * 2


def test_others_may_sign_in_meanwhile(client, person, credentials):
    other = UserFactory.with_password()
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        client.post(LOGIN, credentials | {"password": "wrong"})
    fields = {"username": other.email, "password": PASSWORD}
    assert client.post(LOGIN, fields).status_code == 200


def test_a_success_forgets_the_failures_before_it(client, credentials):
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            client.post(LOGIN, credentials | {"password": "wrong"})
        upper = credentials | {"username": credentials["username"].upper()}
        assert client.post(LOGIN, upper).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "text/html,*/*;q=0.8", "*/*", "image/png"])
def test_pages_are_html_whatever_is_asked_for(client, accept):
    for path, title in ((LOGIN, "Log in"), (LOGOUT, "Log out")):
        response = client.get(path, headers={"accept": accept})
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        page = response.content.decode()
        assert page.startswith("<!doctype html>")
        assert f"<title>{title}</title>" in page
        assert '<html lang="en">' in page
        assert "no-store" in response["Cache-Control"]
        assert response["X-Frame-Options"] == "DENY"


def test_each_field_has_its_label(client):
    page = client.get(LOGIN).content.decode()
    for name in ("username", "password"):
        assert f'<label for="{name}">' in page
        assert f'id="{name}" name="{name}"' in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_style_sheet_is_served(client):
    response = client.get("/static/organizations/page.css")
    assert response.status_code == 200
    assert response.getvalue()
