from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from common.crypto import digest
from deployments.models import APIDeployment
from organizations.access import OrganizationAccess
from workflows.models import Pipeline


class APIKeyQuerySet(models.QuerySet[Any]):
    def matching(self, secret: str, now: datetime) -> Self:
        """The key whose present secret, or former one within its grace, this is."""
        value = digest(secret)
        return self.filter(Q(digest=value) | Q(former_digest=value, former_until__gt=now))

    def working_at(self, now: datetime) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), is_active=True)

    def visible_to(self, access: OrganizationAccess) -> Self:
        """The keys of what the caller sees."""
        return self.filter(
            Q(api__in=APIDeployment.objects.visible_to(access))
            | Q(pipeline__in=Pipeline.objects.visible_to(access))
        )
