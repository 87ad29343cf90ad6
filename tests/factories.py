"""Consistent rows: ``organization=`` given to a factory reaches the rows it makes along the way."""

from datetime import timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.crypto import get_random_string
from factory.django import DjangoModelFactory

from api_keys.models import APIKey
from common.crypto import digest, encrypt
from connections.models import Adapter, Connector
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from executions.models import Execution, FileExecution, WebhookDelivery
from organizations.models import (
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    new_platform_secret,
    new_secret,
)
from prompt_studio.models import (
    LLMProfile,
    Prompt,
    PromptStudioTool,
    RegistryEntry,
    SampleDocument,
    ToolExport,
)
from workflows.models import Tag, ToolInstance, Workflow, WorkflowEndpoint

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    display_name = factory.Faker("name")

    @factory.post_generation
    def memberships(user, create, organization, role=Membership.Role.USER, **kwargs):  # noqa: N805
        """``UserFactory(memberships=organization)`` makes a member of it."""
        if organization is not None:
            Membership.objects.create(organization=organization, user=user, role=role)

    @classmethod
    def with_password(cls, **kwargs: Any) -> User:
        user = cls(**kwargs)
        user.set_password(PASSWORD)
        user.save()
        return user


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    organization_id = factory.Sequence(lambda n: f"org_{n}")
    name = factory.Sequence(lambda n: f"organization {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)


class GroupFactory(DjangoModelFactory[Group]):
    class Meta:
        model = Group

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"group {n}")


class GroupMembershipFactory(DjangoModelFactory[GroupMembership]):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)


class PlatformKeyFactory(DjangoModelFactory[PlatformKey]):
    """The secret is on the instance as ``secret``."""

    class Meta:
        model = PlatformKey

    organization = factory.SubFactory(OrganizationFactory)
    service_account = factory.SubFactory(UserFactory, is_service_account=True)
    name = factory.Sequence(lambda n: f"key {n}")
    permission = Tier.FULL_ACCESS
    last_used_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> PlatformKey:
        secret = kwargs.pop("secret", None) or new_platform_secret()
        key = super()._create(
            model_class, *args, digest=digest(secret), prefix=secret[:8], **kwargs
        )
        Membership.objects.create(organization=key.organization, user=key.service_account)
        key.secret = secret
        return key


class PromptStudioToolFactory(DjangoModelFactory[PromptStudioTool]):
    class Meta:
        model = PromptStudioTool

    organization = factory.SubFactory(OrganizationFactory)
    tool_name = factory.Sequence(lambda n: f"tool {n}")


class PromptFactory(DjangoModelFactory[Prompt]):
    class Meta:
        model = Prompt

    tool = factory.SubFactory(PromptStudioToolFactory)
    prompt_key = factory.Sequence(lambda n: f"prompt_{n}")
    prompt = "What is it?"


class SampleDocumentFactory(DjangoModelFactory[SampleDocument]):
    """``content=`` is what storage holds."""

    class Meta:
        model = SampleDocument

    tool = factory.SubFactory(PromptStudioToolFactory)
    document_name = factory.Sequence(lambda n: f"document {n}.txt")
    mime_type = "text/plain"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> SampleDocument:
        content = kwargs.pop("content", b"Invoice number: 7")
        stored_as = default_storage.save(f"samples/{get_random_string(24)}", ContentFile(content))
        return super()._create(
            model_class, *args, stored_as=stored_as, size_bytes=len(content), **kwargs
        )


class AdapterFactory(DjangoModelFactory[Adapter]):
    """``metadata=`` are its settings, credentials among them."""

    class Meta:
        model = Adapter

    organization = factory.SubFactory(OrganizationFactory)
    adapter_name = factory.Sequence(lambda n: f"adapter {n}")
    adapter_type = Adapter.Type.LLM
    adapter_id = "openai|502ecf49-e47c-445c-9907-6d4b90c5cd17"


class ConnectorFactory(DjangoModelFactory[Connector]):
    class Meta:
        model = Connector

    organization = factory.SubFactory(OrganizationFactory)
    connector_name = factory.Sequence(lambda n: f"connector {n}")
    connector_id = "minio|c799f6e3-2b57-434e-aaac-b5daa415da19"


class TagFactory(DjangoModelFactory[Tag]):
    class Meta:
        model = Tag

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"tag-{n}")


class LLMProfileFactory(DjangoModelFactory[LLMProfile]):
    class Meta:
        model = LLMProfile

    tool = factory.SubFactory(PromptStudioToolFactory)
    profile_name = factory.Sequence(lambda n: f"profile {n}")


