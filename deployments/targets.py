"""What a run may start from."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from common.models import AuditedModel, UUIDModel
from organizations.models import Organization
from organizations.sharing.models import ShareableModel
from workflows.models import Workflow


class ExecutionTarget(UUIDModel, ShareableModel, AuditedModel):
    """A workflow under an address of its own, open to whoever has one of its keys.

    Who runs it, finds its keys or describes it to callers needs only what stands here, whichever
    model it is. Rows that refer to it are made through its managers, which know the column:
    ``target.executions.create(...)``, ``target.api_keys.create(...)``.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="%(class)ss")
    is_active = models.BooleanField(default=True)

    # whether owners and callers may name an address that is told of the end of a run
    has_webhooks: ClassVar[bool] = False

    if TYPE_CHECKING:
        executions: Any
        api_keys: Any

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """What its first key and the file of its Postman collection are named by."""
        raise NotImplementedError

    @property
    def api_endpoint(self) -> str:
        """The path of its execution endpoint, without a leading slash."""
        raise NotImplementedError

    @property
    def about(self) -> str:
        """What its owners tell its callers of it."""
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
