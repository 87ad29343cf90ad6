from django.urls import path

from deployments.views import APIDeploymentViewSet
from organizations.sharing.urls import resource_urlpatterns

urlpatterns = [
    *resource_urlpatterns(APIDeploymentViewSet, "deployment/", "deployment"),
    path(
        "deployment/by-prompt-studio-tool/",
        APIDeploymentViewSet.as_view({"get": "by_prompt_studio_tool"}),
        name="deployments-by-tool",
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
]
