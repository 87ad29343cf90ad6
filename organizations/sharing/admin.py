"""Who has a part in a resource, on its admin page."""

from unfold.admin import TabularInline

from organizations.rows.admin import ReadOnlyInline
from organizations.sharing.models import ResourceGroup, ResourceMember


def sharing_inlines(
    members: type[ResourceMember], groups: type[ResourceGroup]
) -> list[type[TabularInline]]:
    """Shown only: the API keeps the rules of sharing, such as a last owner."""

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
