"""Writing deployments, and issuing the first key of a deployment or pipeline.

That key is why this module knows ``api_keys``.
"""

from base64 import b64encode
from secrets import token_bytes
from typing import Any

from django.db import transaction

from api_keys.services import issue_key
from common.crypto import encrypt
from common.locking import locked
from deployments.models import APIDeployment
from deployments.targets import ExecutionTarget
from organizations.audit.services import Action, action_of, field_changes, record
from organizations.models import Organization, User
from organizations.sharing.services import make_owner

_WEBHOOK_SECRET_BYTES = 32


@transaction.atomic
def create_deployment(
    *, organization: Organization, user: User, fields: dict[str, Any]
) -> tuple[APIDeployment, str]:
    """Deploy a workflow and issue the first key, whose secret comes second: both or neither.

    Raises:
        IntegrityError: the API name is taken, or the workflow has an active deployment.
    """
    deployment = APIDeployment.objects.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
    if deployment.webhook_url:
        ensure_webhook_secret(deployment)
    make_owner(deployment, user)
    record(organization_id=organization.pk, user=user, action=Action.CREATED, on=deployment)
    return deployment, issue_first_key(deployment, user)


def issue_first_key(target: ExecutionTarget, user: User) -> str:
    """The secret of the key that a target is created with."""
    return issue_key(target=target, user=user, description=f"API Key for {target.name}").secret


@transaction.atomic
def update_deployment(
    *, deployment: APIDeployment, user: User, fields: dict[str, Any]
) -> APIDeployment:
    """Change the given fields; the execution endpoint follows the API name at once.

    Raises:
        IntegrityError: as ``create_deployment``.
        NotFound: the deployment was deleted meanwhile.
    """
    # the address of a webhook may contain a credential
    changes = field_changes(locked(deployment), fields, hidden={"webhook_url"})
    for name, value in fields.items():
        setattr(deployment, name, value)
    deployment.modified_by = user
    deployment.save(update_fields=[*fields, "modified_by", "modified_at"])
    if deployment.webhook_url:
        ensure_webhook_secret(deployment)
    if changes:
        record(
            organization_id=deployment.organization_id,
            user=user,
            action=action_of(changes),
            on=deployment,
            changes=changes,
        )
    return deployment


def ensure_webhook_secret(deployment: APIDeployment) -> None:
    """Give a deployment a secret to sign webhooks with, unless it has one."""
    APIDeployment.objects.filter(pk=deployment.pk, sealed_webhook_secret="").update(
        sealed_webhook_secret=_fresh_webhook_secret()
    )
    deployment.refresh_from_db(fields=["sealed_webhook_secret"])


@transaction.atomic
def rotate_webhook_secret(*, deployment: APIDeployment, user: User) -> None:
    """Make a new secret to sign webhooks with; nothing is signed with the former one any more.

    Raises:
        NotFound: the deployment was deleted meanwhile.
    """
    locked(deployment)
    deployment.sealed_webhook_secret = _fresh_webhook_secret()
    deployment.modified_by = user
    deployment.save(update_fields=["sealed_webhook_secret", "modified_by", "modified_at"])
    record(
        organization_id=deployment.organization_id, user=user, action=Action.ROTATED, on=deployment
    )


def _fresh_webhook_secret() -> str:
    return encrypt(f"whsec_{b64encode(token_bytes(_WEBHOOK_SECRET_BYTES)).decode()}")


@transaction.atomic
def delete_deployment(*, deployment: APIDeployment, user: User) -> None:
    """Delete a deployment with its keys; its executions stay.

    Raises:
        NotFound: the deployment was deleted meanwhile.
    """
    # submissions lock it too, so none is written between finding its executions and deleting it
    locked(deployment)
    # keys before executions, in the order in which the deletion of a key takes them
    list(deployment.api_keys.select_for_update().order_by("pk").values_list("pk"))
    record(
        organization_id=deployment.organization_id, user=user, action=Action.DELETED, on=deployment
    )
    deployment.delete()
