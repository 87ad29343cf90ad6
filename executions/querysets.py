from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from organizations.access import OrganizationAccess
from organizations.models import Organization


class ExecutionQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        """Executions of what the caller sees; those of deleted deployments only for admins."""
        rows = self.filter(organization=access.organization)
        if access.owns_everything:
            return rows
        return rows.filter(
            Q(deployment__in=APIDeployment.objects.visible_to(access))
            | Q(pipeline__in=Pipeline.objects.visible_to(access))
        )

    def carrying(
        self, names: Sequence[str], *, organization: Organization
    ) -> models.QuerySet[Any, dict[str, Any]]:
        """The ids of the organization's executions that carry every tag of these different names.

        One join, however many names there are.
        """
        labels = self.model.labels.through.objects.filter(
            tag__organization=organization, tag__name__in=names
        )
        counted = labels.values("execution_id").annotate(found=Count("tag_id"))
        found: models.QuerySet[Any, dict[str, Any]] = counted.filter(found=len(names))
        return found.values("execution_id")

    def running(self) -> Self:
        return self.filter(status__in=self.model.RUNNING)


class FileExecutionQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(status__in=self.model.UNFINISHED)
