"""The LLM profiles of a Prompt Studio tool; where there are any, one is the default."""

from typing import Any

from django.db import transaction
from rest_framework.exceptions import NotFound, ValidationError

from common.locking import locked
from organizations.models import User
from organizations.rows.services import update_row
from prompt_studio.models import LLMProfile, PromptStudioTool


@transaction.atomic
def create_profile(*, tool: PromptStudioTool, user: User, fields: dict[str, Any]) -> LLMProfile:
    """Add a profile to a tool; the first one is the default.

    Raises:
        IntegrityError: the tool has a profile of this name.
    """
    locked(tool)
    is_default = fields.get("is_default", False) or not tool.profiles.exists()
    if is_default:
        tool.profiles.filter(is_default=True).update(is_default=False)
    return LLMProfile.objects.create(
        tool=tool, created_by=user, modified_by=user, **{**fields, "is_default": is_default}
    )


@transaction.atomic
def update_profile(*, profile: LLMProfile, user: User, fields: dict[str, Any]) -> None:
    """Change a profile; the former default stops being it when this one becomes it.

    Raises:
        IntegrityError: the tool has a profile of this name.
        NotFound: it was deleted meanwhile.
        ValidationError: it would leave the tool without a default.
    """
    tool = locked(profile.tool)
    others = tool.profiles.exclude(pk=profile.pk)
    if fields.get("is_default"):
        others.filter(is_default=True).update(is_default=False)
    elif "is_default" in fields and not others.filter(is_default=True).exists():
        raise ValidationError(
            {"is_default": ["The tool needs a default; make another profile the default instead."]}
        )
    update_row(row=profile, user=user, fields=fields)


@transaction.atomic
def delete_profile(*, profile: LLMProfile) -> None:
    """Remove a profile; if it was the default, the oldest of the others becomes it.

    Raises:
        NotFound: it was deleted meanwhile.
    """
    tool = locked(profile.tool)
    deleted, _ = tool.profiles.filter(pk=profile.pk).delete()
    if not deleted:
        raise NotFound
    if not tool.profiles.filter(is_default=True).exists():
        oldest = tool.profiles.order_by("created_at", "pk").values_list("pk", flat=True)[:1]
        tool.profiles.filter(pk__in=oldest).update(is_default=True)
