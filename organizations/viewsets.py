"""The base of every view under an organization's prefix, and what shareable resources add."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from common.chunks import refuse_chunks
from organizations.access import OrganizationAccess, resolve_access
from organizations.permissions import Need
from organizations.sharing.models import ShareableModel


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
    """Reads what the caller sees; writes are declared in ``needs`` and done by services."""

    queryset: QuerySet[Any]
    # by action, where it isn't ``serializer_class``
    serializer_classes: ClassVar[dict[str, type[BaseSerializer[Any]]]] = {}
    # filters narrow lists; a detail is found by its id alone
    filtered_actions: ClassVar[frozenset[str]] = frozenset({"list"})

    # of rows that belong to a shareable resource: the path to it, and its model
    parent: ClassVar[tuple[str, type[ShareableModel]] | None] = None

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows: Any = self.queryset.all()
        if self.parent is None:
            visible: QuerySet[Any] = rows.visible_to(self.access)
            return visible
        path, model = self.parent
        parents: Any = model._default_manager.all()
        return self.queryset.filter(**{f"{path}__in": parents.visible_to(self.access)})

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        """Rows of a shareable resource may be changed by whoever may change that."""
        if self.parent is not None:
            for name in self.parent[0].split("__"):
                obj = getattr(obj, name)
        super().check_object_permissions(request, obj)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return self.serializer_classes.get(self.action or "", super().get_serializer_class())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "access": getattr(self, "access", None)}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.action in self.filtered_actions:
            return super().filter_queryset(queryset)
        return queryset

    def validated(self, request: Request, **kwargs: Any) -> dict[str, Any]:
        """The body, checked by the action's serializer."""
        serializer = self.get_serializer(data=request.data, **kwargs)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def page_of(self, queryset: QuerySet[Any], **kwargs: Any) -> Response:
        """One page of ``queryset`` by the action's serializer."""
        page = self.paginate_queryset(queryset)
        return self.get_paginated_response(self.get_serializer(page, many=True, **kwargs).data)


class ListMixin(OrganizationViewSet):
    def list(self, request: Request, **kwargs: str) -> Response:
        return self.page_of(self.filter_queryset(self.get_queryset()))


class RetrieveMixin(OrganizationViewSet):
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
