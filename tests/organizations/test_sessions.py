"""What the database keeps of a session."""

import pytest
from django.contrib.sessions.models import Session
from rest_framework.test import APIClient

from tests.answers import error_of
from tests.factories import PASSWORD, UserFactory
from tests.organizations.signing_in import LOGIN, LOGOUT, SESSION

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(credentials) -> APIClient:
    client = APIClient()
    client.post(LOGIN, credentials)
    return client


def test_a_copied_row_signs_nobody_in(client):
    cookie = client.cookies["sessionid"].value
    stored = Session.objects.get().session_key
    assert cookie not in stored
    for length in (40, 32):
        thief = APIClient()
        thief.cookies["sessionid"] = stored[:length]
        error_of(thief.get(SESSION), 401)
    assert client.get(SESSION).status_code == 200


def test_a_session_keeps_its_row_until_log_out(client, organization):
    before = Session.objects.get()
    client.post(f"/api/v1/organization/{organization.organization_id}/set")
    after = Session.objects.get()
    assert after.session_key == before.session_key
    assert after.session_data != before.session_data
    client.post(LOGOUT)
    assert not Session.objects.exists()
    error_of(client.get(SESSION), 401)


def test_a_new_log_in_leaves_no_row_of_the_former_session(client, credentials):
    client.post(LOGIN, credentials)
    assert Session.objects.count() == 1


def test_an_expired_session_signs_nobody_in(client, time_machine):
    expires = Session.objects.get().expire_date
    time_machine.move_to(expires)
    error_of(client.get(SESSION), 401)


def test_the_admin_signs_in_and_out():
    staff = UserFactory.with_password(is_staff=True, is_superuser=True)
    client = APIClient()
    client.post(
        "/admin/login/", {"username": staff.email, "password": PASSWORD}, format="multipart"
    )
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/", format="multipart")
    assert client.get("/admin/").status_code == 302
    assert not Session.objects.exists()
