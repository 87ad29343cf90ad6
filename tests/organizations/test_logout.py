"""The session that a log-in begins, and logging out."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.answers import error_of
from tests.factories import PASSWORD, OrganizationFactory, PlatformKeyFactory, UserFactory
from tests.fixtures import signed_in
from tests.organizations.signing_in import LOGIN, LOGOUT, SESSION, send_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient(enforce_csrf_checks=True)


def test_log_in_begins_a_new_session(client, credentials, organization):
    other = UserFactory.with_password(memberships=OrganizationFactory(organization_id="org_b"))
    client.post(LOGIN, {"username": other.email, "password": PASSWORD})
    token = client.cookies["csrftoken"].value
    client.post("/api/v1/organization/org_b/set", headers={"x-csrftoken": token})
    planted = client.cookies["sessionid"].value
    response = client.post(LOGIN, credentials)
    assert client.cookies["sessionid"].value != planted
    assert client.cookies["csrftoken"].value != token
    # nothing of the former person's session is left
    assert response.json()["organization_id"] == "org_acme"
    thief = APIClient()
    thief.cookies["sessionid"] = planted
    error_of(thief.get(SESSION), 401)


def test_a_planted_session_id_is_not_taken(client, credentials):
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    client.post(LOGIN, credentials)
    assert client.cookies["sessionid"].value != "planted0planted0planted0planted0"


def test_log_out_takes_a_token(client, credentials):
    client.post(LOGIN, credentials)
    assert client.get(LOGOUT).status_code == 200
    assert error_of(client.post(LOGOUT), 403)["code"] == "csrf_failed"
    assert client.get(SESSION).status_code == 200
    token = client.cookies["csrftoken"].value
    response = client.post(LOGOUT, headers={"x-csrftoken": token})
    assert response.json() == {"message": "You are signed out."}
    error_of(client.get(SESSION), 401)


def test_log_out_by_the_form_leads_to_the_log_in(client, credentials):
    client.post(LOGIN, credentials)
    page = client.get(LOGOUT).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    response = send_form(
        client, {"csrfmiddlewaretoken": token}, LOGOUT, headers={"accept": "text/html"}
    )
    assert response.status_code == 302
    assert response["Location"] == LOGIN
    error_of(client.get(SESSION), 401)


def test_the_old_session_is_gone_after_log_out(credentials):
    client = Client()
    client.post(LOGIN, credentials)
    old = client.cookies["sessionid"].value
    client.post(LOGOUT)
    thief = APIClient()
    thief.cookies["sessionid"] = old
    error_of(thief.get(SESSION), 401)


def test_a_service_account_signs_nobody_in(client, organization):
    account = UserFactory.with_password(is_service_account=True, memberships=organization)
    fields = {"username": account.email, "password": PASSWORD}
    assert client.post(LOGIN, fields, format="json").status_code == 401
    assert client.get(SESSION).status_code == 401


def test_a_key_is_no_person(organization, person):
    key = PlatformKeyFactory(organization=organization)
    client = signed_in(person)
    response = client.get(SESSION, headers={"authorization": f"Bearer {key.secret}"})
    # the session counts; the key isn't looked at
    assert response.json()["email"] == person.email
