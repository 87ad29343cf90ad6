"""The OpenAPI description of these routes."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from deployments.serializers import (
    DeploymentSerializer,
    DeploymentSummarySerializer,
    NewDeploymentSerializer,
    PostmanCollectionSerializer,
)
from organizations.sharing.schema import sharing_schema

POSTMAN_COLLECTION = OpenApiResponse(PostmanCollectionSerializer, "A Postman v2.1.0 collection.")

deployments = extend_schema_view(
    list=extend_schema(
        summary="List deployments",
        description="Most recently run first, never-run last, then newest.",
        responses=DeploymentSummarySerializer(many=True),
    ),
    create=extend_schema(
        summary="Deploy a workflow",
        description="Makes the deployment and its first key, whose secret stands in `api_key`.",
        request=DeploymentSerializer,
        responses={201: NewDeploymentSerializer},
    ),
    retrieve=extend_schema(summary="Get a deployment"),
    update=extend_schema(summary="Replace a deployment"),
    partial_update=extend_schema(summary="Change a deployment"),
    destroy=extend_schema(
        summary="Delete a deployment", description="Its keys stop working at once."
    ),
    by_prompt_studio_tool=extend_schema(
        summary="Deployments that use a Prompt Studio tool",
        responses=DeploymentSummarySerializer(many=True),
    ),
    postman_collection=extend_schema(
        summary="The deployment as a Postman collection",
        description="Ready to run; callers who may not see the key get a placeholder for it.",
        responses={
            200: POSTMAN_COLLECTION,
            409: OpenApiResponse(ErrorSerializer, "The deployment has no active key."),
        },
    ),
    rotate_webhook_secret=extend_schema(
        summary="Change what webhooks are signed with",
        description="Signatures follow the standardwebhooks convention. From now on all deliveries "
        "are signed with the new secret, retries of earlier ones included.",
        request=None,
        responses=DeploymentSerializer,
    ),
    **sharing_schema("deployment"),
)
