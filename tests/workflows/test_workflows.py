"""Workflows: what they take, who sees them, what stands in their way."""

import pytest

from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import (
    APIDeploymentFactory,
    ExecutionFactory,
    OrganizationFactory,
    PipelineFactory,
    WorkflowFactory,
)
from tests.fixtures import signed_in
from workflows.models import Workflow, WorkflowEndpoint

pytestmark = pytest.mark.django_db

FIELDS = {
    "id",
    "workflow_name",
    "description",
    "deployment_type",
    "is_active",
    "source_settings",
    "destination_settings",
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
}
WRITABLE = {
    "workflow_name",
    "description",
    "deployment_type",
    "is_active",
    "source_settings",
    "destination_settings",
}


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/workflow/"


@pytest.fixture
def workflow(organization, owner, viewer, group) -> Workflow:
    workflow = WorkflowFactory(
        organization=organization, workflow_name="nightly", created_by=owner, modified_by=owner
    )
    workflow.members.create(user=owner, role="owner")
    workflow.members.create(user=viewer, role="viewer")
    workflow.group_shares.create(group=group)
    return workflow


@pytest.fixture
def detail(url, workflow) -> str:
    return f"{url}{workflow.pk}/"


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["workflow_name"] for row in response.json()["results"]]


def test_creating(url, member):
    response = signed_in(member).post(url, {"workflow_name": "new"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert set(body) == FIELDS
    assert body["deployment_type"] == "DEFAULT"
    assert body["is_active"] is True
    assert body["description"] == ""
    assert body["source_settings"] is None
    assert body["created_by"] == body["modified_by"] == member.pk
    assert body["created_by_email"] == member.email
    workflow = Workflow.objects.get()
    assert [(row.user, row.role) for row in workflow.members.all()] == [(member, "owner")]
    endpoints = workflow.endpoints.values_list("endpoint_type", "connection_type", "configuration")
    assert set(endpoints.values_list("endpoint_type", "connection_type")) == {
        ("SOURCE", None),
        ("DESTINATION", None),
    }


@pytest.mark.parametrize("deployment_type", ["DEFAULT", "ETL", "TASK", "API", "APP"])
def test_all_that_can_be_given(url, member, deployment_type):
    given = {
        "workflow_name": "x" * 128,
        "description": "y" * 490,
        "deployment_type": deployment_type,
        "is_active": False,
        "source_settings": {"connector": UNKNOWN, "depth": [1, {"a": None}]},
        "destination_settings": {},
    }
    response = signed_in(member).post(url, given)
    assert response.status_code == 201, response.content
    assert {name: response.json()[name] for name in given} == given


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({}, "workflow_name"),
        ({"workflow_name": ""}, "workflow_name"),
        ({"workflow_name": "   "}, "workflow_name"),
        ({"workflow_name": "x" * 129}, "workflow_name"),
        ({"workflow_name": "<script>"}, "workflow_name"),
        ({"workflow_name": "a\0"}, "workflow_name"),
        ({"workflow_name": "\ud800"}, "workflow_name"),
        ({"workflow_name": {"a": 1}}, "workflow_name"),
        ({"workflow_name": "w", "description": "x" * 491}, "description"),
        ({"workflow_name": "w", "description": "<b>"}, "description"),
        ({"workflow_name": "w", "deployment_type": "BATCH"}, "deployment_type"),
        ({"workflow_name": "w", "is_active": 10**400}, "is_active"),
        ({"workflow_name": "w", "is_active": None}, "is_active"),
        ({"workflow_name": "w", "source_settings": {"a": "\0"}}, "source_settings"),
        ({"workflow_name": "w", "destination_settings": {"\ud800": 1}}, "destination_settings"),
    ],
)
def test_what_is_refused(url, member, fields, attr):
    error = error_of(as_json(signed_in(member).post, url, fields))
    assert error["attr"] == attr
    assert not Workflow.objects.exists()
    assert not WorkflowEndpoint.objects.exists()


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object(url, member, body):
    assert as_json(signed_in(member).post, url, body).status_code == 400


def test_a_name_is_taken_once(url, detail, member, owner, workflow):
    error = error_of(signed_in(member).post(url, {"workflow_name": "nightly"}))
    assert error == {
        "code": "unique",
        "detail": "A workflow of this name exists already.",
        "attr": "workflow_name",
    }
    WorkflowFactory(organization=OrganizationFactory(), workflow_name="theirs")
    other = signed_in(owner).post(url, {"workflow_name": "theirs"})
    assert other.status_code == 201
    renamed = signed_in(owner).patch(detail, {"workflow_name": "theirs"})
    assert error_of(renamed)["attr"] == "workflow_name"


def test_who_sees_which(url, detail, workflow, owner, viewer, grouped, member, admin, api):
    WorkflowFactory(organization=OrganizationFactory())
    for client in (*map(signed_in, (owner, viewer, grouped, admin)), api):
        assert names(client.get(url)) == ["nightly"]
        assert client.get(detail).status_code == 200
    assert names(signed_in(member).get(url)) == []
    assert signed_in(member).get(detail).status_code == 404
    Workflow.objects.update(shared_to_org=True)
    assert names(signed_in(member).get(url)) == ["nightly"]
    assert signed_in(member).delete(detail).status_code == 403


