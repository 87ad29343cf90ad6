import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import NotSupportedError, models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string

from common.crypto import DIGEST_CHARACTERS
from common.models import AuditedModel, UUIDModel
from organizations.querysets import (
    AuditEventQuerySet,
    GroupQuerySet,
    MembershipQuerySet,
    PlatformKeyQuerySet,
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        # by the expression of the unique constraint: it uses the index and finds one row at most
        return self.alias(lowered=Lower("email")).get(lowered=Lower(models.Value(username)))


class User(AbstractBaseUser, PermissionsMixin):
    """A person, or the service account behind a platform key (no password, no log-in)."""

    email = models.EmailField(max_length=254, unique=True)
    display_name = models.CharField(max_length=150, blank=True)
    is_service_account = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        default=False, help_text="May open the admin pages, as far as the permissions go."
    )
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="A user with this e-mail address exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.email


def _new_organization_id() -> str:
    return f"org_{get_random_string(16)}"


class Organization(models.Model):
    """A tenant. ``organization_id`` is its public id, which stands in every address."""

    organization_id = models.CharField(
        max_length=64,
        unique=True,
        default=_new_organization_id,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+\Z", "Use letters, digits, - and _ only.")],
        help_text="Stands in every address of the organization's API; changing it breaks clients.",
    )
    name = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128, blank=True)
    max_running_executions = models.PositiveIntegerField(
        null=True, blank=True, help_text="Executions at one time; empty for the service's default."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.display_name or self.name


class Membership(models.Model):
    class Role(models.TextChoices):
        ADMIN = "admin", "Admin"
        USER = "user", "User"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.USER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="membership_once",
                violation_error_message="This user is a member already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization}"


class Group(models.Model):
    """Members of an organization; a resource that is shared with the group is shared with them."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=128)
    description = models.CharField(max_length=255, blank=True)
    users = models.ManyToManyField(
        User, through="GroupMembership", related_name="organization_groups"
    )
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="group_name_unique",
                violation_error_message="A group of this name exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="group_memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="group_membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class Tier(models.TextChoices):
    """What a platform key may do, by HTTP method."""

    READ = "read", "Read"
    READ_WRITE = "read_write", "Read/Write"
    FULL_ACCESS = "full_access", "Full access"

    def allows(self, method: str) -> bool:
        allowed = {"GET", "HEAD", "OPTIONS"}
        if self is not Tier.READ:
            allowed |= {"POST", "PUT", "PATCH"}
        if self is Tier.FULL_ACCESS:
            allowed |= {"DELETE"}
        return method in allowed


class PlatformKey(UUIDModel, AuditedModel):
    """A credential of an organization's scripts. The secret is kept as a digest only."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="platform_keys"
    )
    service_account = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="platform_key", editable=False
    )
    name = models.CharField(max_length=128)
    description = models.CharField(max_length=255, blank=True)
    permission = models.CharField(max_length=16, choices=Tier.choices, default=Tier.READ)
    digest = models.CharField(max_length=DIGEST_CHARACTERS, unique=True, editable=False)
    prefix = models.CharField(max_length=8, editable=False)
    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlatformKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="platform_key_name_unique",
                violation_error_message="A platform key of this name exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tier(self) -> Tier:
        return Tier(self.permission)

    def works_at(self, now: datetime) -> bool:
        return self.is_active and (self.expires_at is None or now < self.expires_at)


_PLATFORM_UUID_VERSION = 8


def new_secret() -> str:
    """A new credential: a random UUID."""
    return str(uuid.uuid4())


def new_platform_secret() -> str:
    """A fresh platform key: a random UUID of the version that RFC 9562 leaves to applications.

    So one that is sent where another key belongs is known without a look-up.
    """
    of_version_4 = uuid.uuid4().int
    return str(uuid.UUID(int=of_version_4 ^ (4 ^ _PLATFORM_UUID_VERSION) << 76))


def is_platform_secret(secret: str) -> bool:
    try:
        return uuid.UUID(secret).version == _PLATFORM_UUID_VERSION
    except ValueError:
        return False


class AuditEvent(models.Model):
    """One change in an organization: written once, by ``audit.services.record``.

    Who and what are kept as text and ids without foreign keys, so that they outlive their rows.
    """

    class Action(models.TextChoices):
        CREATED = "created", "Created"
        CHANGED = "changed", "Changed"
        ACTIVATED = "activated", "Activated"
        DEACTIVATED = "deactivated", "Deactivated"
        ROTATED = "rotated", "Rotated"
        DELETED = "deleted", "Deleted"
        # a key that was sent where it doesn't work, or when it no longer does
        REFUSED = "refused", "Refused"
        SHARED = "shared", "Shared"
        OWNER_ADDED = "owner_added", "Owner added"
        OWNER_REMOVED = "owner_removed", "Owner removed"
        # people of an organization or a group
        MEMBERS_ADDED = "members_added", "Members added"
        MEMBERS_REMOVED = "members_removed", "Members removed"
        ROLE_CHANGED = "role_changed", "Role changed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # null where the caller is unknown
    actor_id = models.BigIntegerField(null=True)
    actor_email = models.CharField(max_length=254, blank=True)
    platform_key_id = models.UUIDField(null=True)
    platform_key_name = models.CharField(max_length=128, blank=True)
    action = models.CharField(max_length=16, choices=Action.choices)
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=36)
    object_title = models.CharField(max_length=255)
    # by field: {"from", "to"}, or {"added", "removed"} of a list
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="audit_newest"),
            models.Index(
                fields=["organization", "actor_id", "-created_at", "-id"], name="audit_of_actor"
            ),
            models.Index(
                fields=["organization", "action", "-created_at", "-id"], name="audit_of_action"
            ),
            models.Index(
                fields=["organization", "object_type", "-created_at", "-id"], name="audit_of_type"
            ),
            models.Index(
                fields=["organization", "object_id", "-created_at", "-id"], name="audit_of_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_title}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NotSupportedError("The audit log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NotSupportedError("The audit log is append-only.")
