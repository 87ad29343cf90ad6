import pytest

from connections.models import Adapter
from tests.factories import AdapterFactory

SECRET = "made-up-credential-4711"
METADATA = {"api_base": "https://models.example.com/v1", "model": "small-1", "api_key": SECRET}


def new(**fields) -> dict:
    return {
        "adapter_name": "small model",
        "adapter_type": "LLM",
        "adapter_id": "openai_compatible",
        "adapter_metadata": METADATA,
        **fields,
    }


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/adapter/"


@pytest.fixture
def adapter(organization, owner, viewer, group) -> Adapter:
    adapter = AdapterFactory(organization=organization, adapter_name="large", metadata=METADATA)
    adapter.members.create(user=owner, role="owner")
    adapter.members.create(user=viewer, role="viewer")
    adapter.group_shares.create(group=group)
    return adapter


@pytest.fixture
def detail(url, adapter) -> str:
    return f"{url}{adapter.pk}/"