def test_filters(url, api, organization):
    for name, is_active in (("a", True), ("ab", False), ("A", True)):
        WorkflowFactory(organization=organization, workflow_name=name, is_active=is_active)
    assert names(api.get(url, {"workflow_name": "a"})) == ["a"]
    assert names(api.get(url, {"workflow_name": "none"})) == []
    assert set(names(api.get(url, {"search": "A"}))) == {"a", "ab", "A"}
    assert names(api.get(url, {"is_active": "false"})) == ["ab"]
    assert names(api.get(url, {"ordering": "-workflow_name"}))[-1] == "A"
    assert len(names(api.get(url, {"unknown": "x"}))) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("is_active", "maybe"),
        ("ordering", "password"),
        ("workflow_name", "\0"),
        ("search", "x" * 256),
    ],
)
def test_filters_that_make_no_sense(url, api, name, value):
    assert error_of(api.get(url, {name: value}))["attr"] == name


@pytest.mark.parametrize("count", [3, 40])
def test_the_list_costs_a_constant_number_of_queries(
    url, api, organization, owner, group, django_assert_num_queries, count
):
    for workflow in WorkflowFactory.create_batch(count, organization=organization, tool=False):
        workflow.members.create(user=owner, role="viewer")
        workflow.group_shares.create(group=group)
    with django_assert_num_queries(5):
        body = api.get(url).json()
    assert body["count"] == count
    assert body["results"][0]["shared_users"] == [owner.pk]
    assert body["results"][0]["shared_groups"] == [group.pk]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_change_notes_who_made_it(detail, admin, workflow, method):
    before = workflow.modified_at
    response = getattr(signed_in(admin), method)(detail, {"workflow_name": "changed"})
    assert response.status_code == 200, response.content
    body = response.json()
    assert body["workflow_name"] == "changed"
    assert body["modified_by"] == admin.pk
    workflow.refresh_from_db()
    assert workflow.modified_by == admin
    assert workflow.modified_at > before


def test_read_only_fields_are_ignored(detail, owner, workflow, member):
    response = signed_in(owner).patch(
        detail, {"id": UNKNOWN, "shared_to_org": True, "shared_users": [1], "created_by": member.pk}
    )
    body = response.json()
    assert body["id"] == str(workflow.pk)
    assert body["shared_to_org"] is False
    assert body["created_by"] == owner.pk


def test_what_was_read_can_be_sent_back(detail, owner):
    client = signed_in(owner)
    read = client.get(detail).json()
    sent = client.put(detail, read).json()
    assert {**sent, "modified_at": None} == {**read, "modified_at": None}


def test_deleting(detail, owner, workflow):
    assert signed_in(owner).delete(detail).status_code == 204
    assert not Workflow.objects.exists()
    assert not WorkflowEndpoint.objects.exists()


def test_one_that_is_deployed_stays(detail, owner, workflow, organization):
    APIDeploymentFactory(organization=organization, workflow=workflow, display_name="Invoices")
    PipelineFactory(organization=organization, workflow=workflow, pipeline_name="every night")
    error = error_of(signed_in(owner).delete(detail), 409)
    assert "Invoices" in error["detail"]
    assert "every night" in error["detail"]
    assert Workflow.objects.filter(pk=workflow.pk).exists()


def test_past_executions_are_no_hindrance(detail, owner, workflow, organization):
    deployment = APIDeploymentFactory(organization=organization, workflow=workflow)
    execution = ExecutionFactory(deployment=deployment)
    deployment.delete()
    assert signed_in(owner).delete(detail).status_code == 204
    execution.refresh_from_db()
    assert execution.workflow is None


def test_the_collection_marks_what_can_be_written(api, url):
    fields = api.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == WRITABLE
    assert set(fields) == FIELDS
    assert {name for name, field in fields.items() if field["required"]} == {"workflow_name"}


def test_users_and_sharing(detail, owner, viewer, member, group, workflow):
    client = signed_in(owner)
    assert client.get(f"{detail}users/").json() == {
        "id": str(workflow.pk),
        "display_name": "nightly",
        "shared_to_org": False,
        "shared_users": [{"id": viewer.pk, "email": viewer.email}],
        "shared_groups": [{"id": group.pk, "name": group.name}],
        "co_owners": [{"id": owner.pk, "email": owner.email}],
        "created_by": {"id": owner.pk, "email": owner.email},
    }
    shared = client.post(f"{detail}share/", {"shared_users": [member.pk], "shared_groups": []})
    assert shared.status_code == 200
    body = client.get(detail).json()
    assert body["shared_users"] == [member.pk]
    assert body["shared_groups"] == []
    assert client.post(f"{detail}owners/", {"user_id": member.pk}).status_code == 200
    assert signed_in(member).delete(f"{detail}owners/{owner.pk}/").status_code == 204
    assert signed_in(owner).get(detail).status_code == 404
