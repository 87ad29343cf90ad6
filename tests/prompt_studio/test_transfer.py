"""Tools as JSON: exported, imported, and what hostile files meet."""

import json

import pytest

from prompt_studio.models import PromptStudioTool
from tests.answers import UNKNOWN, error_of
from tests.factories import (
    AdapterFactory,
    LLMProfileFactory,
    PromptFactory,
    PromptStudioToolFactory,
)
from tests.fixtures import bearing, signed_in
from tests.prompt_studio.projects import FOREIGN, PROJECT, changed, imported, sent
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_export_is_an_attachment(transfer, tool, viewer, slash):
    PromptFactory(tool=tool, prompt_key="b", sequence_number=2, enforce_type="date")
    PromptFactory(tool=tool, prompt_key="a", sequence_number=1, required=True, active=False)
    llm = AdapterFactory(organization=tool.organization, adapter_name="GPT")
    LLMProfileFactory(tool=tool, profile_name="Other")
    LLMProfileFactory(tool=tool, profile_name="Exact", llm=llm, is_default=True)
    response = signed_in(viewer).get(f"{transfer}{tool.pk}{slash}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="Invoices.json"'
    body = response.json()
    assert body.pop("export_metadata")["tool_id"] == str(tool.pk)
    assert body == {
        "tool_metadata": {"tool_name": "Invoices", "description": "", "author": "", "icon": ""},
        "tool_settings": {"preamble": "", "postamble": ""},
        "default_profile_settings": {"profile_name": "Exact", "llm": "GPT", "x2text": None},
        "prompts": [
            {
                "prompt_key": "a",
                "prompt": "What is it?",
                "enforce_type": "text",
                "sequence_number": 1,
                "prompt_type": "PROMPT",
                "active": False,
                "required": True,
            },
            {
                "prompt_key": "b",
                "prompt": "What is it?",
                "enforce_type": "date",
                "sequence_number": 2,
                "prompt_type": "PROMPT",
                "active": True,
                "required": False,
            },
        ],
    }


@pytest.mark.parametrize("name", ['a"b', "Straße / α", "two\nlines", "..", "\t"])
def test_any_name_makes_a_header(api, transfer, organization, name):
    tool = PromptStudioToolFactory(organization=organization, tool_name=name)
    response = api.get(f"{transfer}{tool.pk}")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response.json()["tool_metadata"]["tool_name"] == name


def test_an_export_needs_sight_of_the_tool(api, transfer, tool, member):
    assert signed_in(member).get(f"{transfer}{tool.pk}").status_code == 404
    assert api.get(f"{transfer}{PromptStudioToolFactory().pk}").status_code == 404


def test_an_import_makes_a_tool_of_the_callers(transfer, organization, member):
    llm = AdapterFactory(organization=organization, shared_to_org=True)
    response = sent(signed_in(member), transfer, PROJECT, llm_adapter_id=str(llm.pk))
    tool = imported(response)
    assert response.json() == {
        "tool_id": str(tool.pk),
        "tool_name": "Receipts",
        "needs_adapter_config": False,
    }
    assert tool.organization == organization
    assert [(row.user, row.role) for row in tool.members.all()] == [(member, "owner")]
    profile = tool.profiles.get()
    assert (profile.profile_name, profile.is_default) == ("Exact", True)
    assert (profile.llm, profile.x2text) == (llm, None)


def test_what_is_imported_exports_the_same(api, transfer, organization):
    llm = AdapterFactory(organization=organization, adapter_name="GPT")
    tool = imported(sent(api, transfer, PROJECT, llm_adapter_id=str(llm.pk)))
    exported = api.get(f"{transfer}{tool.pk}").json()
    assert {**exported, "export_metadata": None} == {**PROJECT, "export_metadata": None}
    again = imported(sent(api, transfer, exported))
    assert again.tool_name == "Receipts (2)"


def test_a_taken_name_gets_a_number(api, transfer, organization):
    PromptStudioToolFactory(tool_name="Receipts")
    names = [imported(sent(api, transfer, PROJECT)).tool_name for _ in range(3)]
    assert names == ["Receipts", "Receipts (2)", "Receipts (3)"]
    long = changed("tool_metadata.tool_name", "x" * 128)
    names = [imported(sent(api, transfer, long)).tool_name for _ in range(2)]
    assert names == ["x" * 128, "x" * 124 + " (2)"]


def test_projects_of_other_installations_are_taken(api, transfer):
    response = sent(api, transfer, FOREIGN)
    tool = imported(response)
    assert response.json()["needs_adapter_config"] is True
    assert (tool.description, tool.icon, tool.author, tool.preamble) == ("", "", "a", "")
    prompts = tool.prompts.values_list("prompt_key", "enforce_type", "required", "sequence_number")
    assert list(prompts) == [("a", "text", False, 1), ("b", "number", True, 2)]
    assert tool.profiles.get().profile_name == "Default"


@pytest.mark.parametrize(
    ("settings", "given", "needs"),
    [
        ({}, (), False),
        (None, (), False),
        ({}, ("llm",), False),
        ({"llm": "GPT"}, (), True),
        ({"llm": "GPT"}, ("llm",), False),
        ({"llm": None, "x2text": None}, (), False),
        ({"llm": None, "x2text": "Reader"}, (), True),
        ({"llm": None, "x2text": "Reader"}, ("x2text",), False),
        ({"llm": "GPT", "x2text": "Reader"}, ("llm",), True),
        ({"chunk_size": 0}, (), True),
        ({"chunk_size": 0}, ("llm",), False),
    ],
)
def test_an_import_says_whether_adapters_are_missing(
    api, transfer, organization, settings, given, needs
):
    fields = {
        f"{kind}_adapter_id": str(
            AdapterFactory(organization=organization, adapter_type=kind.upper()).pk
        )
        for kind in given
    }
    project = {**PROJECT, "default_profile_settings": settings}
    response = sent(api, transfer, project, **fields)
    assert response.json()["needs_adapter_config"] is needs
    assert imported(response).profiles.exists() is bool(settings or given)


def test_adapters_that_are_not_used_are_taken(api, transfer):
    fields = {"vector_db_adapter_id": UNKNOWN, "embedding_adapter_id": UNKNOWN}
    assert sent(api, transfer, PROJECT, **fields).status_code == 201
    empty = {"llm_adapter_id": "", "embedding_adapter_id": ""}
    assert sent(api, transfer, PROJECT, **empty).status_code == 201


def test_an_adapter_of_the_same_name_and_the_right_type_is_meant(api, transfer, organization):
    named = AdapterFactory(organization=organization, adapter_name="A", adapter_type="EMBEDDING")
    meant = AdapterFactory(organization=organization, adapter_name="A", adapter_type="LLM")
    tool = imported(sent(api, transfer, PROJECT, llm_adapter_id=str(named.pk)))
    assert tool.profiles.get().llm == meant
    error = error_of(sent(api, transfer, PROJECT, x2text_adapter_id=str(named.pk)))
    assert error["attr"] == "x2text_adapter_id"


@pytest.mark.parametrize("field", ["llm_adapter_id", "x2text_adapter_id"])
def test_an_adapter_that_the_caller_cannot_see_is_refused(transfer, organization, member, field):
    kind = field.partition("_")[0].upper()
    hidden = AdapterFactory(organization=organization, adapter_type=kind)
    foreign = AdapterFactory(adapter_type=kind)
    for pk in (hidden.pk, foreign.pk, UNKNOWN, "no id", "\x00"):
        assert error_of(sent(signed_in(member), transfer, PROJECT, **{field: pk}))["attr"] == field
    assert not PromptStudioTool.objects.exists()


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", None),
        (b"{", "The file is no JSON"),
        (b"\xff\xfe", "The file is no JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"prompts": NaN}', "NaN is no JSON number"),
        (b'{"prompts": [], "prompts": []}', "has the key 'prompts' twice"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "The file is no JSON"),
        (b"null", None),
        (b"[]", None),
        (b'"x"', None),
        (b"7", None),
    ],
)
def test_a_file_that_is_no_project_is_refused(api, transfer, content, detail):
    error = error_of(sent(api, transfer, content))
    assert error["attr"].split(".")[0] == "file"
    assert detail is None or detail in error["detail"]
    assert not PromptStudioTool.objects.exists()


