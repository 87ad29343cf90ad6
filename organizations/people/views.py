from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from organizations.models import Group, Membership
from organizations.people import schema
from organizations.people.serializers import (
    GroupMemberSerializer,
    GroupSerializer,
    NewGroupMembersSerializer,
    OrganizationMemberSerializer,
)
from organizations.people.services import (
    add_group_members,
    change_group,
    create_group,
    delete_group,
    remove_group_member,
)
from organizations.permissions import Need
from organizations.viewsets import OrganizationViewSet


@schema.users
class OrganizationUserViewSet(OrganizationViewSet):
    """The organization's members, service accounts among them."""

    needs = {"list": Need.MEMBER}
    queryset = Membership.objects.select_related("user").order_by("user_id")
    serializer_class = OrganizationMemberSerializer

    def list(self, request: Request, **kwargs: str) -> Response:
        # clients expect all members in one answer, so only those who ask for pages get them
        rows = self.get_queryset()
        if not {"page", "page_size"} & set(request.query_params):
            return Response({"members": self.get_serializer(rows, many=True).data})
        response = self.page_of(rows)
        response.data["members"] = response.data.pop("results")
        return response


@schema.groups
class GroupViewSet(ModelViewSet[Any], OrganizationViewSet):
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

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        group = create_group(
            organization=self.access.organization,
            user=self.access.user,
            **serializer.validated_data,
        )
        serializer.instance = self._counted(group)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        group: Any = serializer.instance
        change_group(group=group, user=self.access.user, changes=serializer.validated_data)

    def perform_destroy(self, instance: Group) -> None:
        delete_group(group=instance, user=self.access.user)

    @action(detail=True, methods=["get"])
    def members(self, request: Request, **kwargs: str) -> Response:
        group: Group = self.get_object()
        return self.page_of(group.memberships.select_related("user").order_by("user_id"))

    @action(detail=True, methods=["post"])
    def add_members(self, request: Request, **kwargs: str) -> Response:
        group: Group = self.get_object()
        body = self.checked_body()
        add_group_members(group=group, user=self.access.user, **body.validated_data)
        body.instance = self._counted(group)
        return Response(body.data)

    @action(detail=True, methods=["delete"])
    def remove_member(self, request: Request, **kwargs: str) -> Response:
        user_id = int(self.kwargs["user_id"])
        remove_group_member(group=self.get_object(), user=self.access.user, user_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _counted(self, group: Group) -> Group:
        """The group with its number of members now; it may be deleted already."""
        row: Group = get_object_or_404(self.get_queryset(), pk=group.pk)
        return row
