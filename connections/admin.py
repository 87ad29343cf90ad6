import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from connections.credentials import masked
from connections.models import (
    Adapter,
    AdapterGroup,
    AdapterMember,
    Connector,
    ConnectorGroup,
    ConnectorMember,
)
from connections.sealed import SealedMetadata
from organizations.rows.admin import AUDIT, RowAdmin
from organizations.sharing.admin import sharing_inlines


class _ConnectionAdmin(RowAdmin):
    """Shows the settings as everybody may see them; they are changed through the API."""

    @admin.display(description="settings")
    def shown_settings(self, connection: SealedMetadata) -> SafeString:
        text = json.dumps(
            masked(connection.metadata, connection.kind), indent=2, ensure_ascii=False
        )
        return format_html("<pre>{}</pre>", text)


@admin.register(Adapter)
class AdapterAdmin(_ConnectionAdmin):
    list_display = [
        "adapter_name",
        "adapter_type",
        "adapter_id",
        "organization",
        "is_default",
        "needs_credentials",
        "modified_at",
    ]
    list_filter = ["adapter_type", "is_default", "needs_credentials", "organization"]
    search_fields = ["id", "adapter_name", "adapter_id", "description"]
    list_select_related = ["organization"]
    readonly_fields = [
        "id",
        "organization",
        "adapter_type",
        "adapter_id",
        "shown_settings",
        "needs_credentials",
        "is_default",
        "shared_to_org",
        *AUDIT,
    ]
    fields = ["adapter_name", "description", *readonly_fields]
    inlines = sharing_inlines(AdapterMember, AdapterGroup)


@admin.register(Connector)
class ConnectorAdmin(_ConnectionAdmin):
    list_display = [
        "connector_name",
        "connector_id",
        "connector_mode",
        "organization",
        "needs_credentials",
        "modified_at",
    ]
    list_filter = ["needs_credentials", "connector_mode", "organization"]
    search_fields = ["id", "connector_name", "connector_id"]
    list_select_related = ["organization"]
    readonly_fields = [
        "id",
        "organization",
        "connector_id",
        "connector_mode",
        "connector_version",
        "shown_settings",
        "needs_credentials",
        "shared_to_org",
        *AUDIT,
    ]
    fields = ["connector_name", *readonly_fields]
    inlines = sharing_inlines(ConnectorMember, ConnectorGroup)
