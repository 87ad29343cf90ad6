"""The registry, and the one tool of a workflow."""

import pytest

from prompt_studio.models import RegistryEntry
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import (
    AdapterFactory,
    OrganizationFactory,
    RegistryEntryFactory,
    ToolExportFactory,
    WorkflowFactory,
)
from tests.fixtures import signed_in
from workflows.models import ToolInstance, Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/tool_instance/"


@pytest.fixture
def entry(organization, owner) -> RegistryEntry:
    entry = RegistryEntryFactory(organization=organization, tool__tool_name="Invoices")
    ToolExportFactory(entry=entry)
    entry.tool.members.create(user=owner, role="owner")
    return entry


@pytest.fixture
def workflow(organization, owner, viewer) -> Workflow:
    workflow = WorkflowFactory(organization=organization, tool=False)
    workflow.members.create(user=owner, role="owner")
    workflow.members.create(user=viewer, role="viewer")
    return workflow


@pytest.fixture
def instance(workflow, entry) -> ToolInstance:
    return ToolInstance.objects.create(workflow=workflow, registry_entry=entry)


@pytest.fixture
def detail(url, instance) -> str:
    return f"{url}{instance.pk}/"


def new(workflow, entry) -> dict:
    return {"workflow_id": str(workflow.pk), "tool_id": str(entry.pk)}


def test_the_registry(prefix, entry, owner):
    ToolExportFactory(entry=entry, version=2)
    body = signed_in(owner).get(f"{prefix}/tool/").json()
    assert body["results"] == [
        {
            "tool_id": str(entry.pk),
            "custom_tool": str(entry.tool_id),
            "name": "Invoices",
            "description": "",
            "icon": "",
            "version": 2,
        }
    ]


def test_who_sees_which_tool(prefix, entry, owner, member, viewer, admin, api):
    RegistryEntryFactory(organization=OrganizationFactory())
    for client in (signed_in(owner), signed_in(admin), api):
        assert client.get(f"{prefix}/tool/").json()["count"] == 1
    for client in (signed_in(member), signed_in(viewer)):
        assert client.get(f"{prefix}/tool/").json()["count"] == 0
    entry.shared_users.add(viewer)
    assert signed_in(viewer).get(f"{prefix}/tool/").json()["count"] == 1
    RegistryEntry.objects.filter(pk=entry.pk).update(shared_to_org=True)
    assert signed_in(member).get(f"{prefix}/tool/").json()["count"] == 1


@pytest.mark.parametrize("count", [2, 25])
def test_the_registry_costs_a_constant_number_of_queries(
    prefix, api, organization, django_assert_num_queries, count
):
    for row in RegistryEntryFactory.create_batch(count, organization=organization):
        ToolExportFactory(entry=row)
    with django_assert_num_queries(3):
        assert api.get(f"{prefix}/tool/").json()["count"] == count


def test_putting_a_tool_into_a_workflow(url, workflow, entry, owner):
    response = signed_in(owner).post(url, new(workflow, entry))
    assert response.status_code == 201, response.content
    body = response.json()
    instance = ToolInstance.objects.get()
    assert body == {
        "id": str(instance.pk),
        "workflow": str(workflow.pk),
        "tool_id": str(entry.pk),
        "name": "Invoices",
        "metadata": {},
        "created_by": owner.pk,
        "modified_by": owner.pk,
        "created_at": body["created_at"],
        "modified_at": body["modified_at"],
    }
    workflow.refresh_from_db()
    assert workflow.modified_by == owner


def test_a_workflow_takes_one_tool(url, workflow, entry, owner):
    client = signed_in(owner)
    client.post(url, new(workflow, entry))
    error = error_of(client.post(url, new(workflow, entry)))
    assert error["attr"] == "workflow_id"
    assert "has its tool already" in error["detail"]
    assert ToolInstance.objects.count() == 1


def test_only_its_owner_chooses(url, workflow, entry, viewer, member):
    RegistryEntry.objects.update(shared_to_org=True)
    assert signed_in(viewer).post(url, new(workflow, entry)).status_code == 403
    error = error_of(signed_in(member).post(url, new(workflow, entry)))
    assert error["attr"] == "workflow_id"
    assert not ToolInstance.objects.exists()


def test_the_tool_must_be_visible(url, workflow, owner, organization):
    hidden = RegistryEntryFactory(organization=organization)
    elsewhere = RegistryEntryFactory(organization=OrganizationFactory())
    for entry in (hidden, elsewhere):
        error = error_of(signed_in(owner).post(url, new(workflow, entry)))
        assert error["attr"] == "tool_id"
        assert error["detail"] == "There is no such published tool here."


