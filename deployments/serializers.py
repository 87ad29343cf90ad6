from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from common.validators import HTTPSAddressValidator
from deployments import examples
from deployments.models import APIDeployment, endpoint_path
from deployments.targets import ExecutionTarget
from organizations.access import OrganizationAccess
from organizations.fields import VisibleRelatedField
from organizations.sharing.rights import is_owner
from organizations.sharing.serializers import (
    RESOURCE_FIELDS,
    RESOURCE_READ_ONLY,
    ShareableSerializer,
)
from workflows.models import Workflow


class RunSerializer(serializers.Serializer[Any]):
    """One recent execution, as a list shows it."""

    execution_id = serializers.UUIDField()
    status = serializers.CharField()
    timestamp = serializers.DateTimeField()
    successful_files = serializers.IntegerField()
    failed_files = serializers.IntegerField()


@examples.deployment_summary
class DeploymentSummarySerializer(serializers.ModelSerializer[APIDeployment]):
    """A row of a list."""

    workflow = serializers.UUIDField(source="workflow_id")
    workflow_name = serializers.CharField(source="workflow.workflow_name")
    created_by = serializers.IntegerField(source="created_by_id", allow_null=True)
    created_by_email = serializers.EmailField(source="created_by.email", allow_null=True)
    api_endpoint = serializers.CharField()
    owner_emails = serializers.ListField(child=serializers.EmailField())
    is_owner = serializers.BooleanField()
    co_owners_count = serializers.IntegerField()
    last_run_time = serializers.DateTimeField(source="last_run_at", allow_null=True)
    last_5_run_statuses = RunSerializer(many=True, source="recent_runs")

    class Meta:
        model = APIDeployment
        fields = [
            "id",
            "workflow",
            "workflow_name",
            "display_name",
            "description",
            "is_active",
            "api_endpoint",
            "api_name",
            "created_by",
            "created_by_email",
            "owner_emails",
            "is_owner",
            "co_owners_count",
            "run_count",
            "last_run_time",
            "last_5_run_statuses",
        ]
        read_only_fields = fields

    def to_representation(self, deployment: Any) -> dict[str, Any]:
        # Written out: a thousand rows through sixteen field objects each cost more than the query.
        access: OrganizationAccess = self.context["access"]
        owner_emails = [owner.email for owner in deployment.owners if not owner.is_service_account]
        return {
            "id": deployment.pk,
            "workflow": deployment.workflow_id,
            "workflow_name": deployment.workflow_name,
            "display_name": deployment.display_name,
            "description": deployment.description,
            "is_active": deployment.is_active,
            "api_endpoint": endpoint_path(access.organization, deployment.api_name),
            "api_name": deployment.api_name,
            "created_by": deployment.created_by_id,
            "created_by_email": deployment.created_by_email,
            "owner_emails": owner_emails,
            "is_owner": access.owns_everything
            or any(owner.user_id == access.user.pk for owner in deployment.owners),
            "co_owners_count": len(owner_emails),
            "run_count": deployment.run_count,
            "last_run_time": deployment.last_run_at,
            "last_5_run_statuses": deployment.recent_runs,
        }


class DeployableWorkflowField(VisibleRelatedField):
    """A workflow that the caller sees, or the one that is deployed already.

    An owner of a deployment who can't see its workflow may still send it back in a full update.
    """

    def get_queryset(self) -> QuerySet[Model]:
        visible: QuerySet[Model] = super().get_queryset()
        deployed: ExecutionTarget | None = getattr(self.parent, "instance", None)
        if deployed is None:
            return visible
        return visible | Workflow.objects.filter(pk=deployed.workflow_id)


@examples.deployment
class DeploymentSerializer(ShareableSerializer):
    """A deployment in full; also what a create or update takes."""

    workflow = DeployableWorkflowField(
        queryset=Workflow.objects.all(), noun="workflow", pk_field=serializers.UUIDField()
    )
    workflow_name = serializers.CharField(source="workflow.workflow_name", read_only=True)
    api_endpoint = serializers.CharField(read_only=True)
    webhook_url = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=2048,
        validators=[HTTPSAddressValidator()],
        help_text="Called when an execution ends. Null for those who are no owners.",
    )
    webhook_secret = serializers.SerializerMethodField(
        help_text="What webhooks are signed with (standardwebhooks). Null for those who are no "
        "owners, and until there was a webhook."
    )

    class Meta:
        model = APIDeployment
        fields = [
            "id",
            "display_name",
            "description",
            "workflow",
            "workflow_name",
            "is_active",
            "api_name",
            "api_endpoint",
            *RESOURCE_FIELDS,
            "webhook_url",
            "webhook_secret",
        ]
        read_only_fields = RESOURCE_READ_ONLY
        extra_kwargs = {"api_name": {"min_length": 1}}
        # The database refuses second names and second active deployments, races included; DRF's own
        # checks name no field, and would make a PUT without is_active switch the deployment on.
        validators: list[Any] = []

    def get_webhook_secret(self, deployment: APIDeployment) -> str | None:
        return deployment.webhook_secret

    def to_representation(self, instance: Any) -> dict[str, Any]:
        deployment: APIDeployment = instance
        shown: dict[str, Any] = super().to_representation(deployment)
        access: OrganizationAccess = self.context["access"]
        # an address may contain a credential
        if deployment.sealed_webhook_secret and not (
            access.may_see_secrets and is_owner(deployment, access)
        ):
            shown["webhook_secret"] = shown["webhook_url"] = None
        shown["webhook_url"] = shown["webhook_url"] or None
        return shown

    def validate_webhook_url(self, address: str | None) -> str:
        return address or ""

    def validate_workflow(self, workflow: Workflow) -> Workflow:
        if self.instance is not None and self.instance.workflow_id == workflow.pk:
            return workflow
        endpoints = {endpoint.endpoint_type: endpoint for endpoint in workflow.endpoints.all()}
        for side in ("SOURCE", "DESTINATION"):
            endpoint = endpoints.get(side)
            if endpoint is None:
                raise serializers.ValidationError(f"The workflow has no {side.lower()} endpoint.")
            if endpoint.problem:
                raise serializers.ValidationError(endpoint.problem)
        return workflow


class FirstKeySerializer(serializers.Serializer[Any]):
    """What was just created, with the secret of its first key: its instance is the two of them."""

    api_key = serializers.CharField(read_only=True, help_text="The secret of the first key.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        created, secret = instance
        return {**super().to_representation(created), "api_key": secret}


@examples.new_deployment
class NewDeploymentSerializer(FirstKeySerializer, DeploymentSerializer):
    """A created deployment with the secret of its first key."""

    class Meta(DeploymentSerializer.Meta):
        fields = [*DeploymentSerializer.Meta.fields, "api_key"]


@examples.postman_collection
class PostmanCollectionSerializer(serializers.Serializer[Any]):
    """A collection in Postman's format v2.1.0."""

    info = serializers.DictField(help_text="Its name, its description, and the format's schema.")
    auth = serializers.DictField(help_text="The key, as a bearer token for all requests.")
    variable = serializers.ListField(
        child=serializers.DictField(),
        help_text="What requests are made of: `base_url`, `api_key` and `execution_id`.",
    )
    item = serializers.ListField(child=serializers.DictField(), help_text="The requests.")
