"""Pipelines: their routes, their first key, their Postman collection."""

import json

import pytest

from api_keys.models import APIKey
from deployments.pipelines.models import Pipeline
from organizations.models import Tier
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import (
    APIKeyFactory,
    OrganizationFactory,
    PipelineFactory,
    PlatformKeyFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in

from .conftest import SECRET

pytestmark = pytest.mark.django_db

FIELDS = {
    "id",
    "pipeline_name",
    "workflow",
    "workflow_name",
    "pipeline_type",
    "active",
    "cron_string",
    "api_endpoint",
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
}


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/pipeline/"


@pytest.fixture
def workflow(organization, owner, member):
    workflow = WorkflowFactory(organization=organization, workflow_name="read invoices")
    workflow.members.create(user=owner, role="owner")
    workflow.members.create(user=member, role="viewer")
    return workflow


@pytest.fixture
def pipeline(organization, workflow, owner, viewer, group) -> Pipeline:
    pipeline = PipelineFactory(
        organization=organization,
        workflow=workflow,
        pipeline_name="nightly",
        created_by=owner,
        modified_by=owner,
    )
    pipeline.members.create(user=owner, role="owner")
    pipeline.members.create(user=viewer, role="viewer")
    pipeline.group_shares.create(group=group)
    return pipeline


@pytest.fixture
def detail(url, pipeline) -> str:
    return f"{url}{pipeline.pk}/"


@pytest.fixture
def collection(prefix, pipeline) -> str:
    return f"{prefix}/pipeline/api/postman_collection/{pipeline.pk}/"


def new(workflow, /, **fields) -> dict:
    return {"pipeline_name": "hourly", "workflow": str(workflow.pk), **fields}


def test_creating_makes_the_first_key(url, workflow, member, organization):
    response = signed_in(member).post(url, new(workflow, cron_string="0 6 * * 1-5"))
    assert response.status_code == 201, response.content
    body = response.json()
    assert set(body) == FIELDS | {"api_key"}
    pipeline = Pipeline.objects.get()
    assert body["api_endpoint"] == f"deployment/pipeline/api/org_acme/{pipeline.pk}/"
    assert body["workflow_name"] == "read invoices"
    assert (body["pipeline_type"], body["active"]) == ("ETL", True)
    assert body["cron_string"] == "0 6 * * 1-5"
    assert body["created_by"] == member.pk
    assert [(row.user, row.role) for row in pipeline.members.all()] == [(member, "owner")]
    key = APIKey.objects.get()
    assert (key.pipeline, key.api, key.is_active) == (pipeline, None, True)
    assert key.description == "API Key for hourly"
    assert key.secret == body["api_key"]


def test_a_taken_name_makes_no_key(url, workflow, pipeline, member):
    error = error_of(signed_in(member).post(url, new(workflow, pipeline_name="nightly")))
    assert error["attr"] == "pipeline_name"
    assert not APIKey.objects.exists()


def test_the_longest_name(url, workflow, member):
    assert signed_in(member).post(url, new(workflow, pipeline_name="x" * 128)).status_code == 201


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"pipeline_name": ""}, "pipeline_name"),
        ({"pipeline_name": "x" * 129}, "pipeline_name"),
        ({"pipeline_name": "<b>"}, "pipeline_name"),
        ({"pipeline_name": "\0"}, "pipeline_name"),
        ({"pipeline_name": "\ud800"}, "pipeline_name"),
        ({"pipeline_name": []}, "pipeline_name"),
        ({"workflow": UNKNOWN}, "workflow"),
        ({"workflow": "7"}, "workflow"),
        ({"workflow": None}, "workflow"),
        ({"pipeline_type": "APP"}, "pipeline_type"),
        ({"active": "perhaps"}, "active"),
        ({"cron_string": "every day"}, "cron_string"),
        ({"cron_string": "99 * * * *"}, "cron_string"),
        ({"cron_string": "*/0 * * * *"}, "cron_string"),
        ({"cron_string": "x" * 129}, "cron_string"),
    ],
)
def test_what_is_refused(url, workflow, owner, fields, attr):
    error = error_of(as_json(signed_in(owner).post, url, new(workflow, **fields)))
    assert error["attr"] == attr
    assert not Pipeline.objects.exists()


@pytest.mark.parametrize("body", [[], "text", None])
def test_a_body_that_is_no_object(url, owner, body):
    assert as_json(signed_in(owner).post, url, body).status_code == 400


def test_the_workflow_must_be_visible(url, viewer, workflow):
    error = error_of(signed_in(viewer).post(url, new(workflow)))
    assert error["detail"] == "There is no such workflow here."
    elsewhere = WorkflowFactory(organization=OrganizationFactory())
    assert error_of(signed_in(viewer).post(url, new(elsewhere)))["attr"] == "workflow"


def test_a_row_is_the_detail(url, detail, owner):
    (row,) = signed_in(owner).get(url).json()["results"]
    assert set(row) == FIELDS
    assert row == signed_in(owner).get(detail).json()


