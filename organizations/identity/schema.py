"""The OpenAPI description of these routes."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from organizations.identity.serializers import (
    ActiveOrganizationSerializer,
    LoginSerializer,
    OrganizationListSerializer,
    SessionSerializer,
    SignedOutSerializer,
    WhoAmISerializer,
)

_TAGS = ["identity"]


class PlatformKeyScheme(OpenApiAuthenticationExtension):
    target_class = "organizations.authentication.PlatformKeyAuthentication"
    name = "platformKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A platform key of the organization. Its tier decides the methods.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "organizations.authentication.SignedInAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A person's session; writes also need the X-CSRFToken header.",
        }


login = extend_schema_view(
    get=extend_schema(exclude=True),
    post=extend_schema(
        operation_id="session_login",
        tags=_TAGS,
        summary="Log in",
        description=(
            "JSON answers with the session; a form redirects to `next`, as browsers expect. "
            "Both set the cookies `sessionid` and `csrftoken`."
        ),
        auth=[],
        request={
            "application/json": LoginSerializer,
            "application/x-www-form-urlencoded": LoginSerializer,
        },
        responses={
            200: SessionSerializer,
            302: OpenApiResponse(description="A form's log-in worked."),
            400: OpenApiResponse(ErrorSerializer, "A field is missing."),
            401: OpenApiResponse(ErrorSerializer, "Wrong e-mail address or password."),
            403: OpenApiResponse(ErrorSerializer, "Sent from another site's page."),
            429: OpenApiResponse(ErrorSerializer, "Too many failed log-ins."),
        },
    ),
)
logout = extend_schema_view(
    get=extend_schema(exclude=True),
    post=extend_schema(
        operation_id="session_logout",
        tags=_TAGS,
        summary="Log out",
        auth=[{"session": []}],  # type: ignore[list-item]  # goes into the schema as it is
        request=None,
        responses={
            200: OpenApiResponse(SignedOutSerializer, "The session has ended."),
            403: OpenApiResponse(ErrorSerializer, "The CSRF token is missing or wrong."),
        },
    ),
)
session = extend_schema_view(
    get=extend_schema(
        operation_id="session_retrieve",
        tags=_TAGS,
        summary="Who is signed in",
        responses=SessionSerializer,
    )
)
organizations = extend_schema_view(
    get=extend_schema(
        operation_id="organizations_list",
        tags=_TAGS,
        summary="The caller's organizations",
        responses=OrganizationListSerializer,
    )
)
set_organization = extend_schema_view(
    post=extend_schema(
        operation_id="organizations_set",
        tags=_TAGS,
        summary="Make an organization the active one",
        request=None,
        responses=ActiveOrganizationSerializer,
    )
)
whoami = extend_schema_view(
    get=extend_schema(
        operation_id="platform_key_whoami",
        tags=_TAGS,
        summary="What this platform key is",
        responses=WhoAmISerializer,
    )
)