class RegistryEntryFactory(DjangoModelFactory[RegistryEntry]):
    class Meta:
        model = RegistryEntry

    organization = factory.SubFactory(OrganizationFactory)
    tool = factory.SubFactory(
        PromptStudioToolFactory, organization=factory.SelfAttribute("..organization")
    )


class ToolExportFactory(DjangoModelFactory[ToolExport]):
    class Meta:
        model = ToolExport

    entry = factory.SubFactory(RegistryEntryFactory)
    version = 1
    definition = factory.LazyFunction(
        lambda: {
            "tool_name": "invoices",
            "preamble": "",
            "postamble": "",
            "prompts": [
                {
                    "prompt_key": "invoice_number",
                    "prompt": "What is the invoice number?",
                    "enforce_type": "text",
                    "required": False,
                }
            ],
        }
    )


class WorkflowFactory(DjangoModelFactory[Workflow]):
    """Ready to deploy: both endpoints are APIs, and a published tool is in it."""

    class Meta:
        model = Workflow
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    workflow_name = factory.Sequence(lambda n: f"workflow {n}")

    @factory.post_generation
    def endpoints(workflow, create, connection_type, **kwargs):  # noqa: N805
        for side in WorkflowEndpoint.EndpointType:
            WorkflowEndpoint.objects.create(
                workflow=workflow,
                endpoint_type=side,
                connection_type=None if connection_type == "unconfigured" else "API",
            )

    @factory.post_generation
    def tool(workflow, create, export, **kwargs):  # noqa: N805
        if export is False:
            return
        export = export or ToolExportFactory(entry__organization=workflow.organization)
        ToolInstance.objects.create(workflow=workflow, registry_entry=export.entry)


class APIDeploymentFactory(DjangoModelFactory[APIDeployment]):
    """``owner=`` makes that user the owner."""

    class Meta:
        model = APIDeployment
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    workflow = factory.SubFactory(
        WorkflowFactory, organization=factory.SelfAttribute("..organization")
    )
    display_name = factory.Sequence(lambda n: f"deployment {n}")
    api_name = factory.Sequence(lambda n: f"api_{n}")

    @factory.post_generation
    def owner(deployment, create, user, **kwargs):  # noqa: N805
        if user is not None:
            deployment.members.create(user=user, role="owner")


class PipelineFactory(DjangoModelFactory[Pipeline]):
    class Meta:
        model = Pipeline

    organization = factory.SubFactory(OrganizationFactory)
    workflow = factory.SubFactory(
        WorkflowFactory, organization=factory.SelfAttribute("..organization")
    )
    pipeline_name = factory.Sequence(lambda n: f"pipeline {n}")


class APIKeyFactory(DjangoModelFactory[APIKey]):
    """A key of a deployment; ``api=None`` and ``pipeline=`` or ``organization=``: of that."""

    class Meta:
        model = APIKey

    api = factory.SubFactory(APIDeploymentFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> APIKey:
        target = kwargs["api"] or kwargs.get("pipeline")
        kwargs = {"organization": target and target.organization, **kwargs}
        secret = kwargs.pop("secret", None) or new_secret()
        return super()._create(
            model_class, *args, digest=digest(secret), sealed_secret=encrypt(secret), **kwargs
        )


class ExecutionFactory(DjangoModelFactory[Execution]):
    class Meta:
        model = Execution

    deployment = factory.SubFactory(APIDeploymentFactory)
    organization = factory.SelfAttribute("deployment.organization")
    workflow = factory.SelfAttribute("deployment.workflow")
    total_files = 1
    deadline_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class FileExecutionFactory(DjangoModelFactory[FileExecution]):
    class Meta:
        model = FileExecution

    execution = factory.SubFactory(ExecutionFactory)
    position = factory.Sequence(lambda n: n % 30_000)
    file_name = "invoice.pdf"
    size_bytes = 1000
    sha256 = "0" * 64
    dispatch_again_at = factory.LazyFunction(lambda: timezone.now() + timedelta(seconds=30))


class WebhookDeliveryFactory(DjangoModelFactory[WebhookDelivery]):
    class Meta:
        model = WebhookDelivery

    execution = factory.SubFactory(ExecutionFactory)
    url = "https://example.com/hook"
    payload = factory.LazyFunction(lambda: {"type": "execution.completed", "data": {}})
    next_attempt_at = factory.LazyFunction(timezone.now)
