from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from organizations.sharing.urls import RESOURCE_ACTIONS, resource_urlpatterns
from prompt_studio.documents.views import SampleDocumentViewSet, ToolFilesViewSet
from prompt_studio.profiles.views import ProfileViewSet, ToolProfilesViewSet
from prompt_studio.publishing.views import RegistryViewSet, ToolExportViewSet
from prompt_studio.transfer.views import (
    ProjectExportViewSet,
    ProjectImportViewSet,
    SyncPromptsViewSet,
)
from prompt_studio.views import (
    PromptStudioToolViewSet,
    PromptViewSet,
    ToolMembersViewSet,
    ToolPromptsViewSet,
)


def _with_and_without_slash(
    route: str, view: Callable[..., Any], name: str
) -> tuple[URLPattern, URLPattern]:
    """Both forms of an address; ``reverse`` gives the last one, which is the published one."""
    return path(f"{route}/", view, name=name), path(route, view, name=name)


urlpatterns = [
    *resource_urlpatterns(PromptStudioToolViewSet, "prompt-studio/", "studio-tool"),
    *_with_and_without_slash(
        "prompt-studio/users/<uuid:pk>",
        ToolMembersViewSet.as_view({"get": "users"}),
        "studio-members",
    ),
    path(
        "prompt-studio/<uuid:pk>/sync-prompts/",
        SyncPromptsViewSet.as_view({"post": "create"}),
        name="studio-sync",
    ),
    path(
        "prompt-studio/prompt-studio-prompt/<uuid:pk>/",
        ToolPromptsViewSet.as_view({"post": "create"}),
        name="studio-tool-prompts",
    ),
    path("prompt-studio/prompt/", PromptViewSet.as_view({"get": "list"}), name="studio-prompts"),
    path(
        "prompt-studio/prompt/<uuid:pk>/",
        PromptViewSet.as_view(RESOURCE_ACTIONS),
        name="studio-prompt",
    ),
    *_with_and_without_slash(
        "prompt-studio/export/<uuid:pk>",
        ToolExportViewSet.as_view({"get": "retrieve", "post": "create"}),
        "studio-export",
    ),
    path(
        "prompt-studio/registry/", RegistryViewSet.as_view({"get": "list"}), name="studio-registry"
    ),
    path(
        "prompt-studio/prompt-document/",
        SampleDocumentViewSet.as_view({"get": "list"}),
        name="studio-documents",
    ),
    *_with_and_without_slash(
        "prompt-studio/file/<uuid:pk>",
        ToolFilesViewSet.as_view({"get": "retrieve", "post": "create", "delete": "destroy"}),
        "studio-file",
    ),
    path(
        "prompt-studio/prompt-studio-profile/<uuid:pk>/",
        ToolProfilesViewSet.as_view({"get": "list"}),
        name="studio-profiles",
    ),
    *_with_and_without_slash(
        "prompt-studio/profilemanager/<uuid:pk>",
        ToolProfilesViewSet.as_view({"post": "create"}),
        "studio-new-profile",
    ),
    path(
        "prompt-studio/profile-manager/<uuid:pk>/",
        ProfileViewSet.as_view(RESOURCE_ACTIONS),
        name="studio-profile",
    ),
    *_with_and_without_slash(
        "prompt-studio/project-transfer/<uuid:pk>",
        ProjectExportViewSet.as_view({"get": "retrieve"}),
        "studio-project",
    ),
    path(
        "prompt-studio/project-transfer/",
        ProjectImportViewSet.as_view({"post": "create"}),
        name="studio-import",
    ),
]
