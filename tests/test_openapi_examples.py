"""The OpenAPI description shows by example what goes in and what comes out."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.drainage import get_override
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from rest_framework import serializers

from common.api import examples
from common.api.openapi import ErrorSerializer
from connections import serializers as connections
from organizations.identity import serializers as identity
from organizations.people import serializers as people
from organizations.platform_keys import serializers as platform_keys
from organizations.sharing import serializers as sharing
from prompt_studio import serializers as prompt_studio
from prompt_studio.publishing import serializers as publishing
from prompt_studio.transfer import serializers as prompt_studio_transfer
from tests import factories
from tests.test_openapi import Operation, description, operations, resolve
from workflows import serializers as workflows

# by component: what an answer has at times only
SOMETIMES = {
    "OrganizationMembers": {"count", "next", "previous"},
    "NoResult": {"error", "files"},
    "FileOutput": {"metrics"},
}


def bodies(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """What goes in and what comes out, as ``(place, media type object)``."""
    for form, body in operation.says.get("requestBody", {}).get("content", {}).items():
        yield f"{operation.id} {form}", body
    for status, answer in operation.says["responses"].items():
        for body in resolve(answer).get("content", {}).values():
            yield f"{operation.id} {status}", body


def problems(body: dict[str, Any]) -> list[str]:
    """Where the examples of a body break its own schema."""
    schema = {**body["schema"], "components": description()["components"]}
    validator = OAS31Validator(schema, format_checker=oas31_format_checker)
    return [
        f"{name} {error.json_path}: {error.message}"
        for name, example in body.get("examples", {}).items()
        for error in validator.iter_errors(example["value"])
    ]


def test_every_body_that_goes_in_or_comes_out_has_an_example():
    missing = [
        place
        for operation in operations()
        for place, body in bodies(operation)
        if not body.get("examples")
    ]
    assert missing == []


def test_every_example_is_as_its_schema_says():
    found = {
        place: wrong
        for operation in operations()
        for place, body in bodies(operation)
        if (wrong := problems(body))
    }
    assert found == {}


def test_an_example_that_breaks_its_schema_is_noticed():
    reference = {"$ref": "#/components/schemas/APIKey"}
    told = problems({"schema": reference, "examples": {"Example": {"value": {"id": "7"}}}})
    assert any("'api_key' is a required property" in problem for problem in told)
    assert any("'7' is not a 'uuid'" in problem for problem in told)


def misfits(schema: dict[str, Any], value: Any, *, whole: bool) -> Iterator[str]:
    """Names in an example that its schema doesn't know; if it is ``whole``, those it lacks too."""
    component = schema.get("$ref", "").rpartition("/")[2]
    schema = resolve(schema)
    for choice in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
        yield from misfits(choice, value, whole=whole)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from misfits(schema["items"], item, whole=whole)
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        lacking = properties.keys() - value.keys() - SOMETIMES.get(component, set())
        for name in (value.keys() - properties.keys()) | (lacking if whole else set()):
            yield f"{component}.{name}"
        for name in value.keys() & properties.keys():
            yield from misfits(properties[name], value[name], whole=whole)


def test_examples_of_answers_are_whole_and_none_has_more_than_there_is():
    found = {
        place: wrong
        for operation in operations()
        for place, body in bodies(operation)
        for example in body["examples"].values()
        if (wrong := list(misfits(body["schema"], example["value"], whole=place[-3:].isdecimal())))
    }
    assert found == {}


def test_lists_show_a_page_of_one_row():
    pages = [
        example["value"]
        for operation in operations()
        for place, body in bodies(operation)
        if body["schema"].get("$ref", "").startswith("#/components/schemas/Paginated")
        for example in body["examples"].values()
    ]
    assert len(pages) > 20
    for page in pages:
        assert (page["count"], page["next"], page["previous"]) == (1, None, None)
        assert len(page["results"]) == 1


def test_the_same_deployment_key_and_execution_stand_in_all_rooms():
    shown = {
        operation.id: next(iter(body["examples"].values()))["value"]
        for operation in operations()
        for place, body in bodies(operation)
        if place.endswith((" 200", " 201"))
    }
    deployment, key = shown["deployments_create"], shown["deployment_keys_create"]
    execution = shown["executions_retrieve"]
    assert shown["workflows_create"]["id"] == deployment["workflow"] == execution["workflow"]
    assert key["api"] == deployment["id"] == execution["deployment"]
    assert shown["execute"]["message"]["execution_id"] == execution["id"]
    assert shown["pipeline_keys_create"]["pipeline"] == shown["pipelines_create"]["id"]


def test_secrets_are_plainly_none():
    secrets = {
        value[name]
        for operation in operations()
        for _, body in bodies(operation)
        for example in body["examples"].values()
        if isinstance(value := example["value"], dict)
        for name in ("api_key", "key", "password", "webhook_secret")
        if value.get(name)
    }
    assert secrets == {examples.SECRET, "the password", "whsec_example"}


