"""Connectors, which are kept for whoever moves an organization, and tags."""

import pytest

from common.crypto import MASK
from connections.models import Connector
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import ConnectorFactory, OrganizationFactory, TagFactory, WorkflowFactory
from tests.fixtures import signed_in
from workflows.models import Tag

pytestmark = pytest.mark.django_db

SECRET = "made-up-credential-4711"
METADATA = {"endpoint_url": "https://files.example.com", "key": "id", "secret": SECRET}


@pytest.fixture
def connectors(prefix) -> str:
    return f"{prefix}/connector/"


@pytest.fixture
def tags(prefix) -> str:
    return f"{prefix}/tags/"


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


# --- connectors -----------------------------------------------------------------------------


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


# --- tags -----------------------------------------------------------------------------------


def test_any_member_adds_a_tag(tags, member):
    response = signed_in(member).post(tags, {"name": "urgent", "description": "today"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body == {
        "id": str(Tag.objects.get().pk),
        "name": "urgent",
        "description": "today",
        "created_by": member.pk,
        "modified_by": member.pk,
        "created_at": body["created_at"],
        "modified_at": body["modified_at"],
    }


def test_admins_change_and_remove_tags(tags, admin, member, organization):
    tag = TagFactory(organization=organization)
    detail = f"{tags}{tag.pk}/"
    assert signed_in(member).get(detail).status_code == 200
    for send in (signed_in(member).patch, signed_in(member).put, signed_in(member).delete):
        assert send(detail, {"name": "changed"}).status_code == 403
    response = signed_in(admin).patch(detail, {"name": "changed"})
    assert response.json()["name"] == "changed"
    assert response.json()["modified_by"] == admin.pk
    put = signed_in(admin).put(detail, {"name": "again", "description": "x"})
    assert put.json()["description"] == "x"
    assert signed_in(admin).delete(detail).status_code == 204
    assert signed_in(admin).get(detail).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["", "7up", "-x", "two words", "a,b", "x" * 51, "ä", "<b>", "a\0", "\ud800", None, 7, []],
)
def test_tags_that_executions_could_not_carry(tags, member, name):
    error = error_of(as_json(signed_in(member).post, tags, {"name": name}))
    assert error["attr"] == "name"


def test_a_tags_name_is_taken_once(tags, admin, organization):
    TagFactory(organization=organization, name="urgent")
    TagFactory(organization=OrganizationFactory(), name="later")
    client = signed_in(admin)
    assert error_of(client.post(tags, {"name": "urgent"}))["attr"] == "name"
    made = client.post(tags, {"name": "later"})
    assert made.status_code == 201
    renamed = client.patch(f"{tags}{made.json()['id']}/", {"name": "urgent"})
    assert error_of(renamed)["attr"] == "name"


def test_tags_by_name(tags, api, organization):
    for name in ("a", "ab", "A"):
        TagFactory(organization=organization, name=name)
    TagFactory(organization=OrganizationFactory(), name="a")
    assert [row["name"] for row in api.get(tags, {"name": "a"}).json()["results"]] == ["a"]
    assert api.get(tags, {"search": "a"}).json()["count"] == 3
    assert api.get(tags, {"name": "none"}).json()["count"] == 0


def test_what_can_be_written_of_a_tag(tags, api):
    fields = api.options(tags).json()["actions"]["POST"]
    writable = {name for name, field in fields.items() if not field["read_only"]}
    assert writable == {"name", "description"}


@pytest.mark.parametrize("count", [3, 40])
def test_tags_cost_a_constant_number_of_queries(
    tags, api, organization, django_assert_num_queries, count
):
    TagFactory.create_batch(count, organization=organization)
    with django_assert_num_queries(3):
        assert api.get(tags).json()["count"] == count


def test_rows_of_another_organization_are_not_found(connectors, tags, api):
    elsewhere = OrganizationFactory()
    for url in (
        f"{connectors}{ConnectorFactory(organization=elsewhere).pk}/",
        f"{tags}{TagFactory(organization=elsewhere).pk}/",
        f"{tags}{UNKNOWN}/",
    ):
        for send in (api.get, api.put, api.patch, api.delete):
            assert send(url).status_code == 404
