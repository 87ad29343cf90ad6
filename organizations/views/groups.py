from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import schema
from organizations.models import Group
from organizations.permissions import Need
from organizations.serializers import (
    GroupMemberSerializer,
    GroupSerializer,
    NewGroupMembersSerializer,
)
from organizations.services import (
    add_group_members,
    change_group,
    create_group,
    delete_group,
    remove_group_member,
)
from organizations.viewsets import ListMixin, RetrieveMixin


@schema.groups
class GroupViewSet(ListMixin, RetrieveMixin):
    """Groups are seen by every member, who may share with them, and changed by org admins."""

    needs = {
        "list": Need.MEMBER,
        "create": Need.ADMIN,
        "retrieve": Need.MEMBER,
        "partial_update": Need.ADMIN,
        "destroy": Need.ADMIN,
        "members": Need.MEMBER,
        "add_members": Need.ADMIN,
        "remove_member": Need.ADMIN,
    }
    operation_name = "groups"
    tag = "organization"
    queryset = Group.objects.all()
    serializer_class = GroupSerializer
    serializer_classes = {
        "members": GroupMemberSerializer,
        "add_members": NewGroupMembersSerializer,
    }
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        counted: QuerySet[Any] = rows.with_member_count().order_by("name", "pk")
        return counted

    def _shown(self, group: Group, status_code: int = status.HTTP_200_OK) -> Response:
        # it may have been deleted since it was written
        row = get_object_or_404(self.get_queryset(), pk=group.pk)
        return Response(GroupSerializer(row).data, status=status_code)

    def create(self, request: Request, **kwargs: str) -> Response:
        group = create_group(
            organization=self.access.organization,
            user=self.access.user,
            **self.validated(request),
        )
        return self._shown(group, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        group = self.get_object()
        changes = self.validated(request, instance=group, partial=True)
        change_group(group=group, user=self.access.user, changes=changes)
        return self._shown(group)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_group(group=self.get_object(), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["get"])
    def members(self, request: Request, **kwargs: str) -> Response:
        group: Group = self.get_object()
        return self.page_of(group.memberships.select_related("user").order_by("user_id"))

    @action(detail=True, methods=["post"])
    def add_members(self, request: Request, **kwargs: str) -> Response:
        group: Group = self.get_object()
        user_ids = self.validated(request)["user_ids"]
        add_group_members(group=group, user=self.access.user, user_ids=user_ids)
        return self._shown(group)

    @action(detail=True, methods=["delete"])
    def remove_member(self, request: Request, **kwargs: str) -> Response:
        user_id = int(self.kwargs["user_id"])
        remove_group_member(group=self.get_object(), user=self.access.user, user_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
