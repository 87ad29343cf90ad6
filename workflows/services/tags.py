from typing import Any

from django.db import transaction

from organizations.models import Organization, User
from workflows.models import Tag


@transaction.atomic
def create_tag(*, organization: Organization, user: User, fields: dict[str, Any]) -> Tag:
    """Raises ``IntegrityError`` when the name is taken."""
    return Tag.objects.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
