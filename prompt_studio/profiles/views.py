"""The LLM profiles of a Prompt Studio tool."""

from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from prompt_studio.models import LLMProfile
from prompt_studio.profiles import schema
from prompt_studio.profiles.serializers import ProfileSerializer, ProfileSummarySerializer
from prompt_studio.profiles.services import create_profile, delete_profile, update_profile
from prompt_studio.views import OfToolViewSet, ToolRowViewSet


@schema.tool_profiles
class ToolProfilesViewSet(OfToolViewSet):
    needs = {"list": Need.MEMBER, "create": Need.OWNER}
    operation_name = "llm_profiles"
    serializer_class = ProfileSerializer
    serializer_classes = {"list": ProfileSummarySerializer}

    def list(self, request: Request, **kwargs: str) -> Response:
        profiles = self.get_object().profiles.select_related("llm", "x2text")
        return self.page_of(profiles.order_by("created_at", "pk"))

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        profile = create_profile(tool=tool, user=self.access.user, fields=self.validated(request))
        return Response(self.get_serializer(profile).data, status=status.HTTP_201_CREATED)


@schema.profiles
class ProfileViewSet(ToolRowViewSet):
    operation_name = "llm_profiles"
    queryset = LLMProfile.objects.select_related("tool")
    serializer_class = ProfileSerializer

    def perform_update(self, row: LLMProfile, fields: dict[str, Any]) -> None:
        update_profile(profile=row, user=self.access.user, fields=fields)

    def perform_destroy(self, row: LLMProfile) -> None:
        delete_profile(profile=row)
