from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max
from rest_framework.exceptions import ValidationError

from common.locking import locked
from organizations.models import User
from organizations.people.services import locked_people, require_known
from prompt_studio.models import Prompt, PromptStudioTool, RegistryEntry, ToolExport


@transaction.atomic
def export_tool(
    *,
    tool: PromptStudioTool,
    user: User,
    shared_to_org: bool | None = None,
    shared_user_ids: Collection[int] | None = None,
) -> ToolExport:
    """Publish the tool's current prompts as the next version of its registry entry.

    None leaves that part of the entry's sharing as it is; a new entry is shared with nobody.

    Raises:
        ValidationError: the tool has no active prompt, or a user isn't of its organization.
    """
    tool = locked(tool)
    definition = _definition(tool)
    if not definition["prompts"]:
        raise ValidationError("The tool has no active prompt to publish; add or activate one.")
    entry, _ = RegistryEntry.objects.get_or_create(
        tool=tool, defaults={"organization": tool.organization, "created_by": user}
    )
    if shared_to_org is not None:
        entry.shared_to_org = shared_to_org
    entry.modified_by = user
    entry.save(update_fields=["shared_to_org", "modified_by", "modified_at"])
    if shared_user_ids is not None:
        people = locked_people(tool.organization, shared_user_ids)
        require_known("user_id", "user", shared_user_ids, people)
        entry.shared_users.set(shared_user_ids)
    newest = entry.exports.aggregate(newest=Max("version"))["newest"] or 0
    return ToolExport.objects.create(
        entry=entry, version=newest + 1, definition=definition, created_by=user
    )


def _definition(tool: PromptStudioTool) -> dict[str, Any]:
    prompts = tool.prompts.filter(active=True, prompt_type=Prompt.PromptType.PROMPT)
    return {
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


def published_entry(tool: PromptStudioTool) -> RegistryEntry | None:
    """The tool's registry entry with its newest version; None if it was never exported."""
    entry: RegistryEntry | None = (
        RegistryEntry.objects.filter(tool=tool)
        .with_newest_version()
        .select_related("tool")
        .prefetch_related("shared_users")
        .first()
    )
    return entry
