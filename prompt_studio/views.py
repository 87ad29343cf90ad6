"""Prompt Studio tools and their prompts."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.sharing.resource_viewsets import ChangeMixin, ResourceViewSet
from organizations.viewsets import ListMixin, OrganizationViewSet, RetrieveMixin
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
    queryset = PromptStudioTool.objects.select_related(
        "organization", "created_by"
    ).prefetch_related("members", "group_shares")
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


class ToolRowViewSet(ChangeMixin, RetrieveMixin):
    """A row that belongs to a tool, by its own id."""

    needs = {
        "list": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "update": Need.OWNER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
    }
    tag = TAG
    parent = ("tool", PromptStudioTool)


@schema.tool_prompts
class ToolPromptsViewSet(OfToolViewSet):
    needs = {"create": Need.OWNER}
    operation_name = "prompt_studio_prompts"
    serializer_class = PromptSerializer

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        prompt = create_prompt(tool=tool, user=self.access.user, fields=self.validated(request))
        return Response(self.get_serializer(prompt).data, status=status.HTTP_201_CREATED)


@schema.prompts
class PromptViewSet(ListMixin, ToolRowViewSet):
    """The prompts of the tools that the caller sees."""

    operation_name = "prompt_studio_prompts"
    queryset = Prompt.objects.select_related("tool").order_by(
        "tool_id", "sequence_number", "created_at", "pk"
    )
    serializer_class = PromptSerializer
    filterset_class = PromptFilter
