"""What an exported project may look like, also one from another installation."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from common.api.errors import BodyTooLarge
from common.api.serializers import BodySerializer
from common.validators import NoHTMLValidator
from connections.models import Adapter
from organizations.fields import VisibleRelatedField
from prompt_studio.models import ENFORCE_TYPES, Prompt
from prompt_studio.services import MAX_SEQUENCE_NUMBER
from prompt_studio.transfer import examples

_MAX_PROMPTS = 1000

no_html = NoHTMLValidator()


def _line(max_length: int, **kwargs: Any) -> serializers.CharField:
    """A short text, which people see in lists."""
    return serializers.CharField(max_length=max_length, validators=[no_html], **kwargs)


def _text() -> serializers.CharField:
    return serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, trim_whitespace=False
    )


class ProjectPartSerializer(serializers.Serializer[Any]):
    """An object in which null means the same as a missing value."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class EnforceTypeField(serializers.ChoiceField):
    """Other installations write some types with a capital."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data.lower() if isinstance(data, str) else data)


class RequiredField(serializers.BooleanField):
    """Other installations say which values of a prompt are required: ``all`` or ``any``."""

    TRUE_VALUES = {*serializers.BooleanField.TRUE_VALUES, "all", "any"}


class ProjectMetadataSerializer(ProjectPartSerializer):
    tool_name = _line(128)
    description = _line(490, required=False, allow_blank=True)
    author = _line(128, required=False, allow_blank=True)
    icon = _line(255, required=False, allow_blank=True)


class ProjectSettingsSerializer(ProjectPartSerializer):
    preamble = _text()
    postamble = _text()


class ProjectProfileSerializer(serializers.Serializer[Any]):
    """Adapters by name; null where the tool needs none."""

    profile_name = _line(128, default="Default")
    llm = serializers.CharField(max_length=128, required=False, allow_null=True)
    x2text = serializers.CharField(max_length=128, required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        # an empty object stands for no profile; an object of another installation stands for one,
        # even where it holds no field that is known here
        return {} if data == {} else super().to_internal_value(data)


class ProjectPromptSerializer(ProjectPartSerializer):
    prompt_key = _line(128)
    prompt = _text()
    enforce_type = EnforceTypeField(choices=ENFORCE_TYPES, required=False)
    sequence_number = serializers.IntegerField(
        min_value=0, max_value=MAX_SEQUENCE_NUMBER, required=False
    )
    prompt_type = serializers.ChoiceField(choices=Prompt.PromptType.choices, required=False)
    active = serializers.BooleanField(required=False)
    required = RequiredField(required=False)  # type: ignore[assignment]  # the field is named so


class ProjectSerializer(ProjectPartSerializer):
    """A tool as JSON. Fields that other installations add are ignored."""

    tool_metadata = ProjectMetadataSerializer()
    tool_settings = ProjectSettingsSerializer(default=dict)
    default_profile_settings = ProjectProfileSerializer(default=dict)
    prompts = serializers.ListField(child=ProjectPromptSerializer(), max_length=_MAX_PROMPTS)

    def validate_prompts(self, prompts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seen: set[str] = set()
        for place, prompt in enumerate(prompts):
            if prompt["prompt_key"] in seen:
                repeated = {"prompt_key": ["Another prompt of the project has this key."]}
                raise serializers.ValidationError({str(place): repeated})
            seen.add(prompt["prompt_key"])
        return prompts


class ExportMetadataSerializer(serializers.Serializer[Any]):
    exported_at = serializers.DateTimeField()
    tool_id = serializers.UUIDField()


@examples.exported_project
class ExportedProjectSerializer(ProjectSerializer):
    """An exported tool."""

    export_metadata = ExportMetadataSerializer()


class ImportAdapterField(VisibleRelatedField):
    """An adapter of one type.

    Clients that copy an organization look adapters up by name alone, so the id may be that of
    another type's adapter of the same name; the one of the right type is taken then.
    """

    def __init__(self, adapter_type: Adapter.Type) -> None:
        self.adapter_type = adapter_type
        super().__init__(
            queryset=Adapter.objects.all(),
            noun=f"{adapter_type} adapter",
            required=False,
            allow_null=True,
            pk_field=serializers.UUIDField(),
        )

    def to_internal_value(self, data: Any) -> Adapter:
        named: Adapter = super().to_internal_value(data)
        if named.adapter_type == self.adapter_type:
            return named
        adapters: Any = self.get_queryset()
        meant: Adapter | None = adapters.filter(
            adapter_type=self.adapter_type, adapter_name=named.adapter_name
        ).first()
        return meant or self.fail("does_not_exist")


@examples.imported_tool
class ImportedToolSerializer(serializers.Serializer[Any]):
    tool_id = serializers.UUIDField(source="tool.pk")
    tool_name = serializers.CharField(
        source="tool.tool_name", help_text="With a number added where the name was taken."
    )
    needs_adapter_config = serializers.BooleanField(
        help_text="The project names adapters, and the import was given none for them."
    )


@examples.import_
class ImportSerializer(BodySerializer):
    """``validated_data["file"]`` is the checked project."""

    shown_as = ImportedToolSerializer

    file = serializers.FileField(help_text="An exported project, as JSON.")
    llm_adapter_id = ImportAdapterField(Adapter.Type.LLM)
    x2text_adapter_id = ImportAdapterField(Adapter.Type.X2TEXT)
    vector_db_adapter_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Accepted and ignored: there is no vector store."
    )
    embedding_adapter_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Accepted and ignored: there is no vector store."
    )

    def validate_file(self, file: UploadedFile[bytes]) -> dict[str, Any]:
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if (file.size or 0) > limit:
            raise BodyTooLarge(f"A project of more than {limit // 1024**2} MB is not read.")
        project = ProjectSerializer(data=_parsed(file.read()))
        project.is_valid(raise_exception=True)
        return dict(project.validated_data)


def _parsed(content: bytes) -> Any:
    def refuse_constant(name: str) -> float:
        raise ValueError(f"{name} is no JSON number")

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name, value in pairs:
            if name in members:
                raise ValueError(f"an object has the key {name[:64]!r} twice")
            members[name] = value
        return members

    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_constant=refuse_constant,
            object_pairs_hook=without_repetition,
        )
    except RecursionError:
        raise serializers.ValidationError("The JSON is nested too deeply.") from None
    except ValueError as error:
        raise serializers.ValidationError(f"The file is no JSON: {error}.") from None


@examples.synced_tool
class SyncedToolSerializer(serializers.Serializer[Any]):
    tool_id = serializers.UUIDField()
    prompt_count = serializers.IntegerField()
    copy_tool_id = serializers.UUIDField(allow_null=True)


@examples.sync
class SyncSerializer(BodySerializer):
    shown_as = SyncedToolSerializer

    data = ProjectSerializer()  # type: ignore[assignment]  # the contract's name
    create_copy = serializers.BooleanField(
        default=False, help_text="Keep the tool as it was under another name."
    )