@pytest.mark.parametrize("value", [UNKNOWN, "7", 7, None, [], {}, "\0", 10**400])
def test_ids_that_name_nothing(url, workflow, entry, owner, value):
    good = new(workflow, entry)
    for name in good:
        response = as_json(signed_in(owner).post, url, {**good, name: value})
        assert error_of(response)["attr"] == name


def test_what_can_be_written(api, url):
    fields = api.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if field["required"]} == {
        "workflow_id",
        "tool_id",
    }


def test_by_workflow(url, detail, instance, workflow, owner, member, organization):
    Workflow.objects.filter(pk=WorkflowFactory(organization=organization).pk).update(
        shared_to_org=True
    )
    client = signed_in(owner)
    (row,) = client.get(url, {"workflow": workflow.pk}).json()["results"]
    assert row == client.get(detail).json()
    assert row["tool_id"] == str(instance.registry_entry_id)
    assert client.get(url).json()["count"] == 2
    assert client.get(url, {"workflow": UNKNOWN}).json()["count"] == 0
    assert error_of(client.get(url, {"workflow": "x"}))["attr"] == "workflow"
    assert signed_in(member).get(url, {"workflow": workflow.pk}).json()["count"] == 0
    assert signed_in(member).get(detail).status_code == 404


def test_metadata_is_replaced(detail, instance, owner):
    client = signed_in(owner)
    metadata = {"mode": "fast", "nested": {"a": [1, None]}}
    response = client.patch(detail, {"metadata": metadata})
    assert response.status_code == 200, response.content
    assert response.json()["metadata"] == metadata
    assert response.json()["modified_by"] == owner.pk
    assert client.patch(detail, {"metadata": {}}).json()["metadata"] == {}


def test_metadata_takes_the_ids_that_are_so_anyway(detail, instance, owner):
    metadata = {
        "prompt_registry_id": str(instance.registry_entry_id),
        "tool_instance_id": str(instance.pk),
        "mode": "fast",
    }
    response = signed_in(owner).patch(detail, {"metadata": metadata})
    assert response.json()["metadata"] == metadata


@pytest.mark.parametrize("name", ["prompt_registry_id", "tool_instance_id"])
@pytest.mark.parametrize("value", [UNKNOWN, None, 7, ["x"]])
def test_metadata_takes_no_others(detail, instance, owner, name, value):
    error = error_of(signed_in(owner).patch(detail, {"metadata": {name: value}}))
    assert error["attr"] == "metadata"


def test_adapters_in_metadata_are_kept_by_name(detail, organization, owner):
    adapter = AdapterFactory(organization=organization, adapter_name="small")
    elsewhere = AdapterFactory(organization=OrganizationFactory())
    metadata = {"llm": str(adapter.pk).upper(), "other": str(elsewhere.pk), "name": "small"}
    response = signed_in(owner).patch(detail, {"metadata": metadata})
    assert response.json()["metadata"] == {
        "llm": "small",
        "other": str(elsewhere.pk),
        "name": "small",
    }


@pytest.mark.parametrize("metadata", [None, [], "text", 7, {"a": "\0"}, {"a": "\ud800"}, {"\0": 1}])
def test_metadata_that_is_refused(detail, owner, metadata):
    response = as_json(signed_in(owner).patch, detail, {"metadata": metadata})
    assert error_of(response)["attr"] == "metadata"


def test_metadata_is_required(detail, owner):
    assert error_of(signed_in(owner).patch(detail, {}))["attr"] == "metadata"


def test_the_tool_itself_stays(detail, instance, owner, organization):
    other = RegistryEntryFactory(organization=organization)
    body = {"metadata": {}, "tool_id": str(other.pk), "workflow_id": UNKNOWN}
    assert signed_in(owner).patch(detail, body).json()["tool_id"] == str(instance.registry_entry_id)


def test_taking_it_out(url, detail, workflow, entry, owner, viewer):
    assert signed_in(viewer).delete(detail).status_code == 403
    assert signed_in(owner).delete(detail).status_code == 204
    assert signed_in(owner).get(detail).status_code == 404
    assert signed_in(owner).post(url, new(workflow, entry)).status_code == 201


@pytest.mark.parametrize("count", [2, 25])
def test_the_list_costs_a_constant_number_of_queries(
    url, api, organization, django_assert_num_queries, count
):
    WorkflowFactory.create_batch(count, organization=organization)
    with django_assert_num_queries(3):
        assert api.get(url).json()["count"] == count