def test_refusals_have_one_example_for_each_status():
    shared = description()["components"]["responses"]
    assert set(shared) == {
        "BadRequest",
        "Unauthorized",
        "Forbidden",
        "NotFound",
        "NotAcceptable",
        "LengthRequired",
        "ContentTooLarge",
        "UnsupportedMediaType",
    }
    for answer in shared.values():
        (example,) = answer["content"]["application/json"]["examples"].values()
        assert ErrorSerializer(data=example["value"]).is_valid()
        assert re.search(r"\w\.$", example["value"]["message"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "serializer_class",
    [
        identity.LoginSerializer,
        sharing.ShareSerializer,
        sharing.NewOwnerSerializer,
        people.GroupSerializer,
        people.NewGroupMembersSerializer,
        platform_keys.PlatformKeySerializer,
        platform_keys.NewPlatformKeySerializer,
        workflows.WorkflowSerializer,
        connections.AdapterSerializer,
        connections.ConnectorSerializer,
        workflows.TagSerializer,
        prompt_studio.PromptStudioToolSerializer,
        prompt_studio.PromptSerializer,
        publishing.ExportSerializer,
        prompt_studio_transfer.SyncSerializer,
    ],
)
def test_what_goes_in_by_example_is_taken(serializer_class: type[serializers.Serializer[Any]]):
    sent = [
        example.value
        for example in get_override(serializer_class, "examples")
        if example.request_only
    ]
    assert sent
    for body in sent:
        serializer = serializer_class(data=body)
        assert serializer.is_valid(), serializer.errors


@pytest.fixture
def cast(organization) -> None:
    """What the examples name, under the ids that they have for it."""
    entry = factories.RegistryEntryFactory(pk=examples.REGISTRY_ENTRY, organization=organization)
    export = factories.ToolExportFactory(entry=entry)
    factories.WorkflowFactory(pk=examples.WORKFLOW, organization=organization, tool=False)
    factories.PromptStudioToolFactory(pk=examples.TOOL, organization=organization)
    for pk, adapter_type in ((examples.LLM, "LLM"), (examples.X2TEXT, "X2TEXT")):
        factories.AdapterFactory(pk=pk, organization=organization, adapter_type=adapter_type)
    deployed = factories.WorkflowFactory(organization=organization, tool=export)
    deployment = factories.APIDeploymentFactory(
        pk=examples.DEPLOYMENT, organization=organization, workflow=deployed, api_name="other"
    )
    factories.PipelineFactory(
        pk=examples.PIPELINE, organization=organization, workflow=deployed, pipeline_name="other"
    )
    factories.APIKeyFactory(pk=examples.KEY, api=deployment)


@pytest.mark.parametrize(
    ("method", "path", "operation_id", "status"),
    [
        ("post", "api/deployment/", "deployments_create", 201),
        ("put", f"api/deployment/{examples.DEPLOYMENT}/", "deployments_update", 200),
        ("post", "pipeline/", "pipelines_create", 201),
        ("post", f"api/keys/api/{examples.DEPLOYMENT}/", "deployment_keys_create", 201),
        ("post", "api/keys/api/", "deployment_keys_create_by_body", 201),
        ("post", f"api/keys/pipeline/{examples.PIPELINE}/", "pipeline_keys_create", 201),
        ("post", "api/keys/pipeline/", "pipeline_keys_create_by_body", 201),
        ("put", f"api/keys/{examples.KEY}/", "api_keys_update", 200),
        ("post", f"api/keys/{examples.KEY}/rotate/", "api_keys_rotate", 200),
        ("post", "global-api-deployment/keys/", "organization_keys_create", 201),
        ("post", "workflow/", "workflows_create", 201),
        ("post", "tool_instance/", "tool_instances_create", 201),
        ("post", "prompt-studio/", "prompt_studio_tools_create", 201),
        (
            "post",
            f"prompt-studio/profilemanager/{examples.TOOL}",
            "llm_profiles_create",
            201,
        ),
        (
            "post",
            f"prompt-studio/prompt-studio-prompt/{examples.TOOL}/",
            "prompt_studio_prompts_create",
            201,
        ),
        ("post", "adapter/", "adapters_create", 201),
        ("post", "connector/", "connectors_create", 201),
        ("post", "tags/", "tags_create", 201),
        ("post", "groups/", "groups_create", 201),
    ],
)
@pytest.mark.usefixtures("cast")
def test_the_server_takes_and_answers_what_the_examples_show(
    api, prefix, method, path, operation_id, status
):
    shown = dict(bodies(next(known for known in operations() if known.id == operation_id)))
    sent, answered = (
        next(iter(shown[f"{operation_id} {place}"]["examples"].values()))["value"]
        for place in ("application/json", status)
    )
    response = getattr(api, method)(f"{prefix}/{path}", sent, format="json")
    assert response.status_code == status, response.content
    assert response.json().keys() == answered.keys()
