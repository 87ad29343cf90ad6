"""Synchronizing a tool with one that is sent as JSON."""

import pytest

from prompt_studio.models import Prompt, PromptStudioTool
from tests.answers import as_json, error_of
from tests.factories import (
    AdapterFactory,
    LLMProfileFactory,
    PromptFactory,
    SampleDocumentFactory,
)
from tests.fixtures import bearing, signed_in
from tests.prompt_studio.projects import PROJECT
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_a_sync_replaces_prompts_and_settings_only(api, studio, sync, transfer, tool, viewer):
    PromptFactory(tool=tool, prompt_key="total")
    PromptFactory(tool=tool, prompt_key="old")
    LLMProfileFactory(tool=tool, profile_name="Mine", is_default=True)
    SampleDocumentFactory(tool=tool)
    response = api.post(sync, {"data": PROJECT, "create_copy": False})
    assert response.status_code == 200, response.content
    assert response.json() == {
        "tool_id": str(tool.pk),
        "prompt_count": 2,
        "copy_tool_id": None,
    }
    exported = api.get(f"{transfer}{tool.pk}").json()
    assert exported["prompts"] == PROJECT["prompts"]
    assert exported["tool_settings"] == PROJECT["tool_settings"]
    assert exported["tool_metadata"]["tool_name"] == "Invoices"
    assert [profile.profile_name for profile in tool.profiles.all()] == ["Mine"]
    assert tool.documents.count() == 1
    assert signed_in(viewer).get(f"{studio}{tool.pk}/").status_code == 200
    assert PromptStudioTool.objects.count() == 1


def test_a_sync_can_keep_a_copy_of_what_was(api, sync, transfer, tool, platform_key):
    PromptFactory(tool=tool, prompt_key="old")
    llm = AdapterFactory(organization=tool.organization, adapter_name="GPT")
    LLMProfileFactory(tool=tool, profile_name="Mine", llm=llm, is_default=True)
    before = api.get(f"{transfer}{tool.pk}").json()
    response = api.post(sync, {"data": PROJECT, "create_copy": True})
    copy = PromptStudioTool.objects.get(pk=response.json()["copy_tool_id"])
    assert copy.tool_name == "Invoices (2)"
    assert [(row.user, row.role) for row in copy.members.all()] == [
        (platform_key.service_account, "owner")
    ]
    after = api.get(f"{transfer}{copy.pk}").json()
    for part in ("tool_settings", "default_profile_settings", "prompts"):
        assert after[part] == before[part]


def test_a_sync_may_empty_a_tool(api, sync, tool):
    PromptFactory(tool=tool)
    tool.preamble = "kept"
    tool.save()
    project = {"tool_metadata": {"tool_name": "x"}, "prompts": []}
    assert api.post(sync, {"data": project}).status_code == 200
    assert not tool.prompts.exists()
    tool.refresh_from_db()
    assert tool.preamble == "kept"


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}, [], "x", None])
def test_a_sync_without_a_project_is_refused(api, sync, body):
    error_of(as_json(api.post, sync, body))


def test_only_owners_sync(sync, viewer, grouped, member, owner):
    for user in (viewer, grouped):
        assert signed_in(user).post(sync, {"data": PROJECT}).status_code == 403
    assert signed_in(member).post(sync, {"data": PROJECT}).status_code == 404
    assert signed_in(owner).post(sync, {"data": PROJECT}).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_syncs_at_once_leave_one_set_of_prompts(sync, tool, platform_key, round_):
    PromptFactory(tool=tool, prompt_key="total")
    responses = at_once(
        *(lambda: bearing(platform_key.secret).post(sync, {"data": PROJECT}) for _ in range(3))
    )
    assert [response.status_code for response in responses] == [200] * 3
    assert sorted(Prompt.objects.values_list("prompt_key", flat=True)) == ["note", "total"]
