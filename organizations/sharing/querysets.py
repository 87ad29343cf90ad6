from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

if TYPE_CHECKING:
    from organizations.access import OrganizationAccess


class ShareableQuerySet(models.QuerySet[Any]):
    """Rows of a resource that is owned and shared."""

    def visible_to(self, access: OrganizationAccess) -> Self:
        """What the caller owns, or what is shared with them: by name, by group, or org-wide."""
        rows = self.filter(organization=access.organization)
        if access.owns_everything:
            return rows
        members = self.model._meta.get_field("members").related_model._default_manager
        groups = self.model._meta.get_field("group_shares").related_model._default_manager
        return rows.filter(
            Q(shared_to_org=True)
            | Q(pk__in=members.filter(user=access.user).values("resource"))
            | Q(pk__in=groups.filter(group__in=access.group_ids).values("resource"))
        )

    def for_detail(self) -> Self:
        """With what a detail shows of other tables."""
        return self.select_related("organization", "created_by")

    def for_list(self) -> Self:
        """With what each row of a list shows, in a constant number of queries."""
        return self.for_detail().prefetch_related("members", "group_shares")

    def with_part_of(self, access: OrganizationAccess) -> Self:
        """Each row knows the caller's part in it, which ``is_owner`` and ``is_named`` ask for.

        ``callers_role`` is None for who is no member of it; ``callers_group`` says whether it is
        shared with a group of theirs.
        """
        members = self.model._meta.get_field("members").related_model._default_manager
        groups = self.model._meta.get_field("group_shares").related_model._default_manager
        of_row = {"resource": OuterRef("pk")}
        return self.annotate(
            callers_role=Subquery(members.filter(**of_row, user=access.user).values("role")),
            callers_group=Exists(groups.filter(**of_row, group__in=access.group_ids)),
        )
