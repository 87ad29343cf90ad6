"""The LLM profiles of a Prompt Studio tool."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from organizations.permissions import Need
from prompt_studio.models import LLMProfile
from prompt_studio.profiles import schema
from prompt_studio.profiles.serializers import ProfileSerializer, ProfileSummarySerializer
from prompt_studio.profiles.services import create_profile, delete_profile, update_profile
from prompt_studio.views import CreateInToolMixin, ToolRowViewSet


@schema.tool_profiles
class ToolProfilesViewSet(CreateInToolMixin):
    needs = {"list": Need.MEMBER, "create": Need.OWNER}
    operation_name = "llm_profiles"
    serializer_class = ProfileSerializer
    serializer_classes = {"list": ProfileSummarySerializer}

    def list(self, request: Request, **kwargs: str) -> Response:
        profiles = self.get_object().profiles.select_related("llm", "x2text")
        return self.page_of(profiles.order_by("created_at", "pk"))

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_profile(
            tool=self.tool, user=self.access.user, fields=serializer.validated_data
        )


@schema.profiles
class ProfileViewSet(ToolRowViewSet):
    operation_name = "llm_profiles"
    queryset = LLMProfile.objects.select_related("tool")
    serializer_class = ProfileSerializer

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        profile: Any = serializer.instance
        update_profile(profile=profile, user=self.access.user, fields=serializer.validated_data)

    def perform_destroy(self, instance: LLMProfile) -> None:
        delete_profile(profile=instance)
