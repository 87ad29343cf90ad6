"""Callers with real credentials, and one organization for them."""

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.test import Client
from rest_framework.test import APIClient

from common import last_use
from organizations.models import Group, Membership, Organization, PlatformKey, User
from tests import factories


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_noted_uses():
    """A use that one test notes without a request is not written in the next one."""
    yield
    last_use._noted.clear()


@pytest.fixture
def lost_answer(monkeypatch) -> None:
    """The next COMMIT takes effect, but its answer is lost."""
    connection = connections[DEFAULT_DB_ALIAS]
    commit = connection.commit

    def committed() -> None:
        monkeypatch.setattr(connection, "commit", commit)
        commit()
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", committed)


@pytest.fixture
def organization(db) -> Organization:
    return factories.OrganizationFactory(organization_id="org_acme", name="acme")


@pytest.fixture
def prefix(organization) -> str:
    return f"/api/v1/unstract/{organization.organization_id}"


@pytest.fixture
def admin(organization) -> User:
    return factories.UserFactory(memberships=organization, memberships__role=Membership.Role.ADMIN)


@pytest.fixture
def member(organization) -> User:
    return factories.UserFactory(memberships=organization)


@pytest.fixture
def owner(organization) -> User:
    return factories.UserFactory(memberships=organization)


@pytest.fixture
def viewer(organization) -> User:
    return factories.UserFactory(memberships=organization)


@pytest.fixture
def grouped(organization) -> User:
    """A member of ``group``."""
    return factories.UserFactory(memberships=organization)


@pytest.fixture
def group(organization, grouped) -> Group:
    group = factories.GroupFactory(organization=organization)
    factories.GroupMembershipFactory(group=group, user=grouped)
    return group


@pytest.fixture
def platform_key(organization) -> PlatformKey:
    return factories.PlatformKeyFactory(organization=organization)


def signed_in(user: User) -> APIClient:
    """A client with a real session of ``user``."""
    client = APIClient()
    client.force_login(user)
    return client


def bearing(secret: str) -> APIClient:
    """A client that sends ``secret`` as its bearer token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def superuser(db) -> User:
    return factories.UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser(superuser) -> Client:
    """A superuser on the admin pages."""
    client = Client()
    client.force_login(superuser)
    return client


@pytest.fixture
def api(platform_key) -> APIClient:
    """A client with a full_access platform key of ``organization``."""
    return bearing(platform_key.secret)
