"""What a run may start from."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from common.models import AuditedModel, UUIDModel
from organizations.models import Organization
from organizations.sharing.models import ShareableModel
from workflows.models import Workflow


class ExecutionTarget(UUIDModel, ShareableModel, AuditedModel):
    """A workflow with an address of its own, which whoever has one of its keys may call.

    These members are all that runs, keys and Postman collections need of it, so none of them asks
    which model it is. Rows that refer to a target are made through its managers, which set the
    right column: ``target.executions.create(...)``, ``target.api_keys.create(...)``.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="%(class)ss")
    is_active = models.BooleanField(default=True)

    # whether owners and callers may give an address to call when a run ends
    has_webhooks: ClassVar[bool] = False

    if TYPE_CHECKING:
        executions: Any
        api_keys: Any

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """What its first key and the file of its Postman collection are named after."""
        raise NotImplementedError

    @property
    def api_endpoint(self) -> str:
        """The path of its execution endpoint, without a leading slash."""
        raise NotImplementedError

    @property
    def about(self) -> str:
        """Its description for callers."""
        return ""

    @property
    def submission_problem(self) -> str | None:
        """Why no documents can be sent to it, in a sentence; None when they can."""
        return None

    @property
    def live_secret(self) -> str | None:
        """The secret of its newest key that works now; None when there is none."""
        key = self.api_keys.working_at(timezone.now()).order_by("-created_at", "pk").first()
        return key.secret if key else None
