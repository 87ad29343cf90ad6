"""The base of every view under an organization's prefix."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from common.api.chunks import refuse_chunks
from organizations.access import OrganizationAccess, resolve_access
from organizations.permissions import Need


class OrganizationView(APIView):
    """A view of one organization: ``self.access`` is resolved before any permission runs."""

    access: OrganizationAccess
    needs: ClassVar[dict[str, Need]] = {}

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        self.access = resolve_access(request.user, request.auth, self.kwargs["org_id"])

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_chunks(request)


class OrganizationViewSet(OrganizationView, GenericViewSet[Any]):
    """Works on what the caller sees; what an action asks of the caller is declared in ``needs``."""

    queryset: QuerySet[Any]
    # The serializer of an action, where it isn't ``serializer_class``: it checks the body and shows
    # the result. One that shows it as another serializer does is a ``BodySerializer``.
    serializer_classes: ClassVar[dict[str, type[BaseSerializer[Any]]]] = {}
    # what answers with a page of the rows; only those take filters
    list_actions: ClassVar[frozenset[str]] = frozenset({"list"})
    # what the caller would have to own, in the words of a refusal
    owned: ClassVar[str] = "this resource"

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.visible_rows()

    def visible_rows(self) -> QuerySet[Any]:
        rows: Any = self.queryset.all()
        visible: QuerySet[Any] = rows.visible_to(self.access)
        return visible

    def resource_of(self, row: Any) -> Any:
        """The object on which the caller needs the right; None where it is deleted already."""
        return row

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, self.resource_of(obj))

    def check_right_to(self, resource: Any) -> None:
        """Refuse a caller who lacks the action's right to a resource that the body names."""
        super().check_object_permissions(self.request, resource)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return self.serializer_classes.get(self.action or "", super().get_serializer_class())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "access": getattr(self, "access", None)}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.action in self.list_actions:
            return super().filter_queryset(queryset)
        return queryset

    def checked_body(self, instance: Any = None) -> BaseSerializer[Any]:
        """The action's serializer, which has checked the body."""
        serializer = self.get_serializer(instance, data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer

    def page_of(self, queryset: QuerySet[Any]) -> Response:
        """One page of rows that belong to the view's object, by the action's serializer."""
        page = self.paginate_queryset(queryset)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
