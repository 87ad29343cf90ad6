import pytest

from organizations.models import User
from tests.factories import PASSWORD, APIDeploymentFactory, UserFactory

# JSON that a database refuses or that is of the wrong kind, where a text is asked for
BAD_TEXTS = [None, [], {}, "", " ", "a\x00b"]

# a lone surrogate, as JSON can write it
SURROGATE = '{"name": "a\\ud800"}'


@pytest.fixture
def deployment(organization, owner, viewer, group):
    """Owned by ``owner``, shared with ``viewer`` and ``group``."""
    deployment = APIDeploymentFactory(organization=organization, owner=owner, created_by=owner)
    deployment.members.create(user=viewer, role="viewer")
    deployment.group_shares.create(group=group)
    return deployment


@pytest.fixture
def person(organization) -> User:
    return UserFactory.with_password(email="ada@example.com", memberships=organization)


@pytest.fixture
def credentials(person) -> dict[str, str]:
    return {"username": person.email, "password": PASSWORD}
