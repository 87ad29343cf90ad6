"""The OpenAPI description of these routes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from organizations.audit.serializers import AuditEventSerializer

audit_log = extend_schema_view(
    list=extend_schema(
        summary="Read the audit log",
        description="Changes of keys, deployments, sharing and membership, newest first.",
        responses=AuditEventSerializer(many=True),
    )
)
