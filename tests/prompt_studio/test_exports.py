"""Publishing a tool: numbered versions that never change, and who may use them."""

import pytest

from executions.models import Execution, FileExecution
from executions.tasks import process_file
from prompt_studio.models import RegistryEntry, ToolExport
from tests.answers import UNKNOWN, error_of
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    PromptFactory,
    PromptStudioToolFactory,
    RegistryEntryFactory,
    ToolExportFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in
from tests.races import at_once

from .conftest import upload

SECRET = "5c1c8f6e-0000-4000-8000-00000000000b"

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(studio, tool) -> str:
    return f"{studio}export/{tool.pk}"


@pytest.fixture
def registry(studio) -> str:
    return f"{studio}registry/"


@pytest.fixture
def prompt(tool):
    return PromptFactory(tool=tool, prompt_key="total", prompt="What is the total?")


def rows(response) -> list[dict]:
    assert response.status_code == 200, response.content
    listed: list[dict] = response.json()["results"]
    return listed


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_export_answers_with_the_registry_row(export, tool, prompt, owner, slash):
    client = signed_in(owner)
    response = client.post(export + slash)
    assert response.status_code == 200, response.content
    body = response.json()
    entry = RegistryEntry.objects.get(tool=tool)
    for time in ("created_at", "modified_at"):
        body.pop(time)
    assert body == {
        "prompt_registry_id": str(entry.pk),
        "custom_tool": str(tool.pk),
        "name": "Invoices",
        "description": "",
        "icon": "",
        "version": 1,
        "shared_to_org": False,
        "shared_users": [],
    }
    assert client.get(export + slash).json()["prompt_registry_id"] == str(entry.pk)
    assert entry.exports.get().created_by == owner


def test_a_tool_that_was_never_exported_has_no_content(api, export):
    response = api.get(export)
    assert (response.status_code, response.content) == (204, b"")


def test_each_export_is_a_new_version_of_one_row(api, export, tool, prompt, registry):
    first = api.post(export).json()
    second = api.post(export).json()
    assert first["prompt_registry_id"] == second["prompt_registry_id"]
    assert (first["version"], second["version"]) == (1, 2)
    (row,) = rows(api.get(registry, {"custom_tool": tool.pk}))
    assert row["version"] == 2


def test_a_published_version_never_changes(api, studio, export, tool, prompt):
    PromptFactory(tool=tool, prompt_key="note", prompt_type="NOTES")
    PromptFactory(tool=tool, prompt_key="unused", active=False)
    api.patch(f"{studio}{tool.pk}/", {"preamble": "Before", "postamble": "After"})
    api.post(export)
    published = {
        "tool_name": "Invoices",
        "preamble": "Before",
        "postamble": "After",
        "prompts": [
            {
                "prompt_key": "total",
                "prompt": "What is the total?",
                "enforce_type": "text",
                "required": False,
            }
        ],
    }
    assert ToolExport.objects.get(version=1).definition == published
    api.patch(f"{studio}prompt/{prompt.pk}/", {"prompt_key": "sum", "enforce_type": "number"})
    api.patch(f"{studio}{tool.pk}/", {"tool_name": "Bills", "preamble": ""})
    assert ToolExport.objects.get(version=1).definition == published
    api.post(export)
    assert ToolExport.objects.get(version=1).definition == published
    assert ToolExport.objects.get(version=2).definition["prompts"][0]["prompt_key"] == "sum"
    assert ToolExport.objects.get(version=2).definition["tool_name"] == "Bills"


@pytest.mark.parametrize("force", [True, False])
def test_a_tool_without_active_prompts_is_not_published(api, export, tool, force):
    PromptFactory(tool=tool, active=False)
    PromptFactory(tool=tool, prompt_type="NOTES")
    error = error_of(api.post(export, {"force_export": force}))
    assert error["detail"].startswith("The tool has no active prompt")
    assert not RegistryEntry.objects.exists()
    assert api.get(export).status_code == 204


def test_prompts_are_published_in_their_order(api, export, tool):
    for key, place in (("c", 3), ("a", 1), ("b", 2)):
        PromptFactory(tool=tool, prompt_key=key, sequence_number=place)
    api.post(export)
    definition = ToolExport.objects.get().definition
    assert [prompt["prompt_key"] for prompt in definition["prompts"]] == ["a", "b", "c"]


def test_what_a_later_export_leaves_out_stays_shared(api, export, prompt, member, registry):
    body = {"is_shared_with_org": True, "user_id": [member.pk], "force_export": True}
    first = api.post(export, body).json()
    assert (first["shared_to_org"], first["shared_users"]) == (True, [member.pk])
    second = api.post(export).json()
    assert (second["shared_to_org"], second["shared_users"]) == (True, [member.pk])
    third = api.post(export, {"is_shared_with_org": False}).json()
    assert (third["shared_to_org"], third["shared_users"]) == (False, [member.pk])
    assert len(rows(signed_in(member).get(registry))) == 1
    fourth = api.post(export, {"user_id": []}).json()
    assert (fourth["shared_to_org"], fourth["shared_users"]) == (False, [])
    assert rows(signed_in(member).get(registry)) == []


