"""How the OpenAPI description is made beyond what the serializers say themselves."""

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from common.api import examples

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_UNSAFE_WITH_BODY = {"POST", "PUT", "PATCH"}


class ErrorDetailSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="A short word for programs.")
    detail = serializers.CharField(help_text="One sentence for people.")
    attr = serializers.CharField(
        allow_null=True,
        help_text="The field at fault, dotted when nested; null without one.",
    )


@examples.error
class ErrorSerializer(serializers.Serializer[Any]):
    """The body of every refusal."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorDetailSerializer(many=True)  # type: ignore[assignment]  # the field is named so
    message = serializers.CharField(help_text="All details in one text.")


# by status: the name of the shared response, and what it says
_REFUSALS = {
    "400": ("BadRequest", "A field, parameter or the body is not as it should be."),
    "401": ("Unauthorized", "The credential is missing, unknown, revoked or expired."),
    "403": ("Forbidden", "The caller may not do this, or is no member of the organization."),
    "404": ("NotFound", "There is no such thing here, or the caller can't see it."),
    "406": ("NotAcceptable", "The request accepts no JSON."),
    "411": ("LengthRequired", "The body came in chunks, without its length."),
    "413": ("ContentTooLarge", "The body is too large."),
    "415": ("UnsupportedMediaType", "The body has a media type that isn't read here."),
}


class AutoSchema(SpectacularAutoSchema):
    """Adds the shared error responses to each operation and stable operation ids.

    A view names itself by ``operation_name``: ``deployments`` gives ``deployments_list``. Where its
    errors carry more, it says so by method in ``error_serializers``.
    """

    global_params: list[Any] = []

    def get_operation_id(self) -> str:
        name = getattr(self.view, "operation_name", None)
        action = getattr(self.view, "action", None)
        if name and action:
            return f"{name}_{action}"
        return str(super().get_operation_id())

    def get_tags(self) -> list[str]:
        tag = getattr(self.view, "tag", None)
        return [tag] if tag else list(super().get_tags())

    def get_override_parameters(self) -> list[Any]:
        return []

    def _error_statuses(self) -> list[str]:
        statuses = {"406"}
        if self.get_auth() != [{}]:
            statuses |= {"401", "403"}
        if self.method in _UNSAFE_WITH_BODY:
            statuses |= {"400", "411", "413", "415"}
        if self._is_list_view():
            statuses.add("400")
        if self._is_list_view() or set(self.path_params()) - {"org_id"}:
            statuses.add("404")
        return sorted(statuses)

    def path_params(self) -> list[str]:
        return [
            part[1:-1]
            for part in self.path.split("/")
            if part.startswith("{") and part.endswith("}")
        ]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self._error_statuses():
            if code not in bodies:
                bodies[code] = self._refusal(code)
        return dict(sorted(bodies.items()))

    def _refusal(self, code: str) -> dict[str, Any]:
        name, meaning = _REFUSALS[code]
        own = getattr(self.view, "error_serializers", {}).get(self.method)
        body: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]  # drf-spectacular's own
            OpenApiResponse(own or ErrorSerializer, meaning), code, ["application/json"]
        )
        if own is not None:
            return body
        shared = ResolvedComponent(name, ResolvedComponent.RESPONSE, body, ErrorSerializer)
        self.registry.register_on_missing(shared)
        return dict(shared.ref)

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]  # drf-spectacular's own
        for parameter in parameters:
            if parameter["name"] == "org_id":
                parameter["description"] = "The organization's public id, such as org_acme."
                parameter["schema"] = build_basic_type(OpenApiTypes.STR)
        return parameters


def api_paths_only(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """The description covers the API, not the documentation pages themselves.

    An address that is served with and without a final slash is described without. Paths come as the
    URL configuration has them, and the methods of each in one order: drf-spectacular takes them out
    of a set.
    """
    places = {path: place for place, path in enumerate(dict.fromkeys(row[0] for row in endpoints))}
    described = [
        endpoint
        for endpoint in endpoints
        if endpoint[0].startswith(("/api/v1/", "/deployment/"))
        and not (endpoint[0].endswith("/") and endpoint[0].removesuffix("/") in places)
    ]
    return sorted(described, key=lambda row: (places[row[0]], _METHODS.index(row[2])))


def modern_nullables(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """OpenAPI 3.1 has no ``nullable``: turn what is left of it into a type list."""

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.pop("nullable", None) is True:
                if isinstance(node.get("type"), str):
                    node["type"] = [node["type"], "null"]
                elif "$ref" in node:
                    node["oneOf"] = [{"$ref": node.pop("$ref")}, {"type": "null"}]
            # a schema that takes anything takes null, which no "one of" may match twice
            if node.get("oneOf") == [{}, {"type": "null"}]:
                del node["oneOf"]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(result)
    return result
