from typing import Any

from django.urls import path

from organizations.sharing.urls import sharing_urlpatterns
from workflows.views import (
    TagViewSet,
    ToolInstanceViewSet,
    ToolViewSet,
    WorkflowEndpointViewSet,
    WorkflowViewSet,
)

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}
_RESOURCE: dict[str, Any] = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}

urlpatterns = [
    path("workflow/", WorkflowViewSet.as_view(_COLLECTION), name="workflows"),
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
    path("workflow/<uuid:pk>/", WorkflowViewSet.as_view(_RESOURCE), name="workflow"),
    *sharing_urlpatterns(WorkflowViewSet, "workflow/<uuid:pk>/", "workflow"),
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
    path("tags/<uuid:pk>/", TagViewSet.as_view(_RESOURCE), name="tag"),
]
