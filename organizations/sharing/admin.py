"""Who has a part in a resource, on its admin page."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline

from organizations.sharing.models import ResourceGroup, ResourceMember


class ReadOnlyInline(TabularInline):
    """Rows to look at: the API keeps their rules."""

    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def sharing_inlines(
    members: type[ResourceMember], groups: type[ResourceGroup]
) -> list[type[TabularInline]]:
    """To look at: the API keeps the rules of sharing, such as a last owner."""

    class MemberInline(ReadOnlyInline):
        model = members
        fields = ["user", "role", "since"]
        ordering = ["since", "pk"]
        verbose_name_plural = "people"

    class GroupInline(ReadOnlyInline):
        model = groups
        fields = ["group"]
        verbose_name_plural = "groups"

    return [MemberInline, GroupInline]
