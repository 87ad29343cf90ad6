"""Users, platform keys, and what all admin pages of this app have in common."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import (
    Membership,
    PlatformKey,
    User,
)
from tests.factories import (
    PASSWORD,
    GroupFactory,
    OrganizationFactory,
    PlatformKeyFactory,
    UserFactory,
)
from tests.fixtures import bearing, signed_in
from tests.organizations.admin_pages import inline, page, saved

pytestmark = pytest.mark.django_db

WHOAMI = "/api/v1/unstract/whoami/"
MODELS = ["user", "organization", "membership", "group", "platformkey"]
UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def rows(organization) -> dict[str, list]:
    """Two of everything, one of each found by the text "invoice"."""
    people = [
        UserFactory(email=f"{name}@example.com", memberships=organization)
        for name in ("invoice.reader", "other")
    ]
    keys = [
        PlatformKeyFactory(organization=organization, name=name)
        for name in ("invoice key", "other key")
    ]
    return {
        "user": people,
        "organization": [OrganizationFactory(name="Invoice Inc."), organization],
        "membership": [Membership.objects.get(user=person) for person in people],
        "group": [
            GroupFactory(organization=organization, name=name)
            for name in ("invoice readers", "others")
        ],
        "platformkey": keys,
    }


@pytest.mark.parametrize("model", MODELS)
def test_lists_open_in_every_order_and_find_by_text(browser, rows, model):
    url = page(model, "changelist")
    response = browser.get(url)
    listed = {row.pk for row in response.context["cl"].result_list}
    assert {row.pk for row in rows[model]} <= listed
    for column in range(1, len(response.context["cl"].list_display)):
        ordered = {}
        for direction in ("", "-"):
            response = browser.get(url, {"o": f"{direction}{column}"})
            assert response.status_code == 200
            ordered[direction] = [row.pk for row in response.context["cl"].result_list]
            assert set(ordered[direction]) == listed
    found = browser.get(url, {"q": "INVOICE"}).context["cl"].result_list
    assert [row.pk for row in found] == [rows[model][0].pk]


@pytest.mark.parametrize("model", MODELS)
def test_pages_of_a_row_open(browser, rows, model):
    assert browser.get(page(model, "add")).status_code == 200
    for row in rows[model]:
        assert browser.get(page(model, "change", row.pk)).status_code == 200
        assert browser.get(page(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_no_page_shows_a_secret_or_what_is_kept_of_it(browser, rows, model):
    browser.get(page(model, "add"))
    urls = [page(model, "changelist"), *(page(model, "change", row.pk) for row in rows[model])]
    for url in urls:
        shown = browser.get(url).content.decode()
        for key in rows["platformkey"]:
            assert key.secret not in shown
            assert key.digest not in shown


@pytest.mark.parametrize(
    ("model", "queries"),
    [("user", 5), ("organization", 4), ("membership", 5), ("group", 5), ("platformkey", 5)],
)
@pytest.mark.parametrize("count", [3, 30])
def test_lists_cost_a_constant_number_of_queries(
    browser, organization, django_assert_num_queries, model, queries, count
):
    for _ in range(count):
        match model:
            case "organization":
                OrganizationFactory()
            case "group":
                GroupFactory(organization=organization, created_by=UserFactory())
            case "platformkey":
                PlatformKeyFactory(organization=organization, created_by=UserFactory())
            case _:
                UserFactory(memberships=organization)
    with django_assert_num_queries(queries):
        browser.get(page(model, "changelist"))


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("user", {"is_active__exact": 1, "memberships__organization__id__exact": 0}),
        ("membership", {"role__exact": "admin"}),
        ("group", {"organization__id__exact": 0}),
        ("platformkey", {"permission__exact": "read"}),
    ],
)
def test_filters(browser, rows, model, query):
    response = browser.get(page(model, "changelist"), query)
    assert response.status_code == 200
    assert not response.context["cl"].result_list


def test_people_without_staff_status_are_sent_to_the_log_in(owner):
    response = signed_in(owner).get(page("user", "changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_creating_a_user_who_can_then_sign_in(browser):
    form = {
        "email": "New.Person@EXAMPLE.com",
        "display_name": "New Person",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **inline("memberships"),
    }
    saved(browser.post(page("user", "add"), form))
    user = User.objects.get(email="New.Person@example.com")
    assert not user.is_staff
    assert not user.is_service_account
    credentials = {"username": "new.person@example.com", "password": PASSWORD}
    response = Client().post("/api/v1/login", credentials, content_type="application/json")
    assert response.status_code == 200


def test_a_user_can_be_made_a_member_at_once(browser, organization):
    form = {
        "email": "new@example.com",
        "usable_password": "false",
        **inline("memberships", {"organization": organization.pk, "role": "admin"}),
    }
    saved(browser.post(page("user", "add"), form))
    user = User.objects.get(email="new@example.com")
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "admin"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"email": "OWNER@example.com"}, "A user with this e-mail address exists already."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"password2": "another"}, "The two password fields didn"),
        ({"password1": "password", "password2": "password"}, "too short"),
    ],
)
def test_a_bad_user_is_refused(browser, fields, complaint):
    UserFactory(email="owner@example.com")
    form = {
        "email": "new@example.com",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **inline("memberships"),
        **fields,
    }
    response = browser.post(page("user", "add"), form)
    assert response.status_code == 200
    assert complaint in response.content.decode()


def test_changing_a_user(browser, owner):
    form = {
        "email": "renamed@example.com",
        "display_name": "Renamed",
        "is_service_account": "on",
        **inline("memberships"),
    }
    saved(browser.post(page("user", "change", owner.pk), form))
    owner.refresh_from_db()
    assert (owner.email, owner.is_active) == ("renamed@example.com", False)
    assert not owner.is_service_account


def test_a_user_switched_off_is_signed_out(browser, owner):
    client = signed_in(owner)
    assert client.get("/api/v1/session").status_code == 200
    saved(
        browser.post(
            page("user", "change", owner.pk), {"email": owner.email, **inline("memberships")}
        )
    )
    assert client.get("/api/v1/session").status_code == 401


def test_changing_a_password(browser, owner):
    url = reverse("admin:auth_user_password_change", args=[owner.pk])
    assert browser.get(url).status_code == 200
    form = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    saved(browser.post(url, form))
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_a_service_account_is_no_user_to_edit(browser, platform_key):
    account = platform_key.service_account
    listed = browser.get(page("user", "changelist"), {"q": account.email})
    assert not listed.context["cl"].result_list
    password_page = reverse("admin:auth_user_password_change", args=[account.pk])
    assert browser.get(password_page).status_code == 404
    for kind in ("change", "delete"):
        response = browser.post(page("user", kind, account.pk), {"post": "yes"})
        # "doesn't exist. Perhaps it was deleted?"
        assert response.status_code == 302
        assert response["Location"] == reverse("admin:index")
    assert User.objects.filter(pk=account.pk).exists()


def test_deleting_users_together_spares_service_accounts(browser, owner, platform_key):
    ids = [owner.pk, platform_key.service_account.pk]
    form = {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
    saved(browser.post(page("user", "changelist"), form))
    assert not User.objects.filter(pk=owner.pk).exists()
    assert User.objects.filter(pk=platform_key.service_account.pk).exists()


def test_a_new_key_shows_its_secret_once(browser, organization, superuser):
    form = {"organization": organization.pk, "name": "nightly", "permission": "read_write"}
    saved(browser.post(page("platformkey", "add"), form))
    key = PlatformKey.objects.get(name="nightly")
    assert key.created_by == superuser
    shown = browser.get(page("platformkey", "changelist")).content.decode()
    assert "which isn&#x27;t shown again" in shown
    (secret,) = {found for found in UUID.findall(shown) if found.startswith(key.prefix)}
    assert bearing(secret).get(WHOAMI).json()["permission"] == "read_write"
    for url in (
        page("platformkey", "changelist"),
        page("platformkey", "change", key.pk),
        page("platformkey", "history", key.pk),
        reverse("admin:index"),
    ):
        assert secret not in browser.get(url).content.decode()


def test_save_and_continue_opens_the_new_key(browser, organization):
    form = {"organization": organization.pk, "name": "nightly", "permission": "read"}
    response = browser.post(page("platformkey", "add"), form | {"_continue": "1"})
    key = PlatformKey.objects.get()
    assert response["Location"] == page("platformkey", "change", key.pk)


def test_a_taken_name_is_refused(browser, organization, platform_key):
    form = {"organization": organization.pk, "name": platform_key.name, "permission": "read"}
    assert browser.post(page("platformkey", "add"), form).status_code == 200
    other = PlatformKeyFactory(organization=organization)
    form = {"name": platform_key.name, "permission": "read"}
    response = browser.post(page("platformkey", "change", other.pk), form)
    assert "This name is taken in the organization." in response.content.decode()
    assert PlatformKey.objects.count() == 2


def test_revoking_a_key_works_at_once(browser, platform_key, api, superuser):
    assert api.get(WHOAMI).status_code == 200
    other = OrganizationFactory()
    form = {"name": "renamed", "permission": "read", "organization": other.pk}
    saved(browser.post(page("platformkey", "change", platform_key.pk), form))
    assert api.get(WHOAMI).status_code == 401
    before = platform_key.organization
    platform_key.refresh_from_db()
    assert (platform_key.name, platform_key.is_active) == ("renamed", False)
    assert platform_key.organization == before
    assert platform_key.modified_by == superuser


@pytest.mark.parametrize("together", [False, True])
def test_deleting_a_key_deletes_its_account(browser, platform_key, api, together):
    if together:
        form = {"action": "delete_selected", "_selected_action": [platform_key.pk], "post": "yes"}
        saved(browser.post(page("platformkey", "changelist"), form))
    else:
        url = page("platformkey", "delete", platform_key.pk)
        assert browser.get(url).status_code == 200
        saved(browser.post(url, {"post": "yes"}))
    assert not User.objects.filter(is_service_account=True).exists()
    assert api.get(WHOAMI).status_code == 401
