import pytest
from django.test import Client

from organizations.models import User
from tests.factories import APIDeploymentFactory, UserFactory

# JSON that a database refuses or that is of the wrong kind, where a text is asked for
BAD_TEXTS = [None, [], {}, "", " ", "a\x00b"]

# a lone surrogate, as JSON can write it
SURROGATE = '{"name": "a\\ud800"}'


def error_of(response, status=400) -> dict:
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == {"type", "errors", "message"}
    return body["errors"][0]


@pytest.fixture
def deployment(organization, owner, viewer, group):
    """Owned by ``owner``, shared with ``viewer`` and ``group``."""
    deployment = APIDeploymentFactory(organization=organization, owner=owner, created_by=owner)
    deployment.members.create(user=viewer, role="viewer")
    deployment.group_shares.create(group=group)
    return deployment


@pytest.fixture
def superuser(db) -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser(superuser) -> Client:
    client = Client()
    client.force_login(superuser)
    return client
