from django.urls import path

from deployments.views import APIDeploymentViewSet
from organizations.sharing.urls import sharing_urlpatterns

urlpatterns = [
    path(
        "deployment/",
        APIDeploymentViewSet.as_view({"get": "list", "post": "create"}),
        name="deployments",
    ),
    path(
        "deployment/by-prompt-studio-tool/",
        APIDeploymentViewSet.as_view({"get": "by_prompt_studio_tool"}),
        name="deployments-by-tool",
    ),
    path(
        "deployment/<uuid:pk>/",
        APIDeploymentViewSet.as_view(
            {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
        ),
        name="deployment",
    ),
    path(
        "postman_collection/<uuid:pk>/",
        APIDeploymentViewSet.as_view({"get": "postman_collection"}),
        name="deployment-postman-collection",
    ),
    path(
        "deployment/<uuid:pk>/rotate-webhook-secret/",
        APIDeploymentViewSet.as_view({"post": "rotate_webhook_secret"}),
        name="deployment-rotate-webhook-secret",
    ),
    *sharing_urlpatterns(APIDeploymentViewSet, "deployment/<uuid:pk>/", "deployment"),
]
