from django.http import HttpResponse
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from deployments.pipelines import schema
from deployments.pipelines.filters import PipelineFilter
from deployments.pipelines.serializers import NewPipelineSerializer, PipelineSerializer
from deployments.postman import KEY_PLACEHOLDER, attachment, pipeline_collection
from deployments.services import create_pipeline, live_secret
from organizations.permissions import Need
from organizations.sharing import is_owner
from workflows.models import Pipeline
from workflows.views.resources import RESOURCE_NEEDS, ResourceViewSet


class NoActiveKey(Conflict):
    default_detail = "This pipeline has no active key; create or activate one first."
    default_code = "no_active_key"


@schema.pipelines
class PipelineViewSet(ResourceViewSet):
    """The organization's pipelines."""

    needs = {**RESOURCE_NEEDS, "postman_collection": Need.MEMBER}
    operation_name = "pipelines"
    tag = "pipelines"
    noun = "pipeline"
    queryset = Pipeline.objects.select_related(
        "organization", "workflow", "created_by"
    ).prefetch_related("members", "group_shares")
    serializer_class = PipelineSerializer
    serializer_classes = {"create": NewPipelineSerializer}
    filterset_class = PipelineFilter

    def create(self, request: Request, **kwargs: str) -> Response:
        pipeline, key = create_pipeline(
            organization=self.access.organization,
            user=self.access.user,
            fields=self.validated(request),
        )
        body = {**PipelineSerializer(pipeline).data, "api_key": key.secret}
        return Response(body, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["get"])
    def postman_collection(self, request: Request, **kwargs: str) -> HttpResponse:
        pipeline = self.get_object()
        secret = live_secret(target=pipeline)
        if secret is None:
            raise NoActiveKey
        if not (self.access.may_see_secrets and is_owner(pipeline, self.access)):
            secret = KEY_PLACEHOLDER
        collection = pipeline_collection(pipeline, api_key=secret, request=request)
        return attachment(collection, pipeline.pipeline_name)
