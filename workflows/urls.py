from typing import Any

from django.urls import include, path

from organizations.urls import sharing_urlpatterns
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
    path("", include("workflows.prompt_studio_urls")),
]
