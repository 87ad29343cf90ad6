"""A Prompt Studio tool as one JSON object, to be moved between organizations and installations.

``{"tool_metadata", "tool_settings", "default_profile_settings", "prompts", "export_metadata"}``;
adapters are in it by name; sample documents and sharing are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.locking import locked
from connections.models import Adapter
from organizations.models import Organization, User
from organizations.rows.services import update_row
from organizations.sharing.services import create_resource
from prompt_studio.models import LLMProfile, Prompt, PromptStudioTool
from prompt_studio.profiles.services import create_profile

_METADATA = ("tool_name", "description", "author", "icon")
_SETTINGS = ("preamble", "postamble")
_PROMPT = (
    "prompt_key",
    "prompt",
    "enforce_type",
    "sequence_number",
    "prompt_type",
    "active",
    "required",
)


@dataclass(frozen=True, slots=True)
class ImportedTool:
    """``needs_adapter_config``: the project names adapters that the import was given none for."""

    tool: PromptStudioTool
    needs_adapter_config: bool


@dataclass(frozen=True, slots=True)
class SyncedTool:
    copy: PromptStudioTool | None
    prompt_count: int


def exported_project(tool: PromptStudioTool) -> dict[str, Any]:
    """The tool's draft, whether it was ever published or not."""
    profile = _default_profile(tool)
    return {
        "tool_metadata": {name: getattr(tool, name) for name in _METADATA},
        "tool_settings": {name: getattr(tool, name) for name in _SETTINGS},
        "default_profile_settings": {
            "profile_name": profile.profile_name,
            "llm": profile.llm and profile.llm.adapter_name,
            "x2text": profile.x2text and profile.x2text.adapter_name,
        }
        if profile
        else {},
        "prompts": [
            {name: getattr(prompt, name) for name in _PROMPT} for prompt in tool.prompts.all()
        ],
        "export_metadata": {
            "exported_at": timezone.now().isoformat(),
            "tool_id": str(tool.pk),
        },
    }


def _default_profile(tool: PromptStudioTool) -> LLMProfile | None:
    return tool.profiles.filter(is_default=True).select_related("llm", "x2text").first()


@transaction.atomic
def import_project(
    *,
    organization: Organization,
    user: User,
    project: dict[str, Any],
    llm: Adapter | None = None,
    x2text: Adapter | None = None,
) -> ImportedTool:
    """Make a tool from a validated project; if its name is taken, a number is added to it.

    The user becomes its owner. The default profile gets the given adapters.
    """
    metadata = dict(project["tool_metadata"])
    # imports into one organization wait for each other, so that each finds a free name
    Organization.objects.select_for_update().get(pk=organization.pk)
    metadata["tool_name"] = _free_name(organization, metadata["tool_name"])
    tool = create_resource(
        PromptStudioTool,
        organization=organization,
        user=user,
        fields={**metadata, **project["tool_settings"]},
    )
    _write_prompts(tool, user, project["prompts"])
    settings = project["default_profile_settings"]
    if settings or llm or x2text:
        create_profile(
            tool=tool,
            user=user,
            fields={
                "profile_name": settings.get("profile_name", "Default"),
                "llm": llm,
                "x2text": x2text,
            },
        )
    # projects of other installations name no adapter, but need a language model
    wants_llm = bool(settings) and settings.get("llm", "unnamed") is not None
    wants_x2text = settings.get("x2text") is not None
    return ImportedTool(tool, (wants_llm and llm is None) or (wants_x2text and x2text is None))


def _free_name(organization: Organization, name: str) -> str:
    longest: int = PromptStudioTool._meta.get_field("tool_name").max_length or 0
    taken = set(
        PromptStudioTool.objects.filter(organization=organization).values_list(
            "tool_name", flat=True
        )
    )

    def candidates() -> Iterator[str]:
        yield name
        for number in count(2):
            suffix = f" ({number})"
            yield name[: longest - len(suffix)] + suffix

    return next(candidate for candidate in candidates() if candidate not in taken)


def _write_prompts(tool: PromptStudioTool, user: User, prompts: Sequence[dict[str, Any]]) -> None:
    """Prompts without a sequence number take their place in the list."""
    Prompt.objects.bulk_create(
        Prompt(
            tool=tool,
            created_by=user,
            modified_by=user,
            **{"sequence_number": place, **prompt},
        )
        for place, prompt in enumerate(prompts, start=1)
    )


@transaction.atomic
def sync_prompts(
    *, tool: PromptStudioTool, user: User, project: dict[str, Any], create_copy: bool
) -> SyncedTool:
    """Replace the tool's prompts and settings by those of a validated project.

    Name, sharing, profiles, sample documents and published versions stay. With ``create_copy``
    the tool as it was is kept under another name, owned by the user.

    Raises:
        NotFound: the tool was deleted meanwhile.
    """
    tool = locked(tool)
    copy = _copy(tool, user) if create_copy else None
    tool.prompts.all().delete()
    _write_prompts(tool, user, project["prompts"])
    update_row(row=tool, user=user, fields=project["tool_settings"])
    return SyncedTool(copy, len(project["prompts"]))


def _copy(tool: PromptStudioTool, user: User) -> PromptStudioTool:
    profile = _default_profile(tool)
    return import_project(
        organization=tool.organization,
        user=user,
        project=exported_project(tool),
        llm=profile.llm if profile else None,
        x2text=profile.x2text if profile else None,
    ).tool
