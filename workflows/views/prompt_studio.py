"""Prompt Studio tools and their prompts."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.viewsets import ListMixin, OrganizationViewSet, RetrieveMixin
from workflows.filters.prompt_studio import PromptFilter, PromptStudioToolFilter
from workflows.models import Prompt, PromptStudioTool
from workflows.schema import prompt_studio as schema
from workflows.serializers.prompt_studio import PromptSerializer, PromptStudioToolSerializer
from workflows.services.prompt_studio import create_prompt
from workflows.views.resources import ChangeMixin, ResourceViewSet

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
    """The published second address of a tool's members."""

    operation_name = "prompt_studio_members"


class OfToolViewSet(OrganizationViewSet):
    """What hangs on one tool: the path names the tool, and who may do what depends on it."""

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
