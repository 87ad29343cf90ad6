"""The OpenAPI description is whole, valid, and says what the routes do.

``operation_ids.txt`` has the ids that generated clients rely on; after a change that is meant:
``python manage.py shell -c "from tests import test_openapi as t; t.write_operation_ids()"``.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate

OPERATION_IDS = Path(__file__).with_name("operation_ids.txt")
METHODS = ["get", "post", "put", "patch", "delete"]
# forms for people, not for programs
PAGES = {("login", "GET"), ("logout", "GET")}


@cache
def description() -> dict[str, Any]:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    plain: dict[str, Any] = json.loads(json.dumps(schema, default=str))
    return plain


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    says: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.says["operationId"])


@cache
def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, says)
        for path, item in description()["paths"].items()
        for method, says in item.items()
        if method in METHODS
    ]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in the description, those that are examples left out."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key not in {"example", "examples"}:
                yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = description()
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def snapshot() -> str:
    lines = sorted(
        f"{operation.id} {operation.method} {operation.path}" for operation in operations()
    )
    return "\n".join(lines) + "\n"


def write_operation_ids() -> None:
    OPERATION_IDS.write_text(snapshot())


def test_the_methods_of_a_path_stand_in_one_order():
    for path, item in description()["paths"].items():
        methods = [name for name in item if name in METHODS]
        assert methods == sorted(methods, key=METHODS.index), path


def test_it_is_generated_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema"))
    assert capsys.readouterr().err == ""


def test_it_passes_the_validator():
    assert description()["openapi"].startswith("3.1.")
    validate(description())


def test_the_server_hands_it_out_as_it_is_generated(client):
    response = client.get("/api/schema/", headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert set(response.json()["paths"]) == set(description()["paths"])


def test_operation_ids_are_unique_and_stable():
    counts = Counter(operation.id for operation in operations())
    assert [name for name, count in counts.items() if count > 1] == []
    assert snapshot() == OPERATION_IDS.read_text()


def test_operation_ids_make_good_function_names():
    for operation in operations():
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", operation.id)


def test_nothing_of_openapi_3_0_is_left():
    for node in nodes(description()):
        assert not isinstance(node.get("nullable"), bool), node
        assert not isinstance(node.get("exclusiveMinimum"), bool), node


def test_each_credential_is_described_and_asked_for():
    schemes = description()["components"]["securitySchemes"]
    assert {(name, scheme["type"]) for name, scheme in schemes.items()} == {
        ("platformKey", "http"),
        ("deploymentKey", "http"),
        ("pipelineKey", "http"),
        ("session", "apiKey"),
    }
    for operation in operations():
        asked = [name for choice in operation.says.get("security", []) for name in choice]
        if operation.path.startswith("/deployment/"):
            assert asked in (["deploymentKey"], ["pipelineKey"]), operation.id
        elif "{org_id}" in operation.path and "/unstract/" in operation.path:
            assert set(asked) == {"platformKey", "session"}, operation.id
        elif operation.id != "session_login":
            assert asked in (["session"], ["platformKey"]), operation.id


def test_every_operation_says_what_it_is_and_how_it_refuses():
    for operation in operations():
        assert operation.says.get("summary"), operation.id
        assert operation.says.get("tags"), operation.id
        refusals = {
            status: resolve(answer)
            for status, answer in operation.says["responses"].items()
            if status >= "400"
        }
        assert "401" in refusals, operation.id
        assert any(status < "400" for status in operation.says["responses"]), operation.id
        for status, answer in refusals.items():
            assert answer["description"], (operation.id, status)
            assert answer.get("content"), (operation.id, status)


def test_a_body_is_described_wherever_one_is_read():
    bodiless = {
        "adapters_test",
        "deployments_rotate_webhook_secret",
        "executions_stop",
        "organizations_set",
        "platform_keys_rotate",
        "session_logout",
    }
    for operation in operations():
        writes = operation.method in {"POST", "PUT", "PATCH"}
        if writes and operation.id not in bodiless:
            assert "requestBody" in operation.says, operation.id
        elif operation.method == "GET":
            assert "requestBody" not in operation.says, operation.id


def test_every_object_that_is_answered_is_described_by_its_members():
    for operation in operations():
        for status, answer in operation.says["responses"].items():
            for content in resolve(answer).get("content", {}).values():
                schema = resolve(content["schema"])
                is_bare = schema.get("type") == "object" and not schema.get("properties")
                assert not is_bare, (operation.id, status)


def test_uploads_are_binary():
    found = 0
    for operation in operations():
        forms = operation.says.get("requestBody", {}).get("content", {})
        if "multipart/form-data" not in forms:
            continue
        fields = resolve(forms["multipart/form-data"]["schema"])["properties"]
        for name in {"file", "files"} & set(fields):
            field = fields[name].get("items", fields[name])
            assert (field["type"], field["format"]) == ("string", "binary"), operation.id
            found += 1
    assert found >= 2


def test_every_parameter_of_a_path_is_described():
    for operation in operations():
        described = {
            parameter["name"]
            for parameter in operation.says.get("parameters", [])
            if parameter["in"] == "path"
        }
        assert described == set(re.findall(r"\{(\w+)\}", operation.path)), operation.id


def without_names(path: str) -> str:
    return re.sub(r"<[^>]+>|\{[^}]+\}", "{}", path).rstrip("/")


def test_every_status_of_the_permission_table_is_described():
    # here, because that module asks for the routes when it is loaded
    from tests.test_permission_matrix import MATRIX, ROUTES  # noqa: PLC0415

    described = {
        (without_names(operation.path), operation.method): set(operation.says["responses"])
        for operation in operations()
    }
    missing = []
    for row in MATRIX:
        if (row.route, row.method) in PAGES:
            continue
        path = without_names(simplify_regex(ROUTES[row.route]))
        answers = {str(status) for status in row.expected.values()}
        if undescribed := answers - described.get((path, row.method), set()):
            missing.append(f"{row.method} {row.route}: {', '.join(sorted(undescribed))}")
    assert missing == []


def test_refusals_of_bodies_are_described_wherever_one_is_sent():
    for operation in operations():
        refused = {"406"}
        if operation.method in {"POST", "PUT", "PATCH"}:
            refused |= {"400", "411", "413", "415"}
        assert refused <= set(operation.says["responses"]), operation.id


def test_all_refusals_share_one_component():
    component = description()["components"]["schemas"]["Error"]
    assert {"type", "errors", "message"} == set(component["properties"])
    for operation in operations():
        refusal = resolve(operation.says["responses"]["401"])
        reference = refusal["content"]["application/json"]["schema"]
        if not operation.path.startswith("/deployment/"):
            assert reference == {"$ref": "#/components/schemas/Error"}, operation.id
