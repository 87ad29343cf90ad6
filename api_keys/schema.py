"""The OpenAPI description of these routes."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from api_keys import examples
from api_keys.serializers import (
    APIKeySerializer,
    ChangedAPIKeySerializer,
    NewAPIKeySerializer,
    OrganizationKeySerializer,
    RotationSerializer,
    WrittenOrganizationKeySerializer,
)


def _target_keys(noun: str, field: str) -> Any:
    """The routes of what keys name in ``field``."""
    shown = [examples.key_of(field)]
    created = {201: OpenApiResponse(APIKeySerializer, examples=shown)}
    return extend_schema_view(
        list=extend_schema(
            summary=f"List a {noun}'s keys",
            description="Newest first. Owners see the secrets, others see asterisks.",
            responses=OpenApiResponse(APIKeySerializer(many=True), examples=shown),
        ),
        create=extend_schema(
            summary=f"Create a key of a {noun}",
            request=OpenApiRequest(NewAPIKeySerializer, examples=[examples.new_key()]),
            responses=created,
        ),
        create_by_body=extend_schema(
            summary=f"Create a key of the {noun} that the body names",
            request=OpenApiRequest(NewAPIKeySerializer, examples=[examples.new_key_of(field)]),
            responses=created,
        ),
    )


deployment_keys = _target_keys("deployment", "api")
pipeline_keys = _target_keys("pipeline", "pipeline")


def _one_key(noun: str, shown: Any, changed: Any) -> dict[str, Any]:
    return {
        "retrieve": extend_schema(summary=f"Get {noun}", responses=shown),
        "update": extend_schema(
            summary=f"Change {noun}",
            description="Fields left out stay.",
            request=changed,
            responses=shown,
        ),
        "partial_update": extend_schema(
            summary=f"Change some fields of {noun}", request=changed, responses=shown
        ),
        "destroy": extend_schema(summary=f"Delete {noun}", description="It stops working at once."),
        "rotate": extend_schema(
            summary=f"Give {noun} a new secret", request=RotationSerializer, responses=shown
        ),
    }


api_keys = extend_schema_view(**_one_key("a key", APIKeySerializer, ChangedAPIKeySerializer))
organization_keys = extend_schema_view(
    list=extend_schema(
        summary="List the organization's keys",
        description="Keys that run all deployments or several. Newest first.",
        responses=OrganizationKeySerializer(many=True),
    ),
    create=extend_schema(
        summary="Create a key of the organization",
        description="It runs the deployments in `api_deployments`, or all of them.",
        request=WrittenOrganizationKeySerializer,
        responses={201: OrganizationKeySerializer},
    ),
    **_one_key(
        "a key of the organization", OrganizationKeySerializer, WrittenOrganizationKeySerializer
    ),
)
