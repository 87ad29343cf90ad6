"""Two requests at the same moment, from two threads with a database connection each."""

import pytest

from connections.models import Adapter
from tests.factories import AdapterFactory, PlatformKeyFactory
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_file")]


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_defaults_chosen(prefix, organization, secrets, round_):
    AdapterFactory(organization=organization, is_default=True)
    adapters = AdapterFactory.create_batch(2, organization=organization, metadata={"api_key": ""})
    responses = at_once(
        *(
            lambda secret=secret, adapter=adapter: bearing(secret).patch(
                f"{prefix}/adapter/{adapter.pk}/", {"is_default": True}
            )
            for secret, adapter in zip(secrets, adapters, strict=True)
        )
    )
    # the later one has it
    assert [response.status_code for response in responses] == [200, 200]
    assert Adapter.objects.get(is_default=True) in adapters


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_default_goes_back_and_forth(prefix, organization, secrets, round_):
    former = AdapterFactory(organization=organization, is_default=True, metadata={"api_key": ""})
    other = AdapterFactory(organization=organization, metadata={"api_key": ""})
    responses = at_once(
        *(
            lambda secret=secret, adapter=adapter: bearing(secret).patch(
                f"{prefix}/adapter/{adapter.pk}/", {"is_default": True, "description": "x"}
            )
            for secret, adapter in zip(secrets, (former, other), strict=True)
        )
    )
    assert [response.status_code for response in responses] == [200, 200]
    assert Adapter.objects.filter(is_default=True).count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_new_defaults(prefix, organization, secrets, round_):
    responses = at_once(
        *(
            lambda secret=secret, name=name: bearing(secret).post(
                f"{prefix}/adapter/",
                {
                    "adapter_name": name,
                    "adapter_type": "LLM",
                    "adapter_id": "openai",
                    "adapter_metadata": {"api_key": "k"},
                    "is_default": True,
                },
            )
            for secret, name in zip(secrets, ("a", "b"), strict=True)
        )
    )
    assert [response.status_code for response in responses] == [201, 201]
    assert Adapter.objects.filter(is_default=True).count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_changes_of_settings_keep_the_credential(prefix, organization, secrets, round_):
    adapter = AdapterFactory(organization=organization, metadata={"api_key": "k"})
    url = f"{prefix}/adapter/{adapter.pk}/"
    responses = at_once(
        lambda: bearing(secrets[0]).patch(url, {"adapter_metadata": {"api_key": "new"}}),
        lambda: bearing(secrets[1]).patch(url, {"adapter_metadata": {"model": "m"}}),
    )
    assert [response.status_code for response in responses] == [200, 200]
    adapter.refresh_from_db()
    assert adapter.metadata in ({"api_key": "new"}, {"api_key": "new", "model": "m"})
