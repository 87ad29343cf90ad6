from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from common.crypto import digest
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from organizations.access import OrganizationAccess


class APIKeyQuerySet(models.QuerySet[Any]):
    def matching(self, secret: str, now: datetime) -> Self:
        """The key whose present secret, or former one within its grace, this is."""
        value = digest(secret)
        return self.filter(Q(digest=value) | Q(former_digest=value, former_until__gt=now))

    def with_named(self, organization_id: str, api_name: str) -> Self:
        """What is known of the deployment that an address names, whatever the key runs.

        Each row carries ``named_id``, ``named_is_active`` and ``lists_named``.
        """
        named = APIDeployment.objects.filter(
            organization__organization_id=organization_id, api_name=api_name
        )
        listings = self.model.api_deployments.through._default_manager
        return self.annotate(
            named_id=Subquery(named.values("pk")),
            named_is_active=Subquery(named.values("is_active")),
            lists_named=Exists(
                listings.filter(apikey=OuterRef("pk"), apideployment__in=named.values("pk"))
            ),
        )

    def working_at(self, now: datetime) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), is_active=True)

    def of_organization(self, access: OrganizationAccess) -> Self:
        """The keys of the organization itself, with what a row shows."""
        ids = APIDeployment.objects.only("pk").order_by()
        return (
            self.filter(organization=access.organization)
            .prefetch_related(Prefetch("api_deployments", queryset=ids))
            .order_by("-created_at", "pk")
        )

    def with_target(self) -> Self:
        return self.select_related("api", "pipeline", "organization")

    def visible_to(self, access: OrganizationAccess) -> Self:
        """The keys of the deployments and pipelines that the caller sees."""
        return self.filter(
            Q(api__in=APIDeployment.objects.visible_to(access))
            | Q(pipeline__in=Pipeline.objects.visible_to(access))
        )
