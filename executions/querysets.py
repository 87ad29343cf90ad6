from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from organizations.access import OrganizationAccess


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

    def running(self) -> Self:
        return self.filter(status__in=self.model.RUNNING)


class FileExecutionQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(status__in=self.model.UNFINISHED)
