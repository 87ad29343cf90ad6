"""Rules of the house that no linter knows; import-linter holds the order of the rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.e2e.service import ROOT

ROOMS = (
    "common",
    "engine",
    "organizations",
    "connections",
    "prompt_studio",
    "workflows",
    "deployments",
    "api_keys",
    "executions",
    "demo",
    "config",
)
# of a room and of all its parts together, from the ground up; a folder counts as a module
STOREYS = (
    ("models", "querysets"),
    ("rights", "services"),
    ("serializers", "filters", "schema"),
    ("views", "viewsets"),
    ("urls", "admin"),
)
# a run, along the path of a document
STOREYS_OF_EXECUTIONS = (
    ("models", "querysets", "examples", "heartbeats.models"),
    ("locking", "queue", "results", "heartbeats.services"),
    ("recent_runs",),
    ("intake.limits", "intake.storage"),
    ("intake.form", "intake.parsers", "intake.presigned"),
    ("intake.submission",),
    ("running.claims", "running.waiting"),
    ("webhooks.announcing",),
    ("running.settling",),
    ("running.extractors", "running.prompts"),
    ("running.processing", "running.recovery"),
    ("webhooks.delivery",),
    ("retention",),
    ("tasks", "serializers", "filters", "endpoint.examples"),
    ("endpoint.serializers",),
    ("schema", "endpoint.schema"),
    ("views", "endpoint.views", "admin", "heartbeats.admin"),
    ("urls", "endpoint.urls"),
)

# Where functions of views and serializers ask a manager for more than the caller sees, and why.
QUERIES_OUTSIDE_VISIBLE = {
    ("organizations/identity/views.py", "session_body"): "the person's own memberships",
    ("organizations/identity/views.py", "get"): "the person's own organizations",
    ("organizations/identity/views.py", "post"): "the person's own membership",
}

# What can send a request, and who may import it: common/outbound.py guards all others.
HTTP_CLIENTS = {
    "aiohttp",
    "http.client",
    "httpcore",
    "httpx",
    "requests",
    "urllib.request",
    "urllib3",
}
HTTP_CLIENT_IMPORTS = {
    ("common/outbound.py", "httpcore"),
    ("common/outbound.py", "httpx"),
    # addresses and headers
    ("engine/llm/config.py", "httpx"),
    ("engine/llm/transport.py", "httpx"),
    # they ask the service itself
    ("demo/client.py", "httpx"),
    ("demo/management/commands/demo.py", "httpx"),
}

# Where views refuse by their own words what ``needs`` can't say, and why.
REFUSALS_BY_HAND = {
    ("connections/views.py", "_check_default"): "a right to one field's value",
    ("organizations/identity/views.py", "post"): "outside an organization, which has no needs",
}

IMPORTS_INSIDE_FUNCTIONS = {
    ("organizations/apps.py", "organizations"): "the URL configuration needs loaded apps",
    ("config/env.py", "boto3.s3.transfer"): "costs memory and time where documents are files",
    ("config/supervisor.py", "config"): "a wrong environment is told without a traceback",
}


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def speaks_http(path: str) -> bool:
    return any(
        word in part
        for part in Path(path).with_suffix("").parts
        for word in ("views", "serializers", "endpoint")
    )


def extends_what_is_visible(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A related field adds what a row names already to what the caller sees."""
    return function.name == "get_queryset" and "super().get_queryset()" in ast.unparse(function)


def managers_asked(function: ast.AST) -> Iterator[str]:
    """What is asked of a model's manager: ``filter`` in ``Model.objects.filter()``.

    The ``queryset=`` that a related field is made with is where that field begins.
    """
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            asked = parents.get(node)
            above: ast.AST | None = asked
            while isinstance(above, ast.Attribute | ast.Call):
                above = parents.get(above)
            if not (isinstance(above, ast.keyword) and above.arg == "queryset"):
                yield asked.attr if isinstance(asked, ast.Attribute) else "nothing"


def test_views_and_serializers_ask_for_what_the_caller_sees():
    """A queryset of the class is where the base begins; visible_to() comes on top of it there."""
    found = set()
    for path, tree in sources(*ROOMS):
        if speaks_http(path):
            for function in functions(tree):
                asked = set(managers_asked(function)) - {"visible_to", "of_organization", "none"}
                if asked and not extends_what_is_visible(function):
                    found.add((path, function.name))
    assert found - set(QUERIES_OUTSIDE_VISIBLE) == set()
    assert set(QUERIES_OUTSIDE_VISIBLE) - found == set(), "no longer needed"


