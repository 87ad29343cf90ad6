from __future__ import annotations

from typing import Any, Self

from django.db import models

from organizations.access import OrganizationAccess


class TagQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: OrganizationAccess) -> Self:
        return self.filter(organization=access.organization)
