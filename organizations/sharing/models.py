from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from organizations.models import Group, Organization
from organizations.sharing.querysets import ShareableQuerySet


class ShareableModel(models.Model):
    """Something that is owned, and shared by name, through groups, or with the organization.

    A model that derives from it has two tables beside its own, derived from ``ResourceMember`` and
    ``ResourceGroup``: their foreign key ``resource`` names the row, whose ``members`` and
    ``group_shares`` they are.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    shared_to_org = models.BooleanField(default=False)

    if TYPE_CHECKING:
        members: Any
        group_shares: Any

    objects = ShareableQuerySet.as_manager()

    class Meta:
        abstract = True

    # the field that holds what people call the resource
    title_field: ClassVar[str] = "name"

    @property
    def title(self) -> str:
        return str(getattr(self, self.title_field))

    def __str__(self) -> str:
        return self.title


class ResourceMember(models.Model):
    """One person's part in a resource."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        VIEWER = "viewer", "Viewer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    # when the present role began; owners are listed in this order
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["resource", "user"], name="%(class)s_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class ResourceGroup(models.Model):
    """A group that a resource is shared with."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        ordering = ["group_id"]
        constraints = [models.UniqueConstraint(fields=["resource", "group"], name="%(class)s_once")]

    def __str__(self) -> str:
        return str(self.group)
