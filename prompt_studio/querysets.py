from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from organizations.access import OrganizationAccess


class RegistryEntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        """The entries of tools that the caller sees, and those published to the caller."""
        rows = self.filter(organization=access.organization)
        if access.owns_everything:
            return rows
        tools = apps.get_model("prompt_studio", "PromptStudioTool")._default_manager.all()
        return rows.filter(
            Q(shared_to_org=True)
            | Q(tool__in=tools.visible_to(access))
            | Q(
                pk__in=self.model.shared_users.through.objects.filter(user=access.user).values(
                    "registryentry"
                )
            )
        )

    def with_newest_version(self) -> Self:
        """Rows carry ``version``, the number of the export that deployments run."""
        exports = apps.get_model("prompt_studio", "ToolExport")._default_manager
        newest = exports.filter(entry=OuterRef("pk")).order_by("-version")
        return self.annotate(version=Subquery(newest.values("version")[:1]))
