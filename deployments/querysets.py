from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db.models import F, Prefetch

from organizations.sharing.querysets import ShareableQuerySet


class APIDeploymentQuerySet(ShareableQuerySet):
    def for_detail(self) -> Self:
        return self.select_related("organization", "workflow", "created_by", "modified_by")

    def for_list(self) -> Self:
        """Everything that a list row shows, in two queries whatever the number of rows.

        What ran last comes first, then what never ran, newest first. What rows take from other
        tables comes as annotations: a thousand rows with an object for each relation cost more
        than their query.
        """
        members = self.model._meta.get_field("members").related_model._default_manager
        owners = (
            members.filter(role="owner")
            .annotate(email=F("user__email"), is_service_account=F("user__is_service_account"))
            .order_by("since", "pk")
        )
        return (
            self.annotate(
                workflow_name=F("workflow__workflow_name"), created_by_email=F("created_by__email")
            )
            .prefetch_related(Prefetch("members", queryset=owners, to_attr="owners"))
            .order_by(F("last_run_at").desc(nulls_last=True), "-created_at", "pk")
        )

    def using_tool(self, tool_id: UUID) -> Self:
        """Deployments whose workflow uses an exported version of the Prompt Studio tool."""
        return self.filter(workflow__tool_instance__registry_entry__tool=tool_id)
