from common.api.examples import LLM, PROFILE, TIMES, TOOL, X2TEXT, request, response, shown_by

_NEW_PROFILE = {"profile_name": "Small model", "is_default": True, "llm": LLM, "x2text": X2TEXT}
_SHOWN_PROFILE = {
    "profile_id": PROFILE,
    "tool": TOOL,
    **_NEW_PROFILE,
    "vector_store": None,
    "embedding_model": None,
    **TIMES,
}
profile = shown_by(request(_NEW_PROFILE), response(_SHOWN_PROFILE))
profile_summary = shown_by(
    response(_SHOWN_PROFILE | {"llm": "Small model", "x2text": "Text of documents"})
)
