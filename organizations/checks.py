"""A start-up check: every view of the API declares what it needs."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from organizations.viewsets import OrganizationView

# Views under /api/v1/ and /deployment/ that stand outside an organization's prefix, each with
# authentication of its own.
OUTSIDE_AN_ORGANIZATION = {
    "LoginView",
    "LogoutView",
    "SessionView",
    "OrganizationsView",
    "SetOrganizationView",
    "WhoAmIView",
    "ExecutionEndpoint",
    "PipelineExecutionEndpoint",
}


def api_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the API with its full path."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, path)
            else:
                yield path, pattern

    for path, pattern in walk(get_resolver(), ""):
        if path.startswith(("api/v1/", "deployment/")):
            yield path, pattern


def _methods(view: type[OrganizationView]) -> set[str]:
    """The methods of a view without actions; OPTIONS needs no declaration."""
    return {name for name in view.http_method_names if hasattr(view, name)} - {"options"}


@register()
def every_view_declares_its_needs(**kwargs: Any) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    for path, pattern in api_patterns():
        view = getattr(pattern.callback, "cls", getattr(pattern.callback, "view_class", None))
        if view is None or not issubclass(view, OrganizationView):
            name = getattr(view, "__name__", repr(pattern.callback))
            if name not in OUTSIDE_AN_ORGANIZATION:
                problems.append(
                    Error(
                        f"{path} is served by {name}, which is no OrganizationView.", id="api.E001"
                    )
                )
            continue
        actions = getattr(pattern.callback, "actions", None)
        served = set(actions.values()) if actions else _methods(view)
        undeclared = sorted(served - set(view.needs))
        if undeclared:
            problems.append(
                Error(
                    f"{view.__name__}.needs lacks {', '.join(undeclared)} ({path}).", id="api.E002"
                )
            )
    return problems
