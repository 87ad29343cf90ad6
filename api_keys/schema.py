"""The OpenAPI description of these routes."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view

from api_keys.serializers import (
    APIKeySerializer,
    ChangedAPIKeySerializer,
    NewAPIKeySerializer,
    RotationSerializer,
)


def _target_keys(noun: str) -> Any:
    return extend_schema_view(
        list=extend_schema(
            summary=f"List a {noun}'s keys",
            description="Newest first. Owners see the secrets, others see asterisks.",
            responses=APIKeySerializer(many=True),
        ),
        create=extend_schema(
            summary=f"Create a key of a {noun}",
            request=NewAPIKeySerializer,
            responses={201: APIKeySerializer},
        ),
        create_by_body=extend_schema(
            summary=f"Create a key of the {noun} that the body names",
            request=NewAPIKeySerializer,
            responses={201: APIKeySerializer},
        ),
    )


deployment_keys = _target_keys("deployment")
pipeline_keys = _target_keys("pipeline")
api_keys = extend_schema_view(
    retrieve=extend_schema(summary="Get a key", responses=APIKeySerializer),
    update=extend_schema(
        summary="Change a key",
        description="Fields left out stay.",
        request=ChangedAPIKeySerializer,
        responses=APIKeySerializer,
    ),
    partial_update=extend_schema(
        summary="Change some fields of a key",
        request=ChangedAPIKeySerializer,
        responses=APIKeySerializer,
    ),
    destroy=extend_schema(summary="Delete a key", description="It stops working at once."),
    rotate=extend_schema(
        summary="Give a key a new secret",
        request=RotationSerializer,
        responses=APIKeySerializer,
    ),
)
