from common.api.examples import CREATED, DOCUMENT, FILE_NAME, TOOL, request, response, shown_by

_DOCUMENT = {
    "document_id": DOCUMENT,
    "document_name": FILE_NAME,
    "tool": TOOL,
    "mime_type": "application/pdf",
    "size_bytes": 48213,
    "created_at": CREATED,
}
sample_document = shown_by(response(_DOCUMENT))
new_documents = shown_by(request({"file": [FILE_NAME]}, "multipart/form-data"))
added_documents = shown_by(response({**_DOCUMENT, "data": [_DOCUMENT]}))
document_content = shown_by(response({"data": "JVBERi0xLjcK...", "mime_type": "application/pdf"}))
