"""Connectors, which are kept for whoever moves an organization."""

import pytest

from common.crypto import MASK
from connections.models import Connector
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import ConnectorFactory, OrganizationFactory, WorkflowFactory
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db

SECRET = "made-up-credential-4711"
METADATA = {"endpoint_url": "https://files.example.com", "key": "id", "secret": SECRET}


@pytest.fixture
def connectors(prefix) -> str:
    return f"{prefix}/connector/"


@pytest.fixture
def connector(organization, owner, viewer) -> Connector:
    connector = ConnectorFactory(
        organization=organization, connector_name="files", metadata=METADATA
    )
    connector.members.create(user=owner, role="owner")
    connector.members.create(user=viewer, role="viewer")
    return connector


def new_connector(**fields) -> dict:
    return {
        "connector_name": "bucket",
        "connector_id": "minio|1",
        "connector_metadata": METADATA,
        **fields,
    }


def test_creating_a_connector(connectors, member):
    response = signed_in(member).post(connectors, new_connector(connector_mode="FILE"))
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["connector_metadata"] == {
        "endpoint_url": "https://files.example.com",
        "key": MASK,
        "secret": MASK,
    }
    assert body["needs_credentials"] is False
    assert body["connector_mode"] == "FILE"
    connector = Connector.objects.get()
    assert connector.metadata == METADATA
    assert SECRET not in str(Connector.objects.values().get())
    assert connector.members.get().user == member


def test_a_copied_connector_lacks_its_credentials(connectors, api):
    metadata = {"key": MASK, "endpoint_url": "https://files.example.com"}
    made = api.post(connectors, new_connector(connector_metadata=metadata)).json()
    assert made["needs_credentials"] is True
    detail = f"{connectors}{made['id']}/"
    entered = api.patch(detail, {"connector_metadata": {"key": SECRET}}).json()
    assert entered["needs_credentials"] is False
    assert Connector.objects.get().metadata == {"key": SECRET}


def test_a_masked_credential_stays(connectors, connector, owner):
    client = signed_in(owner)
    detail = f"{connectors}{connector.pk}/"
    read = client.get(detail).json()
    assert SECRET not in str(read)
    response = client.put(detail, {**read, "connector_name": "renamed"})
    assert response.status_code == 200, response.content
    assert response.json()["modified_by"] == owner.pk
    connector.refresh_from_db()
    assert connector.connector_name == "renamed"
    assert connector.metadata == METADATA


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"connector_name": ""}, "connector_name"),
        ({"connector_name": "x" * 129}, "connector_name"),
        ({"connector_name": "<i>"}, "connector_name"),
        ({"connector_name": "\0"}, "connector_name"),
        ({"connector_id": None}, "connector_id"),
        ({"connector_mode": "x" * 17}, "connector_mode"),
        ({"connector_metadata": [1]}, "connector_metadata"),
        ({"connector_metadata": {"a": "\ud800"}}, "connector_metadata"),
    ],
)
def test_connectors_that_are_refused(connectors, member, fields, attr):
    error = error_of(as_json(signed_in(member).post, connectors, new_connector(**fields)))
    assert error["attr"] == attr


def test_a_connectors_name_is_taken_once(connectors, api, connector):
    error = error_of(api.post(connectors, new_connector(connector_name="files")))
    assert error["attr"] == "connector_name"
    made = api.post(connectors, new_connector()).json()
    renamed = api.patch(f"{connectors}{made['id']}/", {"connector_name": "files"})
    assert error_of(renamed)["attr"] == "connector_name"
    ConnectorFactory(organization=OrganizationFactory(), connector_name="bucket 2")
    assert api.post(connectors, new_connector(connector_name="bucket 2")).status_code == 201


def test_a_connector_in_use_stays(connectors, connector, owner, organization):
    workflow = WorkflowFactory(organization=organization, workflow_name="nightly")
    workflow.endpoints.filter(endpoint_type="SOURCE").update(connector_instance=connector)
    error = error_of(signed_in(owner).delete(f"{connectors}{connector.pk}/"), 409)
    assert "nightly" in error["detail"]
    workflow.endpoints.update(connector_instance=None)
    assert signed_in(owner).delete(f"{connectors}{connector.pk}/").status_code == 204


def test_connectors_by_name(connectors, api, connector, organization):
    ConnectorFactory(organization=organization, connector_name="files 2")

    def found(**query):
        return [row["connector_name"] for row in api.get(connectors, query).json()["results"]]

    assert found(connector_name="files") == ["files"]
    assert found(connector_name="Files") == []
    assert found(search="FILES") == ["files", "files 2"]


def test_what_can_be_written_of_a_connector(connectors, api):
    fields = api.options(connectors).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == {
        "connector_name",
        "connector_id",
        "connector_mode",
        "connector_version",
        "connector_metadata",
    }


@pytest.mark.parametrize("count", [3, 40])
def test_connectors_cost_a_constant_number_of_queries(
    connectors, api, organization, owner, django_assert_num_queries, count
):
    for row in ConnectorFactory.create_batch(count, organization=organization, metadata=METADATA):
        row.members.create(user=owner, role="viewer")
    with django_assert_num_queries(5):
        assert api.get(connectors).json()["count"] == count


def test_a_connector_of_another_organization_is_not_found(connectors, api):
    elsewhere = ConnectorFactory(organization=OrganizationFactory())
    for pk in (elsewhere.pk, UNKNOWN):
        for send in (api.get, api.put, api.patch, api.delete):
            assert send(f"{connectors}{pk}/").status_code == 404