def test_filters(url, api, organization, workflow):
    for name, kind, active in (("a", "ETL", True), ("ab", "TASK", False), ("A", "ETL", True)):
        PipelineFactory(
            organization=organization, pipeline_name=name, pipeline_type=kind, is_active=active
        )

    def found(**query):
        response = api.get(url, query)
        assert response.status_code == 200, response.content
        return {row["pipeline_name"] for row in response.json()["results"]}

    assert found(pipeline_name="a") == {"a"}
    assert found(pipeline_name="none") == set()
    assert found(type="TASK") == found(pipeline_type="TASK") == found(active="false") == {"ab"}
    assert found(search="A") == {"a", "ab", "A"}
    assert found(workflow=str(workflow.pk)) == set()
    assert error_of(api.get(url, {"type": "X"}))["attr"] == "type"
    assert error_of(api.get(url, {"workflow": "X"}))["attr"] == "workflow"


@pytest.mark.parametrize("count", [3, 40])
def test_the_list_costs_a_constant_number_of_queries(
    url, api, organization, workflow, owner, django_assert_num_queries, count
):
    for pipeline in PipelineFactory.create_batch(
        count, organization=organization, workflow=workflow
    ):
        pipeline.members.create(user=owner, role="viewer")
    with django_assert_num_queries(5):
        assert api.get(url).json()["count"] == count


def test_what_can_be_written(api, url):
    fields = api.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == {
        "pipeline_name",
        "workflow",
        "pipeline_type",
        "active",
        "cron_string",
    }


def test_switching_it_off(detail, admin, pipeline):
    response = signed_in(admin).patch(detail, {"active": False})
    assert response.status_code == 200, response.content
    assert response.json()["active"] is False
    assert response.json()["modified_by"] == admin.pk


def test_an_owner_who_does_not_see_the_workflow_sends_it_back(detail, owner, pipeline):
    pipeline.workflow.members.all().delete()
    client = signed_in(owner)
    response = client.put(detail, {**client.get(detail).json(), "pipeline_name": "renamed"})
    assert response.status_code == 200, response.content
    assert response.json()["pipeline_name"] == "renamed"


def test_deleting_ends_its_keys(detail, owner, pipeline):
    APIKeyFactory(api=None, pipeline=pipeline)
    assert signed_in(owner).delete(detail).status_code == 204
    assert not APIKey.objects.exists()


def test_viewers_only_look(detail, viewer, grouped):
    for user in (viewer, grouped):
        assert signed_in(user).get(detail).status_code == 200
        assert signed_in(user).patch(detail, {"active": False}).status_code == 403
        assert signed_in(user).delete(detail).status_code == 403


def test_sharing(detail, owner, member):
    client = signed_in(owner)
    assert client.post(f"{detail}share/", {"shared_users": [member.pk]}).status_code == 200
    assert signed_in(member).get(detail).status_code == 200
    assert client.get(f"{detail}users/").json()["display_name"] == "nightly"


def test_the_collection(collection, pipeline, owner):
    APIKeyFactory(api=None, pipeline=pipeline, secret=SECRET)
    response = signed_in(owner).get(collection)
    assert response.status_code == 200, response.content
    assert response["Content-Disposition"] == 'attachment; filename="nightly.json"'
    body = json.loads(response.content)
    assert body["info"]["name"] == "nightly"
    assert {row["key"]: row["value"] for row in body["variable"]}["api_key"] == SECRET
    path = f"deployment/pipeline/api/org_acme/{pipeline.pk}/"
    submit, status = body["item"]
    assert submit["request"]["url"]["raw"] == "{{base_url}}/" + path
    assert status["request"]["url"]["raw"].startswith("{{base_url}}/" + path)


def test_who_gets_the_key(collection, pipeline, viewer, grouped, admin, organization):
    APIKeyFactory(api=None, pipeline=pipeline, secret=SECRET)
    read = PlatformKeyFactory(organization=organization, permission=Tier.READ)
    full = PlatformKeyFactory(organization=organization)
    for client in (signed_in(viewer), signed_in(grouped), bearing(read.secret)):
        response = client.get(collection)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()
    for client in (signed_in(admin), bearing(full.secret)):
        assert SECRET in client.get(collection).content.decode()


def test_without_a_key_there_is_none(collection, pipeline, owner):
    APIKeyFactory(api=None, pipeline=pipeline, is_active=False)
    assert error_of(signed_in(owner).get(collection), 409)["code"] == "no_active_key"


@pytest.mark.parametrize(
    "name",
    [
        'a"b',
        "a/b\\c",
        "line\nbreak\r\nSet-Cookie: x=1",
        "tab\tbell\x07",
        "Rechnungen, täglich",
        "..",
        "x" * 128,
    ],
)
def test_names_of_every_kind_make_a_file_name(collection, pipeline, owner, name):
    APIKeyFactory(api=None, pipeline=pipeline)
    Pipeline.objects.update(pipeline_name=name)
    response = signed_in(owner).get(collection)
    assert response.status_code == 200
    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isprintable()
    assert "/" not in header.replace("utf-8''", "")
    assert json.loads(response.content)["info"]["name"] == name
