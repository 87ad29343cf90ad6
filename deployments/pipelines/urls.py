from django.urls import path

from deployments.pipelines.views import PipelineViewSet
from organizations.sharing.urls import sharing_urlpatterns

urlpatterns = [
    path("pipeline/", PipelineViewSet.as_view({"get": "list", "post": "create"}), name="pipelines"),
    path(
        "pipeline/<uuid:pk>/",
        PipelineViewSet.as_view(
            {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
        ),
        name="pipeline",
    ),
    path(
        "pipeline/api/postman_collection/<uuid:pk>/",
        PipelineViewSet.as_view({"get": "postman_collection"}),
        name="pipeline-postman-collection",
    ),
    *sharing_urlpatterns(PipelineViewSet, "pipeline/<uuid:pk>/", "pipeline"),
]
