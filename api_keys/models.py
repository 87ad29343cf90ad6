from datetime import datetime

from django.db import models
from django.db.models import Q

from api_keys.querysets import APIKeyQuerySet
from common.crypto import DIGEST_CHARACTERS, decrypt
from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from organizations.models import Organization


class APIKey(UUIDModel, AuditedModel):
    """A credential that runs one deployment or one pipeline, or several deployments.

    A key without ``api`` and ``pipeline`` is the organization's own: it runs all its deployments,
    or those in ``api_deployments``.

    ``digest`` finds the key, ``sealed_secret`` shows it again to those who may see it. After a
    rotation the former secret, known by ``former_digest``, works until ``former_until``.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="api_keys"
    )
    api = models.ForeignKey(
        APIDeployment, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys"
    )
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys"
    )
    allow_all_deployments = models.BooleanField(default=False)
    api_deployments = models.ManyToManyField(
        APIDeployment, blank=True, related_name="organization_keys"
    )
    description = models.CharField(  # noqa: DJ001  # the API shows null, not ""
        max_length=255, null=True, blank=True, validators=[NoHTMLValidator()]
    )
    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_refused_at = models.DateTimeField(null=True, editable=False)
    # counted in the transaction of each submission
    execution_count = models.PositiveBigIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=DIGEST_CHARACTERS, unique=True, editable=False)
    sealed_secret = models.TextField(editable=False)
    former_digest = models.CharField(  # noqa: DJ001  # unique only where there is one
        max_length=DIGEST_CHARACTERS, null=True, unique=True, editable=False
    )
    former_until = models.DateTimeField(null=True, editable=False)

    # what ``with_named`` and ``with_listing_of`` find
    named: ExecutionTarget | None = None
    lists_named: bool = False

    objects = APIKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(api__isnull=True) | Q(pipeline__isnull=True),
                name="api_key_one_target",
            ),
            models.CheckConstraint(
                condition=Q(allow_all_deployments=False) | Q(api=None, pipeline=None),
                name="api_key_all_by_organization_only",
            ),
        ]
        indexes = [
            models.Index(fields=["api", "-created_at"], name="api_key_newest_of_api"),
            models.Index(fields=["pipeline", "-created_at"], name="api_key_newest_of_pipeline"),
            models.Index(
                fields=["organization", "-created_at"], name="api_key_newest_of_organization"
            ),
        ]

    def __str__(self) -> str:
        return self.description or f"Key {self.pk}"

    @property
    def target(self) -> ExecutionTarget | None:
        """The one thing that the key runs; None for a key of the organization's own."""
        return self.api or self.pipeline

    @property
    def secret(self) -> str:
        return decrypt(self.sealed_secret)

    def works_at(self, now: datetime) -> bool:
        return self.is_active and (self.expires_at is None or now < self.expires_at)
