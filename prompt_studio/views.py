"""Prompt Studio tools and their prompts."""

from typing import Any

from rest_framework.mixins import CreateModelMixin, ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from organizations.permissions import Need
from organizations.rows.viewsets import RowViewSet
from organizations.sharing.viewsets import PartViewSet, ResourceViewSet
from organizations.viewsets import OrganizationViewSet
from prompt_studio import schema
from prompt_studio.filters import PromptFilter, PromptStudioToolFilter
from prompt_studio.models import Prompt, PromptStudioTool
from prompt_studio.serializers import PromptSerializer, PromptStudioToolSerializer
from prompt_studio.services import create_prompt

TAG = "prompt studio"


@schema.tools
class PromptStudioToolViewSet(ResourceViewSet):
    """The organization's Prompt Studio tools."""

    operation_name = "prompt_studio_tools"
    tag = TAG
    noun = "tool"
    queryset = PromptStudioTool.objects.all()
    serializer_class = PromptStudioToolSerializer
    filterset_class = PromptStudioToolFilter


class ToolMembersViewSet(PromptStudioToolViewSet):
    """A second address for a tool's members, which published clients use."""

    operation_name = "prompt_studio_members"


class OfToolViewSet(OrganizationViewSet):
    """What belongs to the tool that the path names; the rights to the tool decide."""

    tag = TAG
    filter_backends = ()
    queryset = PromptStudioTool.objects.select_related("organization")
    tool: PromptStudioTool


# whether the caller may add something to the tool is asked before the body is looked at
class CreateInToolMixin(CreateModelMixin, OfToolViewSet):
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.tool = self.get_object()
        return super().create(request, *args, **kwargs)


class ToolRowViewSet(RetrieveModelMixin, PartViewSet, RowViewSet):
    """A row that belongs to a tool, by its own id."""

    needs = {
        "list": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "update": Need.OWNER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
    }
    tag = TAG
    resource_field = "tool"


@schema.tool_prompts
class ToolPromptsViewSet(CreateInToolMixin):
    needs = {"create": Need.OWNER}
    operation_name = "prompt_studio_prompts"
    serializer_class = PromptSerializer

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_prompt(
            tool=self.tool, user=self.access.user, fields=serializer.validated_data
        )


@schema.prompts
class PromptViewSet(ListModelMixin, ToolRowViewSet):
    """The prompts of the tools that the caller sees."""

    operation_name = "prompt_studio_prompts"
    queryset = Prompt.objects.select_related("tool").order_by(
        "tool_id", "sequence_number", "created_at", "pk"
    )
    serializer_class = PromptSerializer
    filterset_class = PromptFilter