def test_a_published_tool_is_seen_without_its_draft(api, export, studio, prompt, tool, member):
    api.post(export, {"is_shared_with_org": True})
    client = signed_in(member)
    (row,) = rows(client.get(f"{studio}registry/"))
    assert row["custom_tool"] == str(tool.pk)
    assert client.get(f"{studio}{tool.pk}/").status_code == 404
    assert client.get(export).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_shared_with_org", "perhaps"),
        ("is_shared_with_org", None),
        ("user_id", "x"),
        ("user_id", 7),
        ("user_id", [0]),
        ("user_id", [10**30]),
        ("user_id", ["x"]),
        ("user_id", [None]),
        ("force_export", []),
    ],
)
def test_a_bad_value_is_refused(api, export, prompt, field, value):
    assert error_of(api.post(export, {field: value}))["attr"].split(".")[0] == field
    assert not RegistryEntry.objects.exists()


def test_a_tool_is_not_published_to_strangers(api, export, prompt, platform_key):
    stranger = UserFactory()
    for user in (stranger, platform_key.service_account):
        error = error_of(api.post(export, {"user_id": [user.pk]}))
        assert error["attr"] == "user_id"
        assert error["detail"] == f"No user of this organization has the id {user.pk}."
    assert not RegistryEntry.objects.exists()


def test_only_owners_publish(export, prompt, viewer, grouped, member, owner):
    for user in (viewer, grouped):
        client = signed_in(user)
        assert client.post(export).status_code == 403
        assert client.get(export).status_code == 204
    assert signed_in(member).post(export).status_code == 404
    assert signed_in(owner).post(export).status_code == 200
    assert signed_in(viewer).get(export).json()["version"] == 1


def test_an_unknown_tool_is_not_found(api, studio):
    foreign = PromptStudioToolFactory()
    for pk in (UNKNOWN, foreign.pk):
        assert api.post(f"{studio}export/{pk}").status_code == 404
        assert api.get(f"{studio}export/{pk}").status_code == 404


def published(organization, **fields) -> RegistryEntry:
    entry = RegistryEntryFactory(organization=organization, **fields)
    ToolExportFactory(entry=entry)
    return entry


def test_the_registry_is_filtered_by_tool(api, registry, organization):
    entries = [published(organization) for _ in range(3)]
    RegistryEntryFactory()
    assert len(rows(api.get(registry))) == 3
    (row,) = rows(api.get(registry, {"custom_tool": entries[1].tool_id}))
    assert row["prompt_registry_id"] == str(entries[1].pk)
    assert rows(api.get(registry, {"custom_tool": UNKNOWN})) == []
    assert error_of(api.get(registry, {"custom_tool": "x"}))["attr"] == "custom_tool"


@pytest.mark.parametrize("count", [10, 100])
def test_the_registry_costs_the_same_whatever_its_length(
    registry, organization, platform_key, member, django_assert_num_queries, count
):
    for _ in range(count):
        published(organization).shared_users.add(member)
    client = bearing(platform_key.secret)
    with django_assert_num_queries(4):
        assert len(rows(client.get(registry, {"page_size": 1000}))) == count


@pytest.fixture
def run(organization, tool, export, api, prompt):
    """Sends a document to a deployment of the tool and gives the values."""
    assert api.post(export).status_code == 200
    newest = ToolExport.objects.get()
    workflow = WorkflowFactory(organization=organization, tool=newest)
    deployment = APIDeploymentFactory(organization=organization, workflow=workflow)
    APIKeyFactory(api=deployment, secret=SECRET)
    caller = bearing(SECRET)

    def send() -> dict:
        body = {"files": [upload(content=b"ACME Ltd\nInvoice number: INV-7\nTotal: 120.00\n")]}
        response = caller.post(f"/{deployment.api_endpoint}", body, format="multipart")
        execution = Execution.objects.get(pk=response.json()["message"]["execution_id"])
        process_file(str(FileExecution.objects.get(execution=execution).pk))
        result = caller.get(f"/{deployment.api_endpoint}", {"execution_id": execution.pk})
        assert result.status_code == 200, result.content
        output: dict = result.json()["message"][0]["result"]["output"]
        return output

    return send


def test_a_deployment_runs_what_is_published(api, run, export, studio, prompt, tool):
    assert set(run()) == {"total"}
    api.post(f"{studio}prompt-studio-prompt/{tool.pk}/", {"prompt_key": "invoice_number"})
    assert set(run()) == {"total"}
    api.post(export)
    assert set(run()) == {"total", "invoice_number"}
    api.delete(f"{studio}prompt/{prompt.pk}/")
    assert set(run()) == {"total", "invoice_number"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_exports_at_once_get_a_version_each(export, prompt, platform_key, tool, round_):
    responses = at_once(*(lambda: bearing(platform_key.secret).post(export) for _ in range(4)))
    assert [response.status_code for response in responses] == [200] * 4
    entry = RegistryEntry.objects.get(tool=tool)
    assert sorted(entry.exports.values_list("version", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_an_export_meets_the_deletion_of_its_tool(
    export, studio, prompt, platform_key, tool, round_
):
    exported, deleted = at_once(
        lambda: bearing(platform_key.secret).post(export),
        lambda: bearing(platform_key.secret).delete(f"{studio}{tool.pk}/"),
    )
    assert deleted.status_code == 204, deleted.content
    assert exported.status_code in {200, 404}, exported.content
    assert not ToolExport.objects.exists()
