"""The deployments that use a Prompt Studio tool."""

from uuid import uuid4

import pytest

from tests.factories import (
    APIDeploymentFactory,
    OrganizationFactory,
    PromptStudioToolFactory,
    RegistryEntryFactory,
    ToolExportFactory,
    WorkflowFactory,
)
from tests.fixtures import signed_in

from .conftest import names

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_tool_url(url) -> str:
    return f"{url}by-prompt-studio-tool/"


@pytest.fixture
def export(organization):
    return ToolExportFactory(entry__organization=organization)


@pytest.fixture
def tool(export):
    return export.entry.tool


def deploy(export, **fields):
    organization = export.entry.organization
    workflow = WorkflowFactory(organization=organization, tool=export)
    return APIDeploymentFactory(organization=organization, workflow=workflow, **fields)


def test_it_lists_what_uses_the_tool_in_rows_like_the_list(api, url, by_tool_url, export, tool):
    deploy(export, api_name="first", is_active=True)
    deploy(export, api_name="second", is_active=False)
    other = ToolExportFactory(entry__organization=export.entry.organization)
    deploy(other, api_name="other")
    response = api.get(by_tool_url, {"tool_id": str(tool.pk)})
    assert sorted(names(response)) == ["first", "second"]
    assert response.json()["count"] == 2
    listed = {row["id"]: row for row in api.get(url).json()["results"]}
    for row in response.json()["results"]:
        assert row == listed[row["id"]]


def test_several_versions_list_a_deployment_once(api, by_tool_url, export, tool):
    deploy(export, api_name="first")
    ToolExportFactory(entry=export.entry, version=2)
    assert names(api.get(by_tool_url, {"tool_id": str(tool.pk)})) == ["first"]


def test_it_lists_what_the_caller_sees(
    by_tool_url, export, tool, owner, viewer, grouped, group, member, admin
):
    deploy(export, api_name="hidden")
    deploy(export, api_name="owned", owner=owner)
    deploy(export, api_name="viewed").members.create(user=viewer, role="viewer")
    deploy(export, api_name="through-group").group_shares.create(group=group)
    visible = {
        owner: ["owned"],
        viewer: ["viewed"],
        grouped: ["through-group"],
        member: [],
        admin: ["hidden", "owned", "through-group", "viewed"],
    }
    for user, expected in visible.items():
        response = signed_in(user).get(by_tool_url, {"tool_id": str(tool.pk)})
        assert sorted(names(response)) == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "required"),
        ({"tool_id": ""}, "required"),
        ({"tool_id": "7"}, "invalid"),
        ({"tool_id": "\x00"}, "invalid"),
        ({"tool_id": "x" * 5000}, "invalid"),
    ],
)
def test_the_tool_must_be_named_by_a_uuid(api, by_tool_url, query, code):
    response = api.get(by_tool_url, query)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["attr"], error["code"]) == ("tool_id", code)


def test_an_unknown_tool_gives_an_empty_page(api, by_tool_url, export):
    deploy(export)
    empty = {"count": 0, "next": None, "previous": None, "results": []}
    assert api.get(by_tool_url, {"tool_id": str(uuid4())}).json() == empty


def test_a_tool_that_was_never_exported_gives_an_empty_page(api, by_tool_url, organization, export):
    deploy(export)
    draft = PromptStudioToolFactory(organization=organization)
    assert names(api.get(by_tool_url, {"tool_id": str(draft.pk)})) == []


def test_another_organizations_tool_gives_an_empty_page(api, by_tool_url):
    foreign = ToolExportFactory(entry=RegistryEntryFactory(organization=OrganizationFactory()))
    deploy(foreign, shared_to_org=True)
    assert names(api.get(by_tool_url, {"tool_id": str(foreign.entry.tool_id)})) == []


def test_pages(api, by_tool_url, export, tool):
    for index in range(5):
        deploy(export, api_name=f"api-{index}")
    query = {"tool_id": str(tool.pk), "page_size": 2}
    first = api.get(by_tool_url, query).json()
    assert (first["count"], len(first["results"])) == (5, 2)
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert third["next"] is None
    rows = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert len(set(rows)) == 5
    assert api.get(by_tool_url, {**query, "page": 4}).status_code == 404
    assert api.get(by_tool_url, {**query, "page_size": "x"}).status_code == 400


@pytest.mark.parametrize("count", [2, 30])
def test_it_costs_a_constant_number_of_queries(
    api, by_tool_url, export, tool, owner, django_assert_num_queries, count
):
    for _ in range(count):
        deploy(export, owner=owner)
    with django_assert_num_queries(4):
        response = api.get(by_tool_url, {"tool_id": str(tool.pk)})
    assert len(names(response)) == count
