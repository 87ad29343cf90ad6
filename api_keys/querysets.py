from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Prefetch, Q

from common.crypto import digests
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from organizations.access import OrganizationAccess


class APIKeyQuerySet(models.QuerySet[Any]):
    def matching(self, secret: str, now: datetime) -> Self:
        """The key with this secret: the present one, or a former one that still works."""
        values = digests(secret)
        return self.filter(Q(digest__in=values) | Q(former_digest__in=values, former_until__gt=now))

    def with_named(self, model: type[ExecutionTarget], **by: Any) -> Self:
        """Each key comes with the row that an address names, as ``named``; None without one.

        ``by`` finds it among all rows of ``model`` in the key's organization.
        """
        path = f"organization__{model._meta.get_field('organization').related_query_name()}"
        found = Q(**{f"{path}__{name}": value for name, value in by.items()})
        return self.annotate(named=FilteredRelation(path, condition=found)).select_related(
            "organization", "named"
        )

    def with_listing_of(self, api_name: str) -> Self:
        """Each key says in ``lists_named`` whether it lists the deployment of that name."""
        listings = self.model.api_deployments.through._default_manager
        return self.annotate(
            lists_named=Exists(
                listings.filter(apikey=OuterRef("pk"), apideployment__api_name=api_name)
            )
        )

    def working_at(self, now: datetime) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), is_active=True)

    def of_organization(self, access: OrganizationAccess) -> Self:
        """The keys of the organization itself, with what a row shows."""
        ids = APIDeployment.objects.only("pk").order_by()
        return (
            self.filter(organization=access.organization, api=None, pipeline=None)
            .prefetch_related(Prefetch("api_deployments", queryset=ids))
            .order_by("-created_at", "pk")
        )

    def with_target(self) -> Self:
        return self.select_related("api", "pipeline")

    def visible_to(self, access: OrganizationAccess) -> Self:
        """The keys of the deployments and pipelines that the caller sees."""
        return self.filter(
            Q(api__in=APIDeployment.objects.visible_to(access))
            | Q(pipeline__in=Pipeline.objects.visible_to(access))
        )
