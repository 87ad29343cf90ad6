from typing import Any

from django.db import transaction

from deployments.pipelines.models import Pipeline
from deployments.services import issue_first_key
from organizations.models import Organization, User
from organizations.sharing.services import create_resource


@transaction.atomic
def create_pipeline(
    *, organization: Organization, user: User, fields: dict[str, Any]
) -> tuple[Pipeline, str]:
    """Make a pipeline and issue its first key, whose secret comes second: both or neither.

    Raises:
        IntegrityError: its name is taken.
    """
    pipeline = create_resource(Pipeline, organization=organization, user=user, fields=fields)
    return pipeline, issue_first_key(pipeline, user)
