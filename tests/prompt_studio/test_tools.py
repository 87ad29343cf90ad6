"""Prompt Studio tools: their fields and refusals, who sees them, what a list costs."""

import pytest
from django.core.files.storage import default_storage

from organizations.models import Membership
from prompt_studio.models import Prompt, PromptStudioTool, RegistryEntry, ToolExport
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import (
    PromptFactory,
    PromptStudioToolFactory,
    RegistryEntryFactory,
    SampleDocumentFactory,
    ToolExportFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

FIELDS = {
    "tool_id",
    "tool_name",
    "description",
    "author",
    "icon",
    "preamble",
    "postamble",
    "output",
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
def detail(studio, tool) -> str:
    return f"{studio}{tool.pk}/"


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["tool_name"] for row in response.json()["results"]]


def test_a_created_tool_is_owned_by_its_creator(studio, organization, member):
    values = {
        "tool_name": "Receipts",
        "description": "Reads receipts",
        "author": "accounting",
        "icon": "receipt",
        "preamble": "You read receipts.",
        "postamble": "Answer briefly.",
    }
    response = signed_in(member).post(studio, values)
    assert response.status_code == 201, response.content
    body = response.json()
    assert set(body) == FIELDS
    assert {name: body[name] for name in values} == values
    assert body["output"] is None
    assert (body["created_by"], body["created_by_email"]) == (member.pk, member.email)
    assert (body["shared_to_org"], body["shared_users"], body["shared_groups"]) == (False, [], [])
    created = PromptStudioTool.objects.get(pk=body["tool_id"])
    assert created.organization == organization
    assert [(row.user, row.role) for row in created.members.all()] == [(member, "owner")]


def test_a_name_is_all_that_is_needed(api, studio):
    assert api.post(studio, {"tool_name": "x"}).status_code == 201
    error = error_of(api.post(studio, {}))
    assert (error["attr"], error["code"]) == ("tool_name", "required")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tool_name", ""),
        ("tool_name", "x" * 129),
        ("tool_name", "<script>x</script>"),
        ("tool_name", "nul\x00"),
        ("tool_name", "\ud800"),
        ("tool_name", ["x"]),
        ("tool_name", None),
        ("description", "x" * 491),
        ("description", "<b>x</b>"),
        ("author", "<b>x</b>"),
        ("icon", "<svg onload=x>"),
        ("icon", "x" * 256),
        ("preamble", "x" * 20_001),
        ("preamble", {"a": 1}),
        ("postamble", "\x00"),
        ("output", UNKNOWN),
        ("output", "no id"),
        ("output", 10**30),
        ("output", ["x"]),
    ],
)
def test_a_bad_value_is_refused_by_its_field(api, studio, detail, field, value):
    created = as_json(api.post, studio, {"tool_name": "x", field: value})
    assert error_of(created)["attr"] == field
    assert error_of(as_json(api.patch, detail, {field: value}))["attr"] == field


@pytest.mark.parametrize("body", [[], "x", 7, None])
def test_a_body_that_is_no_object_is_refused(api, studio, detail, body):
    for send, url in ((api.post, studio), (api.put, detail), (api.patch, detail)):
        error_of(as_json(send, url, body))


def test_a_taken_name_is_refused(api, studio, tool, detail):
    other = PromptStudioToolFactory(organization=tool.organization, tool_name="Receipts")
    for response in (
        api.post(studio, {"tool_name": "Invoices"}),
        api.patch(f"{studio}{other.pk}/", {"tool_name": "Invoices"}),
    ):
        error = error_of(response)
        assert (error["attr"], error["code"]) == ("tool_name", "unique")
    assert api.patch(detail, {"tool_name": "Invoices"}).status_code == 200


def test_another_organization_may_have_the_name(api, studio):
    PromptStudioToolFactory(tool_name="Invoices")
    assert api.post(studio, {"tool_name": "Invoices"}).status_code == 201


def test_a_change_keeps_what_it_leaves_out(api, detail, tool, platform_key):
    response = api.patch(detail, {"description": "New", "shared_to_org": True, "unknown": 1})
    assert response.status_code == 200
    body = response.json()
    assert (body["tool_name"], body["description"]) == ("Invoices", "New")
    assert body["shared_to_org"] is False
    assert body["modified_by"] == platform_key.service_account_id
    assert api.put(detail, {"tool_name": "Bills"}).json()["tool_name"] == "Bills"
    assert error_of(api.put(detail, {}))["attr"] == "tool_name"


def test_the_output_is_a_sample_document_of_the_tool(api, detail, tool):
    own = SampleDocumentFactory(tool=tool)
    foreign = SampleDocumentFactory(tool__organization=tool.organization)
    assert api.patch(detail, {"output": str(own.pk)}).json()["output"] == str(own.pk)
    error = error_of(api.patch(detail, {"output": str(foreign.pk)}))
    assert (error["attr"], error["detail"]) == ("output", "The tool has no such document.")
    assert api.get(detail).json()["output"] == str(own.pk)
    assert api.patch(detail, {"output": None}).json()["output"] is None


def test_a_deleted_tool_takes_all_that_is_its_own(
    api, detail, tool, django_capture_on_commit_callbacks
):
    document = SampleDocumentFactory(tool=tool)
    tool.output = document
    tool.save()
    PromptFactory(tool=tool)
    ToolExportFactory(entry=RegistryEntryFactory(organization=tool.organization, tool=tool))
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(detail).status_code == 204
    assert api.get(detail).status_code == 404
    for model in (PromptStudioTool, Prompt, RegistryEntry, ToolExport):
        assert not model.objects.exists()
    assert not default_storage.exists(document.stored_as)


