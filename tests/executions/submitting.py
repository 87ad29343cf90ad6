"""Documents sent to the execution endpoint, and what it answers."""

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

INVOICE = b"ACME Ltd\nInvoice number: INV-2026-001\nTotal: 120.00 EUR\n"


def document(name: str = "invoice.txt", content: bytes = INVOICE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def submit(caller, endpoint, *files, **fields):
    return caller.post(
        endpoint, {"files": list(files or [document()]), **fields}, format="multipart"
    )


def poll(caller, endpoint, execution_id, **flags):
    return caller.get(endpoint, {"execution_id": execution_id, **flags})


def errors_of(response) -> list[tuple[str | None, str]]:
    return [(error["attr"], error["detail"]) for error in response.json()["errors"]]


def stored_files() -> set[str]:
    try:
        return set(default_storage.listdir("executions/org_acme")[1])
    except FileNotFoundError:
        return set()
