import pytest

from api_keys.models import APIKey
from tests.factories import APIDeploymentFactory, APIKeyFactory, PipelineFactory

SECRET = "3f1c8f6e-0000-4000-8000-00000000000a"


@pytest.fixture(params=["api", "pipeline"])
def side(request) -> str:
    """What a key runs: the routes of both behave alike."""
    return str(request.param)


@pytest.fixture
def target(side, organization, owner, viewer, group):
    """Owned by ``owner``, shared with ``viewer`` and ``group``."""
    factory = APIDeploymentFactory if side == "api" else PipelineFactory
    target = factory(organization=organization)
    target.members.create(user=owner, role="owner")
    target.members.create(user=viewer, role="viewer")
    target.group_shares.create(group=group)
    return target


@pytest.fixture
def target_key(side, target) -> APIKey:
    runs = {"api": None, side: target}
    return APIKeyFactory(**runs, secret=SECRET, description="first")


@pytest.fixture
def target_keys_url(prefix, side, target) -> str:
    return f"{prefix}/api/keys/{side}/{target.pk}/"


@pytest.fixture
def target_key_url(prefix, target_key) -> str:
    return f"{prefix}/api/keys/{target_key.pk}/"
