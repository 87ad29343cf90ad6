from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import NotSupportedError, models
from django.db.models import Count

from common.crypto import digests

if TYPE_CHECKING:
    from organizations.access import OrganizationAccess


class MembershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        return self.filter(organization=access.organization)

    def people(self) -> Self:
        return self.filter(user__is_service_account=False)


class GroupQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        return self.filter(organization=access.organization)

    def with_member_count(self) -> Self:
        return self.annotate(member_count=Count("memberships"))


class PlatformKeyQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        return self.filter(organization=access.organization)

    def find(self, secret: str) -> Any | None:
        """The key of ``secret`` and the rows that a request needs with it, in one query."""
        return (
            self.select_related("organization", "service_account")
            .filter(digest__in=digests(secret))
            .first()
        )


class AuditEventQuerySet(models.QuerySet[Any]):
    """Rows that are never changed. They are deleted with their organization, by a cascade."""

    def visible_to(self, access: OrganizationAccess) -> Self:
        return self.filter(organization=access.organization)

    def update(self, **kwargs: Any) -> int:
        raise NotSupportedError("The audit log is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NotSupportedError("The audit log is append-only.")
