from drf_spectacular.utils import extend_schema, extend_schema_view

from prompt_studio.profiles.serializers import ProfileSerializer, ProfileSummarySerializer

tool_profiles = extend_schema_view(
    list=extend_schema(
        summary="List the LLM profiles of a tool", responses=ProfileSummarySerializer(many=True)
    ),
    create=extend_schema(
        summary="Add an LLM profile to a tool",
        description="The first one becomes the default.",
        responses={201: ProfileSerializer},
    ),
)
profiles = extend_schema_view(
    retrieve=extend_schema(summary="Get an LLM profile"),
    update=extend_schema(summary="Replace an LLM profile"),
    partial_update=extend_schema(
        summary="Change an LLM profile",
        description="If it becomes the default, the former default stops being it.",
    ),
    destroy=extend_schema(
        summary="Delete an LLM profile",
        description="If it was the default, the oldest of the others becomes it.",
    ),
)
