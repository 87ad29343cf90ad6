from rest_framework.mixins import ListModelMixin

from organizations.audit import schema
from organizations.audit.filters import AuditLogFilter
from organizations.audit.serializers import AuditEventSerializer
from organizations.models import AuditEvent
from organizations.permissions import Need
from organizations.viewsets import OrganizationViewSet


@schema.audit_log
class AuditLogViewSet(ListModelMixin, OrganizationViewSet):
    """What was changed in the organization: written by services, read here."""

    # platform keys may read it too: it holds no secret, and is exported by scripts
    needs = {"list": Need.ADMIN}
    operation_name = "audit_log"
    tag = "organization"
    queryset = AuditEvent.objects.order_by("-created_at", "-pk")
    serializer_class = AuditEventSerializer
    filterset_class = AuditLogFilter
