"""Which settings of a connection everybody may see: those that are listed here, and no others.

A connection is of a kind that this service need not know, so a credential can stand under any
name. Names are in lower case, their words joined by ``_``: ``apiBase`` is ``api_base``.
"""

COMMON = frozenset(
    {
        # what it is called
        *("adapter_name", "connector_name", "name", "description"),
        # the model
        *("model", "model_id", "model_name", "deployment", "deployment_name", "engine"),
        *("api_type", "api_version", "mode", "version"),
        # where it is
        *("api_base", "base_url", "endpoint", "endpoint_url", "token_url", "url"),
        *("host", "hostname", "hosts", "location", "port", "region", "region_name", "server"),
        *("bucket", "bucket_name", "container", "container_name", "folder", "path", "prefix"),
        *("collection", "database", "database_name", "index_name", "namespace", "schema"),
        # limits and prices
        *("batch_size", "chunk_overlap", "chunk_size", "context_window", "context_window_size"),
        *("dimension", "dimensions", "embed_batch_size", "max_output_tokens", "max_retries"),
        *("max_tokens", "requests_per_minute", "temperature", "timeout", "token_limit", "top_p"),
        *("input_price_per_million", "output_price_per_million"),
    }
)

_DATABASE = frozenset({"charset", "sslmode"})
# by the part of the kind before "|", in lower case
OF_KIND = {
    "azureopenai": frozenset({"azure_endpoint"}),
    "bedrock": frozenset({"aws_region_name"}),
    "bigquery": frozenset({"dataset", "project", "project_id"}),
    "google_cloud_storage": frozenset({"project", "project_id"}),
    "googledocumentai": frozenset({"project", "project_id"}),
    "llmwhisperer": frozenset(
        {
            "horizontal_stretch_factor",
            "line_splitter_strategy",
            "line_splitter_tolerance",
            "output_mode",
            "pages_to_extract",
            "processing_mode",
        }
    ),
    "mariadb": _DATABASE,
    "mssql": _DATABASE,
    "mysql": _DATABASE,
    "postgresql": _DATABASE,
    "redshift": _DATABASE,
    "snowflake": frozenset({"account", "role", "warehouse"}),
    "unstructuredcommunity": frozenset({"strategy"}),
    "unstructuredenterprise": frozenset({"strategy"}),
    "vertexai": frozenset({"project", "project_id"}),
}

# in the query of an address
PARAMETERS = frozenset({"api-version", "region", "sslmode", "version"})
