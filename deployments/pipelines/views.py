from typing import Any

from rest_framework.serializers import BaseSerializer

from deployments.keyed_views import KeyedViewSet
from deployments.pipelines import schema
from deployments.pipelines.filters import PipelineFilter
from deployments.pipelines.models import Pipeline
from deployments.pipelines.serializers import NewPipelineSerializer, PipelineSerializer
from deployments.pipelines.services import create_pipeline
from organizations.sharing.viewsets import SHARING_SERIALIZERS


@schema.pipelines
class PipelineViewSet(KeyedViewSet):
    """The organization's pipelines."""

    operation_name = "pipelines"
    tag = "pipelines"
    noun = "pipeline"
    queryset = Pipeline.objects.select_related("workflow")
    serializer_class = PipelineSerializer
    serializer_classes = {**SHARING_SERIALIZERS, "create": NewPipelineSerializer}
    filterset_class = PipelineFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_pipeline(
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )
