"""Writing what spans several rows of a Prompt Studio tool."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from common.locking import locked
from organizations.models import User
from prompt_studio.models import Prompt, PromptStudioTool

MAX_SEQUENCE_NUMBER = 2**31 - 1


@transaction.atomic
def create_prompt(*, tool: PromptStudioTool, user: User, fields: dict[str, Any]) -> Prompt:
    """Add a prompt to a tool, as the last one unless ``fields`` holds its number.

    Raises:
        IntegrityError: the tool has a prompt with this key.
    """
    locked(tool)
    last = tool.prompts.aggregate(last=Max("sequence_number"))["last"] or 0
    place = {"sequence_number": min(last + 1, MAX_SEQUENCE_NUMBER)}
    return Prompt.objects.create(
        tool=tool, created_by=user, modified_by=user, **{**place, **fields}
    )
