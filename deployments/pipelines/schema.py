"""The OpenAPI description of these routes."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from deployments.pipelines.serializers import NewPipelineSerializer, PipelineSerializer
from deployments.schema import POSTMAN_COLLECTION
from organizations.sharing.schema import resource_schema

pipelines = extend_schema_view(
    **resource_schema("pipeline", "pipelines")
    | {
        "create": extend_schema(
            summary="Create a pipeline",
            description="Makes the pipeline and its first key, whose secret stands in `api_key`.",
            request=PipelineSerializer,
            responses={201: NewPipelineSerializer},
        ),
        "destroy": extend_schema(
            summary="Delete a pipeline", description="Its keys stop working at once."
        ),
        "postman_collection": extend_schema(
            summary="The pipeline as a Postman collection",
            description="Ready to run; callers who may not see the key get a placeholder for it.",
            responses={
                200: POSTMAN_COLLECTION,
                409: OpenApiResponse(ErrorSerializer, "The pipeline has no active key."),
            },
        ),
    }
)
