"""Every route, every method, every caller, against ``permission_matrix.txt``."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from common.crypto import MASK
from executions.models import Execution
from organizations.checks import api_patterns
from organizations.models import Membership, Organization, Tier, User
from organizations.sharing.models import ResourceMember, ShareableModel
from tests import factories
from tests.fixtures import bearing, signed_in

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    route: str
    method: str
    expected: dict[str, int]


def read_matrix() -> list[Row]:
    lines = Path(__file__).with_name("permission_matrix.txt").read_text().splitlines()
    header = next(line for line in lines if line.startswith("# route"))
    callers = header.split()[3:]
    rows = []
    for line in lines:
        if line and not line.startswith("#"):
            route, method, *statuses = line.split()
            rows.append(Row(route, method, dict(zip(callers, map(int, statuses), strict=True))))
    return rows


MATRIX = read_matrix()
CALLERS = tuple(MATRIX[0].expected)


@dataclass
class World:
    """One organization with every caller, and one of every resource, all shared alike."""

    organization: Organization
    users: dict[str, User]
    clients: dict[str, APIClient]
    rows: dict[str, Any]

    def share_with_all(self) -> None:
        for row in self.rows.values():
            if isinstance(row, ShareableModel):
                type(row)._default_manager.filter(pk=row.pk).update(shared_to_org=True)


def shared(row: ShareableModel, users: dict[str, User], group: Any) -> Any:
    for name, role in {"own": "owner", "co": "owner", "view": "viewer"}.items():
        row.members.create(user=users[name], role=ResourceMember.Role(role))
    row.group_shares.create(group=group)
    return row


@pytest.fixture
def world(db, organization, settings) -> World:
    settings.MAX_RUNNING_EXECUTIONS = 1000
    users = {
        name: factories.UserFactory(memberships=organization)
        for name in ("own", "co", "view", "grp", "memb")
    }
    users["wide"] = users["memb"]
    users["adm"] = factories.UserFactory(
        memberships=organization, memberships__role=Membership.Role.ADMIN
    )
    elsewhere = factories.OrganizationFactory()
    users["rem"] = factories.UserFactory()
    users["forn"] = factories.UserFactory(
        memberships=elsewhere, memberships__role=Membership.Role.ADMIN
    )
    group = factories.GroupFactory(organization=organization)
    factories.GroupMembershipFactory(group=group, user=users["grp"])
    rows = _resources(organization, users, group)
    # who was removed had a part in everything
    for name in (
        "deployment",
        "workflow",
        "unused workflow",
        "tool",
        "pipeline",
        "studio-tool",
        "adapter",
        "connector",
    ):
        rows[name].members.create(user=users["rem"], role=ResourceMember.Role.OWNER)
    clients = {name: signed_in(user) for name, user in users.items()}
    clients["anon"] = APIClient()
    for name, fields in {
        "read": {"permission": Tier.READ},
        "rw": {"permission": Tier.READ_WRITE},
        "full": {},
        "rev": {"is_active": False},
        "exp": {"expires_at": timezone.now() - timedelta(seconds=1)},
        "fkey": {"organization": elsewhere},
    }.items():
        key = factories.PlatformKeyFactory(**{"organization": organization, **fields})
        clients[name] = bearing(key.secret)
        rows[f"platform key {name}"] = key
    secret = "11111111-2222-4333-8444-555555555555"
    factories.APIKeyFactory(api=rows["deployment"], secret=secret)
    factories.APIKeyFactory(api=None, pipeline=rows["pipeline"])
    clients["dkey"] = bearing(secret)
    return World(organization, users, clients, {**rows, "group": group})


def _resources(organization: Organization, users: dict[str, User], group: Any) -> dict[str, Any]:
    tool = factories.PromptStudioToolFactory(organization=organization)
    entry = factories.RegistryEntryFactory(organization=organization, tool=tool)
    export = factories.ToolExportFactory(entry=entry)
    workflow = factories.WorkflowFactory(organization=organization, tool=export)
    spare = factories.WorkflowFactory(organization=organization, tool=export)
    unused = factories.WorkflowFactory(organization=organization, tool=export)
    deployment = factories.APIDeploymentFactory(organization=organization, workflow=workflow)
    pipeline = factories.PipelineFactory(organization=organization, workflow=workflow)
    # the other tool stands in a workflow, which keeps it from being deleted
    studio_tool = factories.PromptStudioToolFactory(organization=organization)
    studio_entry = factories.RegistryEntryFactory(organization=organization, tool=studio_tool)
    factories.ToolExportFactory(entry=studio_entry)
    # one without credentials is tried without asking anybody
    adapter = factories.AdapterFactory(organization=organization, metadata={"api_key": MASK})
    connector = factories.ConnectorFactory(organization=organization)
    bare = factories.WorkflowFactory(organization=organization, tool=False)
    for row in (tool, workflow, spare, unused, deployment, pipeline, studio_tool):
        shared(row, users, group)
    for row in (adapter, connector, bare):
        shared(row, users, group)
    execution = factories.ExecutionFactory(deployment=deployment, status=Execution.Status.EXECUTING)
    factories.FileExecutionFactory(execution=execution)
    return {
        "tool": tool,
        "entry": entry,
        "workflow": workflow,
        "spare": spare,
        "unused workflow": unused,
        "endpoint": workflow.endpoints.get(endpoint_type="SOURCE"),
        "deployment": deployment,
        "pipeline": pipeline,
        "key": factories.APIKeyFactory(api=deployment),
        "organization key": factories.APIKeyFactory(
            api=None, organization=organization, allow_all_deployments=True
        ),
        "execution": execution,
        "studio-tool": studio_tool,
        "prompt": factories.PromptFactory(tool=studio_tool),
        "document": factories.SampleDocumentFactory(tool=studio_tool),
        "profile": factories.LLMProfileFactory(tool=studio_tool, is_default=True),
        "adapter": adapter,
        "connector": connector,
        "tag": factories.TagFactory(organization=organization),
        "bare workflow": bare,
        "tool-instance": workflow.tool_instance,
    }


SHAREABLE = ("deployment", "workflow", "studio-tool", "adapter", "connector", "pipeline")

# which row the path of a route names
ROW_OF = {
    "deployment": "deployment",
    "deployment-postman-collection": "deployment",
    "deployment-rotate-webhook-secret": "deployment",
    "deployment-keys": "deployment",
    "pipeline-keys": "pipeline",
    "api-key": "key",
    "api-key-rotate": "key",
    "organization-key": "organization key",
    "organization-key-rotate": "organization key",
    "execution": "execution",
    "execution-files": "execution",
    "execution-stop": "execution",
    "group": "group",
    "group-members": "group",
    "group-member": "group",
    "platform-key": "platform key rw",
    "platform-key-rotate": "platform key rw",
    "execution-webhook-deliveries": "execution",
    # the other one stands under the deployment, which keeps it from being deleted
    "workflow": "unused workflow",
    "workflow-endpoint": "endpoint",
    "tool-instance": "tool-instance",
    "adapter": "adapter",
    "adapter-test": "adapter",
    "connector": "connector",
    "tag": "tag",
    "pipeline": "pipeline",
    "pipeline-postman-collection": "pipeline",
    "studio-tool": "studio-tool",
    "studio-members": "studio-tool",
    "studio-tool-prompts": "studio-tool",
    "studio-prompt": "prompt",
    "studio-export": "studio-tool",
    "studio-file": "studio-tool",
    "studio-profiles": "studio-tool",
    "studio-new-profile": "studio-tool",
    "studio-profile": "profile",
    "studio-project": "studio-tool",
    "studio-sync": "studio-tool",
} | {
    f"{name}-{action}": name
    for name in SHAREABLE
    for action in ("users", "share", "effective-members", "owners", "remove-owner")
}

PASSWORD = factories.PASSWORD

PROJECT = {"tool_metadata": {"tool_name": "imported"}, "prompts": [{"prompt_key": "total"}]}

# what is sent, by route and method; nothing where it isn't named
BODIES: dict[tuple[str, str], Callable[[World], dict[str, Any]]] = {
    ("login", "POST"): lambda world: {"username": world.users["own"].email, "password": PASSWORD},
    ("groups", "POST"): lambda _: {"name": "new"},
    ("group", "PATCH"): lambda _: {"name": "changed"},
    ("group-members", "POST"): lambda world: {"user_ids": [world.users["memb"].pk]},
    ("platform-keys", "POST"): lambda _: {"name": "new"},
    ("platform-key", "PATCH"): lambda _: {"name": "changed"},
    ("workflows", "POST"): lambda _: {"workflow_name": "new"},
    ("workflow", "PUT"): lambda _: {"workflow_name": "changed"},
    ("workflow", "PATCH"): lambda _: {"workflow_name": "changed"},
    ("workflow-endpoint", "PATCH"): lambda _: {"connection_type": "API"},
    ("tool-instances", "POST"): lambda world: {
        "workflow_id": world.rows["bare workflow"].pk,
        "tool_id": world.rows["entry"].pk,
    },
    ("tool-instance", "PATCH"): lambda _: {"metadata": {}},
    ("adapters", "POST"): lambda _: {
        "adapter_name": "new",
        "adapter_type": "LLM",
        "adapter_id": "openai",
    },
    ("adapter", "PUT"): lambda _: {
        "adapter_name": "changed",
        "adapter_type": "LLM",
        "adapter_id": "openai",
    },
    ("adapter", "PATCH"): lambda _: {"adapter_name": "changed"},
    ("connectors", "POST"): lambda _: {"connector_name": "new", "connector_id": "minio"},
    ("connector", "PUT"): lambda _: {"connector_name": "changed", "connector_id": "minio"},
    ("connector", "PATCH"): lambda _: {"connector_name": "changed"},
    ("tags", "POST"): lambda _: {"name": "new"},
    ("tag", "PUT"): lambda _: {"name": "changed"},
    ("tag", "PATCH"): lambda _: {"name": "changed"},
    ("pipelines", "POST"): lambda world: {
        "pipeline_name": "new",
        "workflow": world.rows["spare"].pk,
    },
    ("pipeline", "PUT"): lambda world: {
        "pipeline_name": "changed",
        "workflow": world.rows["workflow"].pk,
    },
    ("pipeline", "PATCH"): lambda _: {"pipeline_name": "changed"},
    ("studio-tools", "POST"): lambda _: {"tool_name": "new"},
    ("studio-tool", "PUT"): lambda _: {"tool_name": "changed"},
    ("studio-tool", "PATCH"): lambda _: {"tool_name": "changed"},
    ("studio-tool-prompts", "POST"): lambda _: {"prompt_key": "new"},
    ("studio-prompt", "PUT"): lambda _: {"prompt_key": "changed"},
    ("studio-prompt", "PATCH"): lambda _: {"prompt_key": "changed"},
    ("studio-file", "POST"): lambda _: {"file": SimpleUploadedFile("new.txt", b"Total: 7")},
    ("studio-new-profile", "POST"): lambda _: {"profile_name": "new"},
    ("studio-profile", "PUT"): lambda _: {"profile_name": "changed"},
    ("studio-profile", "PATCH"): lambda _: {"profile_name": "changed"},
    ("studio-import", "POST"): lambda _: {
        "file": SimpleUploadedFile("project.json", json.dumps(PROJECT).encode())
    },
    ("studio-sync", "POST"): lambda _: {"data": PROJECT},
    ("deployments", "POST"): lambda world: {"workflow": world.rows["spare"].pk},
    ("deployment", "PUT"): lambda world: {
        "workflow": world.rows["workflow"].pk,
        "display_name": "changed",
        "api_name": "changed",
    },
    ("deployment", "PATCH"): lambda _: {"display_name": "changed"},
    ("deployment-keys-by-body", "POST"): lambda world: {"api": world.rows["deployment"].pk},
    ("pipeline-keys-by-body", "POST"): lambda world: {"pipeline": world.rows["pipeline"].pk},
    ("api-key", "PUT"): lambda _: {"description": "changed"},
    ("api-key", "PATCH"): lambda _: {"description": "changed"},
    ("organization-keys", "POST"): lambda world: {"api_deployments": [world.rows["deployment"].pk]},
    ("organization-key", "PUT"): lambda _: {"description": "changed"},
    ("organization-key", "PATCH"): lambda _: {"description": "changed"},
} | {
    (f"{name}-{action}", "POST"): body
    for name in SHAREABLE
    for action, body in {
        "share": lambda world: {"shared_users": [world.users["view"].pk]},
        "owners": lambda world: {"user_id": world.users["memb"].pk},
    }.items()
}

QUERIES: dict[tuple[str, str], Callable[[World], dict[str, Any]]] = {
    ("deployments-by-tool", "GET"): lambda world: {"tool_id": world.rows["tool"].pk},
    ("execution-endpoint", "GET"): lambda world: {"execution_id": world.rows["execution"].pk},
    ("studio-file", "GET"): lambda world: {"document_id": world.rows["document"].pk},
    ("studio-file", "DELETE"): lambda world: {"document_id": world.rows["document"].pk},
}


def path_of(route: str, world: World) -> str:
    kwargs: dict[str, Any] = {}
    pattern = ROUTES[route]
    if "<str:org_id>" in pattern or "(?P<org_id>" in pattern:
        kwargs["org_id"] = world.organization.organization_id
    if "(?P<api_name>" in pattern:
        kwargs["api_name"] = world.rows["deployment"].api_name
    if "(?P<pipeline_id>" in pattern:
        kwargs["pipeline_id"] = world.rows["pipeline"].pk
    if "<str:user_id>" in pattern:
        kwargs["user_id"] = world.users["co"].pk
    if "(?P<user_id>" in pattern:
        kwargs["user_id"] = world.users["grp"].pk
    if any(part in pattern for part in ("<uuid:pk>", "<int:pk>", "(?P<pk>")):
        kwargs["pk"] = world.rows[ROW_OF[route]].pk
    return reverse(route, kwargs=kwargs)


def ask(world: World, caller: str, route: str, method: str) -> int:
    url = path_of(route, world)
    if query := QUERIES.get((route, method)):
        url += "?" + "&".join(f"{name}={value}" for name, value in query(world).items())
    body = BODIES.get((route, method), lambda _: {})(world)
    client = world.clients[caller]
    if (route, method) == ("execution-endpoint", "POST"):
        body = {"files": SimpleUploadedFile("note.txt", b"Invoice number: 7")}
    if any(isinstance(value, SimpleUploadedFile) for value in body.values()):
        return client.post(url, body, format="multipart").status_code
    send = getattr(client, method.lower())
    status: int = (
        send(url, body, format="json").status_code if method != "GET" else send(url).status_code
    )
    return status


class _UndoError(Exception):
    """Takes back what one caller did before the next one asks."""


def answers(world: World, route: str, method: str) -> dict[str, int]:
    got = {}
    for caller in CALLERS:
        try:
            with transaction.atomic():
                if caller == "wide":
                    world.share_with_all()
                got[caller] = ask(world, caller, route, method)
                raise _UndoError
        except _UndoError:
            pass
    return got


ROUTES = {pattern.name: path for path, pattern in api_patterns() if pattern.name}


def methods_of(callback: Any) -> set[str]:
    actions = getattr(callback, "actions", None)
    if actions is not None:
        return {method.upper() for method in actions if method != "head"}
    view = getattr(callback, "cls", None) or callback.view_class
    return {method for method in METHODS if hasattr(view, method.lower())}


def test_every_route_and_method_has_a_row():
    served = {
        (pattern.name, method)
        for _, pattern in api_patterns()
        for method in methods_of(pattern.callback)
    }
    assert {(row.route, row.method) for row in MATRIX} == served


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route}")
def test_each_caller_gets_its_status(row: Row, world: World):
    if row.route == "login":
        world.users["own"].set_password(PASSWORD)
        world.users["own"].save()
    assert answers(world, row.route, row.method) == row.expected


# routes outside an organization answer by what they are for, not by who asks
IDENTITY = {"login", "logout", "session", "organizations", "set-organization", "whoami"}
ENDPOINTS = {"execution-endpoint", "pipeline-execution-endpoint"}
INSIDE = sorted(set(ROUTES) - IDENTITY - ENDPOINTS)


@pytest.mark.parametrize("route", INSIDE)
def test_options_and_other_methods_pass_the_same_gate(route: str, world: World):
    callback = next(pattern.callback for _, pattern in api_patterns() if pattern.name == route)
    unmapped = set(METHODS) - methods_of(callback)
    for method in sorted(unmapped):
        assert ask(world, "anon", route, method) == 401
        assert ask(world, "rev", route, method) == 401
        assert ask(world, "fkey", route, method) == 403
        assert ask(world, "rem", route, method) == 403
        assert ask(world, "own", route, method) == 405
    url = path_of(route, world)
    expected = {"anon": 401, "forn": 403, "fkey": 403, "rev": 401, "own": 200, "read": 200}
    assert {name: world.clients[name].options(url).status_code for name in expected} == expected
