"""What the bodies of Prompt Studio's routes look like, for the OpenAPI description."""

from common.api.examples import DOCUMENT, SHARED, TIMES, TOOL, request, response, shown_by

DESCRIBED = {
    "tool_name": "Invoice reader",
    "description": "The values of an invoice.",
    "author": "Acme",
    "icon": "",
}
SETTINGS = {"preamble": "The document is an invoice.", "postamble": ""}
prompt_studio_tool = shown_by(
    request({**DESCRIBED, **SETTINGS}),
    response({"tool_id": TOOL, **DESCRIBED, **SETTINGS, "output": DOCUMENT, **SHARED}),
)

PROMPT = {
    "prompt_key": "total_amount",
    "prompt": "What is the total amount to pay?",
    "enforce_type": "number",
    "sequence_number": 1,
    "prompt_type": "PROMPT",
    "active": True,
    "required": True,
}
prompt = shown_by(
    request(PROMPT),
    response(
        {
            "prompt_id": "d8c3b5e2-7f40-4a19-96d1-e0b2f7c4a685",
            "tool_id": TOOL,
            **PROMPT,
            **TIMES,
        }
    ),
)
