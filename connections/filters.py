from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import BooleanFilter, ContainsFilter
from connections.models import Adapter, Connector


class AdapterFilter(filters.FilterSet):
    adapter_name = filters.CharFilter(help_text="The exact name.")
    adapter_type = filters.ChoiceFilter(choices=Adapter.Type.choices)
    search = ContainsFilter(field_name="adapter_name", help_text="Part of the name.")
    is_default = BooleanFilter()

    class Meta:
        model = Adapter
        fields: ClassVar[list[str]] = []


class ConnectorFilter(filters.FilterSet):
    connector_name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="connector_name", help_text="Part of the name.")

    class Meta:
        model = Connector
        fields: ClassVar[list[str]] = []