def test_a_tool_in_a_workflow_is_kept(api, detail, tool):
    entry = RegistryEntryFactory(organization=tool.organization, tool=tool)
    document = SampleDocumentFactory(tool=tool)
    WorkflowFactory(
        organization=tool.organization,
        workflow_name="read invoices",
        tool=ToolExportFactory(entry=entry),
    )
    error = error_of(api.delete(detail), 409)
    assert "read invoices" in error["detail"]
    assert api.get(detail).status_code == 200
    assert default_storage.exists(document.stored_as)


def test_an_unknown_tool_is_not_found(api, studio, prefix):
    assert error_of(api.get(f"{studio}{UNKNOWN}/"), 404)["code"] == "not_found"
    foreign = PromptStudioToolFactory()
    for method in ("get", "put", "patch", "delete"):
        assert getattr(api, method)(f"{studio}{foreign.pk}/").status_code == 404
    assert api.get(f"{studio}no-uuid/").status_code == 404


def test_each_caller_sees_what_is_shared_with_them(studio, tool, owner, viewer, grouped, member):
    common = PromptStudioToolFactory(
        organization=tool.organization, tool_name="Common", shared_to_org=True
    )
    hidden = PromptStudioToolFactory(organization=tool.organization, tool_name="Hidden")
    PromptStudioToolFactory(tool_name="Elsewhere")
    admin = UserFactory(memberships=tool.organization, memberships__role=Membership.Role.ADMIN)
    for user in (owner, viewer, grouped):
        assert set(names(signed_in(user).get(studio))) == {"Invoices", "Common"}
    assert names(signed_in(member).get(studio)) == ["Common"]
    assert set(names(signed_in(admin).get(studio))) == {"Invoices", "Common", "Hidden"}
    assert signed_in(member).get(f"{studio}{common.pk}/").status_code == 200
    assert signed_in(member).get(f"{studio}{hidden.pk}/").status_code == 404


def test_only_owners_write(detail, owner, viewer, grouped):
    for user in (viewer, grouped):
        for method in ("put", "patch", "delete"):
            response = getattr(signed_in(user), method)(detail, {"tool_name": "x"})
            assert error_of(response, 403)["code"] == "permission_denied"
    assert signed_in(owner).patch(detail, {"tool_name": "x"}).status_code == 200


def test_sharing_works_as_for_deployments(detail, tool, owner, member, group):
    client = signed_in(owner)
    body = {"shared_users": [member.pk], "shared_groups": [], "shared_to_org": True}
    response = client.post(f"{detail}share/", body)
    assert response.status_code == 200
    assert [row["id"] for row in response.json()["shared_users"]] == [member.pk]
    shown = client.get(detail).json()
    assert (shown["shared_users"], shown["shared_groups"]) == ([member.pk], [])
    assert shown["shared_to_org"] is True
    assert client.post(f"{detail}owners/", {"user_id": member.pk}).status_code == 200
    assert signed_in(member).delete(f"{detail}owners/{owner.pk}/").status_code == 204
    rows = signed_in(member).get(f"{detail}effective-members/").json()["results"]
    assert rows[0] == {
        "user_id": member.pk,
        "email": member.email,
        "display_name": member.display_name,
        "access_via": "owner",
        "group_id": None,
        "group_name": None,
    }


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_members_have_a_second_address(studio, tool, detail, viewer, member, slash):
    url = f"{studio}users/{tool.pk}{slash}"
    client = signed_in(viewer)
    response = client.get(url)
    assert response.status_code == 200
    assert response.json() == client.get(f"{detail}users/").json()
    assert response.json()["display_name"] == "Invoices"
    assert signed_in(member).get(url).status_code == 404


def test_the_newest_tool_comes_first(api, studio, organization):
    for name in ("a", "b", "c"):
        PromptStudioToolFactory(organization=organization, tool_name=name)
    assert names(api.get(studio)) == ["c", "b", "a"]
    page = api.get(studio, {"page_size": 2, "page": 2}).json()
    assert (page["count"], page["next"]) == (3, None)
    assert [row["tool_name"] for row in page["results"]] == ["a"]
    assert set(page["results"][0]) == FIELDS


def test_filters_narrow_the_list(api, studio, organization):
    for name in ("Invoices", "invoices", "Invoices, old"):
        PromptStudioToolFactory(organization=organization, tool_name=name)
    assert names(api.get(studio, {"tool_name": "Invoices"})) == ["Invoices"]
    assert len(names(api.get(studio, {"search": "INVOICES"}))) == 3
    assert names(api.get(studio, {"tool_name": "nothing"})) == []
    assert len(names(api.get(studio, {"unknown": "x"}))) == 3
    error_of(api.get(studio, {"tool_name": "\x00"}))
    error_of(api.get(studio, {"page": "x"}), 404)


@pytest.mark.parametrize("count", [10, 100])
def test_a_list_costs_the_same_whatever_its_length(
    studio, organization, platform_key, owner, group, django_assert_num_queries, count
):
    for tool in PromptStudioToolFactory.create_batch(
        count, organization=organization, created_by=owner
    ):
        tool.members.create(user=owner, role="owner")
        tool.group_shares.create(group=group)
    client = bearing(platform_key.secret)
    with django_assert_num_queries(5):
        assert len(names(client.get(studio, {"page_size": 1000}))) == count


def test_options_mark_what_can_be_written(api, studio):
    fields = api.options(studio).json()["actions"]["POST"]
    assert set(fields) == FIELDS
    writable = {name for name, field in fields.items() if not field["read_only"]}
    assert writable == {
        "tool_name",
        "description",
        "author",
        "icon",
        "preamble",
        "postamble",
        "output",
    }
