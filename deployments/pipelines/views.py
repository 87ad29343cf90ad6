from typing import Any

from deployments.keyed_views import KeyedViewSet
from deployments.pipelines import schema
from deployments.pipelines.filters import PipelineFilter
from deployments.pipelines.models import Pipeline
from deployments.pipelines.serializers import NewPipelineSerializer, PipelineSerializer
from deployments.services import create_pipeline


@schema.pipelines
class PipelineViewSet(KeyedViewSet):
    """The organization's pipelines."""

    operation_name = "pipelines"
    tag = "pipelines"
    noun = "pipeline"
    file_named_by = "pipeline_name"
    queryset = Pipeline.objects.select_related(
        "organization", "workflow", "created_by"
    ).prefetch_related("members", "group_shares")
    serializer_class = PipelineSerializer
    serializer_classes = {"create": NewPipelineSerializer}
    filterset_class = PipelineFilter

    def perform_create(self, fields: dict[str, Any]) -> Any:
        return create_pipeline(
            organization=self.access.organization, user=self.access.user, fields=fields
        )
