from typing import Any

from django.urls import include, path

from organizations.urls import sharing_urlpatterns
from workflows.views.connections import AdapterViewSet, ConnectorViewSet, TagViewSet
from workflows.views.tools import ToolInstanceViewSet, ToolViewSet
from workflows.views.workflows import WorkflowEndpointViewSet, WorkflowViewSet

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
    path("adapter/", AdapterViewSet.as_view(_COLLECTION), name="adapters"),
    path("adapter/<uuid:pk>/", AdapterViewSet.as_view(_RESOURCE), name="adapter"),
    path("adapter/<uuid:pk>/test/", AdapterViewSet.as_view({"post": "test"}), name="adapter-test"),
    *sharing_urlpatterns(AdapterViewSet, "adapter/<uuid:pk>/", "adapter"),
    path("connector/", ConnectorViewSet.as_view(_COLLECTION), name="connectors"),
    path("connector/<uuid:pk>/", ConnectorViewSet.as_view(_RESOURCE), name="connector"),
    *sharing_urlpatterns(ConnectorViewSet, "connector/<uuid:pk>/", "connector"),
    path("tags/", TagViewSet.as_view(_COLLECTION), name="tags"),
    path("tags/<uuid:pk>/", TagViewSet.as_view(_RESOURCE), name="tag"),
    path("", include("workflows.prompt_studio_urls")),
]