def test_views_refuse_nobody_whom_their_needs_let_through():
    found = set()
    for path, tree in sources(*ROOMS):
        if speaks_http(path):
            for function in functions(tree):
                if any(
                    isinstance(node, ast.Raise) and "PermissionDenied" in ast.unparse(node)
                    for node in ast.walk(function)
                ):
                    found.add((path, function.name))
    assert found == set(REFUSALS_BY_HAND)


def test_imports_stand_at_the_top():
    found = set()
    for path, tree in sources(*ROOMS):
        for function in functions(tree):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    found.add((path, str(node.module)))
                elif isinstance(node, ast.Import):
                    found.update((path, alias.name) for alias in node.names)
    assert found == set(IMPORTS_INSIDE_FUNCTIONS)


def test_requests_to_the_outside_go_one_way():
    found = set()
    for path, tree in sources(*ROOMS):
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            found.update((path, name) for name in HTTP_CLIENTS.intersection(names))
    assert found == HTTP_CLIENT_IMPORTS


def test_nothing_is_kept_by_thread_or_context():
    for path, tree in sources(*ROOMS):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = {f"{node.value.id}.{node.attr}"}
            else:
                continue
            forbidden = {"threading.local", "contextvars", "contextvars.ContextVar"}
            assert not names & forbidden, (path, node.lineno)
            assert not any(name.startswith("asgiref.local") for name in names), (path, node.lineno)


def storey(room: str, module: str) -> int | None:
    """How high a module of a room or of its parts stands; None for those without a place."""
    within = module.removeprefix(f"{room}.")
    if room == "executions":
        for height, places in enumerate(STOREYS_OF_EXECUTIONS):
            if any(f"{within}.".startswith(f"{place}.") for place in places):
                return height
        return None
    for name in within.split("."):
        for height, names in enumerate(STOREYS):
            if name in names:
                return height
    return None


@pytest.mark.parametrize("room", ROOMS)
def test_modules_of_a_room_import_downwards(room):
    for path, tree in sources(room):
        own = storey(room, path.removesuffix(".py").replace("/", "."))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for imported in (f"{node.module}.{alias.name}" for alias in node.names):
                    other = storey(room, imported) if imported.startswith(f"{room}.") else None
                    if own is not None and other is not None:
                        assert other <= own, f"{path} imports {imported}"


def test_every_module_of_executions_has_its_storey():
    for path, _ in sources("executions"):
        if not path.endswith("__init__.py") and "management" not in path:
            module = path.removesuffix(".py").replace("/", ".")
            assert storey("executions", module) is not None, path


def test_nothing_below_knows_the_tasks_that_call_it():
    for path, tree in sources("executions"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "executions.tasks", path


def test_names_say_what_is_in_a_module():
    vague = {"utils", "helpers", "constants", "dto", "misc", "base", "common"}
    for path, _ in sources(*ROOMS):
        assert not vague & set(Path(path).with_suffix("").parts[1:]), path


def test_modules_are_short_and_folders_hold_few_of_them():
    """More than that wants to be two modules, or a package of its own."""
    by_folder: dict[Path, int] = {}
    for path, _ in sources(*ROOMS):
        assert len((ROOT / path).read_text().splitlines()) <= 400, path
        folder = Path(path).parent
        by_folder[folder] = by_folder.get(folder, 0) + (not path.endswith("__init__.py"))
    assert {folder: count for folder, count in by_folder.items() if count > 16} == {}


def test_no_class_is_a_bag_of_static_methods():
    for path, tree in sources(*ROOMS):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = list(ast.iter_child_nodes(node))
                methods = [method for method in methods if isinstance(method, ast.FunctionDef)]
                static = [
                    method
                    for method in methods
                    if any(
                        isinstance(decorator, ast.Name) and decorator.id == "staticmethod"
                        for decorator in method.decorator_list
                    )
                ]
                assert not static or len(static) < len(methods), (path, node.name)


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.partition(".")[0] in ROOMS]


def test_every_model_says_what_a_row_is():
    for model in own_models():
        assert model.__str__ is not models.Model.__str__, model


def test_no_row_says_its_secret():
    secret = {"secret_digest", "secret_ciphertext", "digest", "ciphertext", "password"}
    for model in own_models():
        for path, tree in sources(model.__module__.partition(".")[0]):
            if "models" in path:
                for function in functions(tree):
                    if function.name == "__str__":
                        names = {
                            node.attr
                            for node in ast.walk(function)
                            if isinstance(node, ast.Attribute)
                        }
                        assert not names & secret, path


def test_every_constraint_and_index_is_named_for_what_it_holds():
    for model in own_models():
        for constraint in model._meta.constraints:
            assert "%" not in constraint.name
        for index in model._meta.indexes:
            # Django's own names end in eight characters of a hash and _idx
            assert not index.name.endswith("_idx"), (model, index.name)
