"""Writing what spans several rows of a Prompt Studio tool."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from rest_framework.exceptions import ValidationError

from organizations.models import Organization, User
from organizations.sharing import make_owner
from workflows.models import Prompt, PromptStudioTool, RegistryEntry, ToolExport


@transaction.atomic
def create_tool(
    *, organization: Organization, user: User, fields: dict[str, Any]
) -> PromptStudioTool:
    """Make a Prompt Studio tool without prompts; the user becomes its owner."""
    tool = PromptStudioTool.objects.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
    make_owner(tool, user)
    return tool


@transaction.atomic
def export_tool(
    *,
    tool: PromptStudioTool,
    user: User,
    shared_to_org: bool = False,
    shared_user_ids: Sequence[int] = (),
) -> ToolExport:
    """Publish the tool's present prompts as the next version of its registry entry.

    Raises:
        ValidationError: the tool has no active prompt.
    """
    PromptStudioTool.objects.select_for_update().get(pk=tool.pk)
    prompts = tool.prompts.filter(active=True, prompt_type=Prompt.PromptType.PROMPT)
    definition = {
        "tool_name": tool.tool_name,
        "preamble": tool.preamble,
        "postamble": tool.postamble,
        "prompts": [
            {
                "prompt_key": prompt.prompt_key,
                "prompt": prompt.prompt,
                "enforce_type": prompt.enforce_type,
                "required": prompt.required,
            }
            for prompt in prompts
        ],
    }
    if not definition["prompts"]:
        raise ValidationError("The tool has no active prompt to publish; add or activate one.")
    entry, _ = RegistryEntry.objects.update_or_create(
        tool=tool,
        defaults={"shared_to_org": shared_to_org, "modified_by": user},
        create_defaults={
            "organization": tool.organization,
            "shared_to_org": shared_to_org,
            "created_by": user,
            "modified_by": user,
        },
    )
    entry.shared_users.set(shared_user_ids)
    newest = entry.exports.aggregate(newest=Max("version"))["newest"] or 0
    return ToolExport.objects.create(
        entry=entry, version=newest + 1, definition=definition, created_by=user
    )
