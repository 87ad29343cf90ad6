from common.api.examples import CREATED, LLM, TOOL, X2TEXT, request, response, shown_by
from prompt_studio.examples import DESCRIBED, PROMPT, SETTINGS

_PROJECT = {
    "tool_metadata": DESCRIBED,
    "tool_settings": SETTINGS,
    "default_profile_settings": {
        "profile_name": "Small model",
        "llm": "Small model",
        "x2text": "Text of documents",
    },
    "prompts": [PROMPT],
}
exported_project = shown_by(
    response({**_PROJECT, "export_metadata": {"exported_at": CREATED, "tool_id": TOOL}})
)
import_ = shown_by(
    request(
        {
            "file": "invoice-reader.json",
            "llm_adapter_id": LLM,
            "x2text_adapter_id": X2TEXT,
        },
        "multipart/form-data",
    )
)
imported_tool = shown_by(
    response(
        {
            "tool_id": TOOL,
            "tool_name": DESCRIBED["tool_name"],
            "needs_adapter_config": False,
        }
    )
)
sync = shown_by(request({"data": _PROJECT, "create_copy": False}))
synced_tool = shown_by(response({"tool_id": TOOL, "prompt_count": 1, "copy_tool_id": None}))
