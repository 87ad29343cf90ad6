from common.api.examples import CONNECTOR, LLM, SHARED, request, response, shown_by

_NEW_ADAPTER = {
    "adapter_name": "Small model",
    "adapter_type": "LLM",
    "adapter_id": "openai_compatible",
    "description": "",
    "adapter_metadata": {
        "api_base": "https://models.example.com/v1",
        "api_key": "the key",
        "model": "small-1",
    },
    "is_default": False,
}
adapter = shown_by(
    request(_NEW_ADAPTER),
    response(
        {
            "id": LLM,
            **_NEW_ADAPTER,
            "adapter_metadata": {
                "api_base": "https://models.example.com/v1",
                "api_key": "********",
                "model": "small-1",
            },
            "needs_credentials": False,
            **SHARED,
        }
    ),
)
adapter_try_result = shown_by(response({"is_valid": True, "detail": "The model answers."}))

_NEW_CONNECTOR = {
    "connector_name": "Invoice archive",
    "connector_id": "s3",
    "connector_mode": "FILESYSTEM",
    "connector_version": "1",
    "connector_metadata": {"bucket": "invoices", "secret": "the secret"},
}
connector = shown_by(
    request(_NEW_CONNECTOR),
    response(
        {
            "id": CONNECTOR,
            **_NEW_CONNECTOR,
            "connector_metadata": {"bucket": "invoices", "secret": "********"},
            "needs_credentials": False,
            **SHARED,
        }
    ),
)
