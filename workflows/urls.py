from typing import Any

from django.urls import path

from organizations.sharing.urls import resource_urlpatterns
from workflows.views import (
    TagViewSet,
    ToolInstanceViewSet,
    ToolViewSet,
    WorkflowEndpointViewSet,
    WorkflowViewSet,
)

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    *resource_urlpatterns(WorkflowViewSet, "workflow/", "workflow"),
    path(
        "workflow/endpoint/",
        WorkflowEndpointViewSet.as_view({"get": "list"}),
        name="workflow-endpoints",
    ),
    path(
        "workflow/endpoint/<uuid:pk>/",
        WorkflowEndpointViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="workflow-endpoint",
    ),
    path("tool/", ToolViewSet.as_view({"get": "list"}), name="tools"),
    path("tool_instance/", ToolInstanceViewSet.as_view(_COLLECTION), name="tool-instances"),
    path(
        "tool_instance/<uuid:pk>/",
        ToolInstanceViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
        name="tool-instance",
    ),
    path("tags/", TagViewSet.as_view(_COLLECTION), name="tags"),
    path(
        "tags/<uuid:pk>/",
        TagViewSet.as_view(
            {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
        ),
        name="tag",
    ),
]