def test_a_large_file_is_refused(api, transfer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    project = json.dumps(PROJECT).encode()
    assert error_of(sent(api, transfer, project + b" " * 1024 * 1024), 413)
    assert sent(api, transfer, project).status_code == 201


BAD_PLACES = [
    ("tool_metadata", None, "tool_metadata"),
    ("tool_metadata", [], "tool_metadata"),
    ("tool_metadata", "x", "tool_metadata"),
    ("tool_metadata.tool_name", "", "tool_metadata.tool_name"),
    ("tool_metadata.tool_name", None, "tool_metadata.tool_name"),
    ("tool_metadata.tool_name", "x" * 129, "tool_metadata.tool_name"),
    ("tool_metadata.tool_name", "<script>", "tool_metadata.tool_name"),
    ("tool_metadata.tool_name", ["x"], "tool_metadata.tool_name"),
    ("tool_metadata.description", "<b>x</b>", "tool_metadata.description"),
    ("tool_metadata.author", "a\x00b", "tool_metadata.author"),
    ("tool_metadata.icon", "\ud800", "tool_metadata.icon"),
    ("tool_settings", 7, "tool_settings"),
    ("tool_settings.preamble", "x" * 20_001, "tool_settings.preamble"),
    ("tool_settings.postamble", {"a": 1}, "tool_settings.postamble"),
    ("default_profile_settings", "x", "default_profile_settings"),
    ("default_profile_settings.profile_name", "<b>", "default_profile_settings.profile_name"),
    ("default_profile_settings.llm", [], "default_profile_settings.llm"),
    ("prompts", None, "prompts"),
    ("prompts", {}, "prompts"),
    ("prompts", "x", "prompts"),
    ("prompts.1", "x", "prompts.1"),
    ("prompts.1", None, "prompts.1"),
    ("prompts.1.prompt_key", "total", "prompts.1.prompt_key"),
    ("prompts.1.prompt_key", "x" * 129, "prompts.1.prompt_key"),
    ("prompts.1.prompt_key", "<i>", "prompts.1.prompt_key"),
    ("prompts.1.prompt_key", None, "prompts.1.prompt_key"),
    ("prompts.1.prompt", [[[[]]]], "prompts.1.prompt"),
    ("prompts.1.enforce_type", "colour", "prompts.1.enforce_type"),
    ("prompts.1.enforce_type", {"a": 1}, "prompts.1.enforce_type"),
    ("prompts.1.sequence_number", -1, "prompts.1.sequence_number"),
    ("prompts.1.sequence_number", 2**31, "prompts.1.sequence_number"),
    ("prompts.1.sequence_number", 1e400, "prompts.1.sequence_number"),
    ("prompts.1.prompt_type", "QUESTION", "prompts.1.prompt_type"),
    ("prompts.1.active", [], "prompts.1.active"),
    ("prompts.1.required", {}, "prompts.1.required"),
    ("prompts", [{"prompt_key": str(n)} for n in range(1001)], "prompts"),
]


@pytest.mark.parametrize(("path", "value", "attr"), BAD_PLACES)
def test_a_bad_value_is_refused_by_its_place(api, transfer, sync, tool, path, value, attr):
    PromptFactory(tool=tool, prompt_key="kept")
    content = json.dumps(changed(path, value)).replace("Infinity", "1e400").encode()
    assert error_of(sent(api, transfer, content))["attr"] == f"file.{attr}"
    body = b'{"data": ' + content + b"}"
    response = api.post(sync, body, content_type="application/json")
    assert error_of(response)["attr"] == f"data.{attr}"
    assert PromptStudioTool.objects.count() == 1
    assert [prompt.prompt_key for prompt in tool.prompts.all()] == ["kept"]


def test_an_import_without_a_file_is_refused(api, transfer):
    assert error_of(api.post(transfer, {}, format="multipart"))["attr"] == "file"
    assert error_of(api.post(transfer, {"file": "{}"}, format="multipart"))["attr"] == "file"
    assert error_of(api.post(transfer, PROJECT), 415)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_imports_at_once_get_a_name_each(transfer, platform_key, round_):
    responses = at_once(
        *(lambda: sent(bearing(platform_key.secret), transfer, PROJECT) for _ in range(3))
    )
    assert [response.status_code for response in responses] == [201] * 3
    names = PromptStudioTool.objects.values_list("tool_name", flat=True)
    assert sorted(names) == ["Receipts", "Receipts (2)", "Receipts (3)"]
