from typing import Any

from django.urls import path

from api_keys.views import (
    APIKeyViewSet,
    DeploymentKeysViewSet,
    OrganizationKeysViewSet,
    PipelineKeysViewSet,
)

_BY_PATH: dict[str, Any] = {"get": "list", "post": "create"}
_BY_BODY: dict[str, Any] = {"post": "create_by_body"}
_ONE: dict[str, Any] = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}

urlpatterns = [
    path("keys/api/", DeploymentKeysViewSet.as_view(_BY_BODY), name="deployment-keys-by-body"),
    path("keys/api/<uuid:pk>/", DeploymentKeysViewSet.as_view(_BY_PATH), name="deployment-keys"),
    path("keys/pipeline/", PipelineKeysViewSet.as_view(_BY_BODY), name="pipeline-keys-by-body"),
    path("keys/pipeline/<uuid:pk>/", PipelineKeysViewSet.as_view(_BY_PATH), name="pipeline-keys"),
    path(
        "keys/<uuid:pk>/",
        APIKeyViewSet.as_view(_ONE),
        name="api-key",
    ),
    path(
        "keys/<uuid:pk>/rotate/", APIKeyViewSet.as_view({"post": "rotate"}), name="api-key-rotate"
    ),
]

organization_key_urlpatterns = [
    path(
        "global-api-deployment/keys/",
        OrganizationKeysViewSet.as_view(_BY_PATH),
        name="organization-keys",
    ),
    path(
        "global-api-deployment/keys/<uuid:pk>/",
        OrganizationKeysViewSet.as_view(_ONE),
        name="organization-key",
    ),
    path(
        "global-api-deployment/keys/<uuid:pk>/rotate/",
        OrganizationKeysViewSet.as_view({"post": "rotate"}),
        name="organization-key-rotate",
    ),
]
