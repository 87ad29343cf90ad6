from django.urls import path

from deployments.pipelines.views import PipelineViewSet
from organizations.sharing.urls import resource_urlpatterns

urlpatterns = [
    *resource_urlpatterns(PipelineViewSet, "pipeline/", "pipeline"),
    path(
        "pipeline/api/postman_collection/<uuid:pk>/",
        PipelineViewSet.as_view({"get": "postman_collection"}),
        name="pipeline-postman-collection",
    ),
]
