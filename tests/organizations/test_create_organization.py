import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Membership, Organization, User
from tests.factories import PlatformKeyFactory, UserFactory
from tests.fixtures import bearing

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> dict[str, str]:
    output = StringIO()
    call_command("create_organization", *arguments, "--json", stdout=output)
    made: dict[str, str] = json.loads(output.getvalue())
    return made


def test_the_organization_can_be_used_at_once(client):
    made = create("org_new", "--name", "New", "--admin", "first@example.com")
    answer = bearing(made["platform_key"]).get("/api/v1/unstract/org_new/api/deployment/")
    assert answer.status_code == 200
    login = {"username": "first@example.com", "password": made["password"]}
    session = client.post("/api/v1/login", login, content_type="application/json")
    assert session.json()["organization_id"] == "org_new"
    assert session.json()["role"] == "admin"


def test_a_known_person_becomes_the_admin_and_keeps_the_password():
    person = UserFactory.with_password(email="Known@example.com")
    made = create("org_new", "--admin", "known@example.com")
    assert made["password"] is None
    assert Membership.objects.get(organization__organization_id="org_new", user=person).role == (
        Membership.Role.ADMIN
    )


@pytest.mark.parametrize("arguments", [("no spaces",), ("org_new", "--admin", "no address")])
def test_what_is_wrong_is_told_and_nothing_is_made(arguments):
    with pytest.raises(CommandError, match=r"Use letters|valid email"):
        create(*arguments)
    assert not Organization.objects.exists()
    assert not User.objects.exists()


def test_a_taken_name_and_a_service_account_are_refused():
    create("org_new")
    with pytest.raises(CommandError, match="already exists"):
        create("org_new")
    key = PlatformKeyFactory()
    with pytest.raises(CommandError, match="service account"):
        create("org_newer", "--admin", key.service_account.email)
    assert not Organization.objects.filter(organization_id="org_newer").exists()
