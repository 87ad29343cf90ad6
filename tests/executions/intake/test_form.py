"""What comes in at the execution endpoint's door, well-formed or not."""

import io
import uuid
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework.test import APIClient

from executions.models import Execution, FileExecution
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

INVOICE = b"Invoice number: INV-1\n"
END = f"--{BOUNDARY}--\r\n".encode()


def form(*files: SimpleUploadedFile, **fields: object) -> bytes:
    return encode_multipart(
        BOUNDARY, {"files": list(files or [SimpleUploadedFile("a.txt", INVOICE)]), **fields}
    )


def part(headers: str, content: bytes = INVOICE) -> bytes:
    """A form of one part, whose headers are written by hand."""
    return (
        f"--{BOUNDARY}\r\n{headers}\r\n\r\n".encode("utf-8", "surrogateescape")
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def send(caller: APIClient, endpoint: str, body: bytes, **headers: str):
    content_type = headers.pop("content_type", MULTIPART_CONTENT)
    return caller.generic("POST", endpoint, body, content_type=content_type, **headers)


def refusal(response, status: int = 400) -> str:
    """The sentence of a refusal, which has both shapes of the contract's envelope."""
    assert response.status_code == status, response.content
    body = response.json()
    assert body["errors"]
    assert body["message"]["execution_status"] == "ERROR"
    assert body["message"]["execution_id"] is None
    assert not Execution.objects.exists()
    text: str = body["message"]["error"]
    return text


@pytest.mark.parametrize("content_type", ["", MULTIPART_CONTENT, "application/json"])
def test_a_request_without_a_body_has_no_documents(caller, endpoint, content_type):
    response = send(caller, endpoint, b"", content_type=content_type)
    assert refusal(response) == "Send 1 to 32 documents; these are 0."


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_form_that_breaks_off_is_refused_not_processed(caller, endpoint, kept):
    whole = form(SimpleUploadedFile("a.txt", INVOICE * 1000))
    assert "broke off" in refusal(send(caller, endpoint, whole[: int(len(whole) * kept)]))


def test_a_body_shorter_than_announced_is_refused(caller, endpoint):
    body = form()
    announced = {"CONTENT_LENGTH": str(len(body) + 1000), "wsgi.input": io.BytesIO(body)}
    response = send(caller, endpoint, body, **announced)
    assert "broke off" in refusal(response)


def test_a_form_needs_its_boundary(caller, endpoint):
    assert refusal(send(caller, endpoint, form(), content_type="multipart/form-data"))
    other = send(caller, endpoint, form(), content_type="multipart/form-data; boundary=other")
    assert refusal(other)


@pytest.mark.parametrize("boundary", ["x" * 201, "\u00e4", '"'])
def test_a_strange_boundary_is_refused(caller, endpoint, boundary):
    content_type = f"multipart/form-data; boundary={boundary}"
    assert refusal(send(caller, endpoint, form(), content_type=content_type))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("application/json", b"\xff\xfe"),
        ("text/plain", b"files"),
        ("multipart/mixed; boundary=x", b"--x--"),
        ("nonsense", b"x"),
    ],
)
def test_other_bodies_are_refused_by_their_type(caller, endpoint, content_type, body):
    assert refusal(send(caller, endpoint, body, content_type=content_type), 415)


def test_an_unknown_character_set_of_the_request_changes_nothing(caller, endpoint):
    response = send(caller, endpoint, form(), content_type=f"{MULTIPART_CONTENT}; charset=bogus")
    assert response.status_code == 200, response.content


def test_a_file_whose_name_cannot_be_read_is_none(caller, endpoint):
    headers = "Content-Disposition: form-data; name=files; filename*=bogus''a.txt"
    assert refusal(send(caller, endpoint, part(headers)))


def test_a_part_in_broken_base64(caller, endpoint):
    headers = (
        "Content-Disposition: form-data; name=files; filename=a.txt\r\n"
        "Content-Transfer-Encoding: base64"
    )
    assert refusal(send(caller, endpoint, part(headers, b"\xff\xfe!")))


def test_a_body_in_chunks_is_asked_for_its_length(caller, endpoint):
    response = send(caller, endpoint, b"", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert "Content-Length" in refusal(response, 411)


def test_far_too_many_fields(caller, endpoint):
    fields = {f"field{number}": "x" for number in range(10_000)}
    assert refusal(send(caller, endpoint, encode_multipart(BOUNDARY, fields)))


def test_a_field_far_too_long(caller, endpoint):
    assert refusal(send(caller, endpoint, form(tags="x" * 6_000_000)), 413)


def test_a_long_form_without_files_is_not_read_whole(caller, endpoint):
    body = b"tags=" + b"x" * (configured.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = send(caller, endpoint, body, content_type="application/x-www-form-urlencoded")
    assert refusal(response, 413)


def test_a_file_over_the_limit_ends_the_upload(caller, endpoint, settings):
    settings.MAX_FILE_BYTES = 1024 * 1024
    before = set(_uploads())
    big = SimpleUploadedFile("big.txt", b"x" * 3 * 1024 * 1024)
    text = refusal(send(caller, endpoint, form(SimpleUploadedFile("a.txt", INVOICE), big)), 413)
    assert text == "big.txt is larger than 1 MB; send a smaller file."
    assert set(_uploads()) == before


def _uploads() -> list[str]:
    return [path.name for path in Path(configured.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")]


def test_a_large_upload_is_moved_into_storage_not_copied(caller, endpoint, monkeypatch):
    moved = []
    original = TemporaryUploadedFile.temporary_file_path

    def remember(self):
        moved.append(original(self))
        return moved[-1]

    monkeypatch.setattr(TemporaryUploadedFile, "temporary_file_path", remember)
    content = b"x" * (configured.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert send(caller, endpoint, form(SimpleUploadedFile("a.txt", content))).status_code == 200
    stored = FileExecution.objects.get()
    assert moved
    with default_storage.open(stored.stored_as) as document:
        assert document.size == len(content)
    assert _uploads() == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("filename=/etc/passwd", "passwd"),
        ("filename=' '", "' '"),
        ("filename=a%00b.txt", "a%00b.txt"),
        ("filename*=UTF-8''a%00b.txt", "ab.txt"),
        ("filename*=UTF-8''%F0%9F%A7%BE%20Rechnung%C3%BC.txt", "\U0001f9fe Rechnung\u00fc.txt"),
        ("filename*=UTF-8''%ED%A0%80.txt", "\ufffd\ufffd\ufffd.txt"),
        ('filename="C:\\\\temp\\\\a.txt"', "a.txt"),
        (f"filename={'n' * 300}.txt", f"{'n' * 251}.txt"),
        ("filename=a<b>.txt", "a<b>.txt"),
        ('filename="Q: Invoice 3.txt"', "Q: Invoice 3.txt"),
        ('filename="&amp;.txt"', "&amp;.txt"),
        ("filename*=UTF-8''a%C2%A0b%E2%80%8C.txt", "a\xa0b\u200c.txt"),
        ("filename*=UTF-8''a%0A%C2%85%E2%80%A8%E2%80%AEb.txt", "ab.txt"),
        ("filename=..", "document"),
        ("filename=a/", "document"),
        (f"filename=a.{'x' * 300}", "x" * 255),
    ],
)
def test_file_names_are_shown_bare(caller, endpoint, sent, shown):
    body = part(f"Content-Disposition: form-data; name=files; {sent}")
    assert send(caller, endpoint, body).status_code == 200
    assert FileExecution.objects.get().file_name == shown


@pytest.mark.parametrize("name", ["file", "document", "files[0]", "Files", "custom_data", "tags"])
@pytest.mark.parametrize("others", [0, 1])
def test_a_document_under_another_name_is_refused_by_that_name(caller, endpoint, name, others):
    files = {"files": [SimpleUploadedFile("b.txt", INVOICE)] * others} if others else {}
    body = encode_multipart(BOUNDARY, {name: SimpleUploadedFile("a.txt", INVOICE), **files})
    response = send(caller, endpoint, body)
    assert refusal(response) == f"Send documents in the field 'files', not in '{name}'."
    assert [error["attr"] for error in response.json()["errors"]] == [name]
    assert not Execution.objects.exists()


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("file_name", ["", "; filename=", '; filename=""'])
def test_a_document_without_a_file_name_is_asked_for_one(caller, endpoint, file_name, others):
    body = part(f"Content-Disposition: form-data; name=files{file_name}")
    response = send(caller, endpoint, (form()[: -len(END)] if others else b"") + body)
    assert 'with a file name, such as filename="invoice.pdf"' in refusal(response)
    assert response.json()["errors"][0]["attr"].startswith("files")


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Disposition: form-data; name=files; filename=a\udcfc.txt",
        "Content-Disposition: form-data; name=files; filename*=bogus''a.txt",
        "Content-Disposition: form-data; filename=a.txt",
        "Content-Type: text/plain",
    ],
)
def test_a_part_that_cannot_be_read_is_not_dropped_beside_others(caller, endpoint, headers):
    response = send(caller, endpoint, form()[: -len(END)] + part(headers))
    assert "A part of the form can't be read" in refusal(response)


def test_a_text_where_a_file_belongs(caller, endpoint):
    body = encode_multipart(BOUNDARY, {"files": "invoice.pdf"})
    response = send(caller, endpoint, body)
    refusal(response)
    assert response.json()["errors"][0]["attr"] == "files.0"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 5000])
def test_numbers_that_no_database_keeps(caller, endpoint, number):
    response = send(caller, endpoint, form(custom_data=f'{{"a": {number}}}'))
    refusal(response)
    assert response.json()["errors"][0]["attr"] == "custom_data"


def test_custom_data_comes_back_as_it_went(caller, endpoint, api, prefix):
    text = '{"a": {"b": [1, 2.5, null, true, "\\u00e4"]}, "n": 123456789012345678901234567890}'
    execution_id = send(caller, endpoint, form(custom_data=text)).json()["message"]["execution_id"]
    detail = api.get(f"{prefix}/execution/{execution_id}/").json()
    assert detail["custom_data"]["a"] == {"b": [1, 2.5, None, True, "\u00e4"]}
    assert detail["custom_data"]["n"] == pytest.approx(123456789012345678901234567890)


@pytest.mark.parametrize("sent", ["\x00", "a\nb", "x" * 256, "\x7f"])
def test_a_strange_idempotency_key_is_refused(caller, endpoint, sent):
    assert refusal(send(caller, endpoint, form(), HTTP_IDEMPOTENCY_KEY=sent))


@pytest.mark.parametrize("value", ["", "-1", "0"])
def test_an_empty_or_small_timeout_does_not_wait(caller, endpoint, value):
    response = send(caller, endpoint, form(timeout=value))
    assert response.json()["message"]["execution_status"] == "PENDING"


def test_empty_optional_fields_are_as_if_left_out(caller, endpoint):
    empty = dict.fromkeys(
        ["tags", "llm_profile_id", "custom_data", "hitl_queue_name", "hitl_packet_id"], ""
    )
    assert send(caller, endpoint, form(**empty, webhook_url="")).status_code == 200


@pytest.mark.parametrize("path", ["", "/"])
def test_the_slash_is_optional_on_both(caller, endpoint, path):
    bare = endpoint.rstrip("/") + path
    execution_id = send(caller, bare, form()).json()["message"]["execution_id"]
    assert caller.get(bare, {"execution_id": execution_id}).status_code == 422


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(caller, endpoint, method):
    response = getattr(caller, method)(endpoint)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert response.json()["message"] == response.json()["errors"][0]["detail"]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "head"])
def test_every_method_asks_for_the_key(client, endpoint, owner, platform_key, method):
    for stranger in (client, signed_in(owner), bearing(platform_key.secret)):
        response = getattr(stranger, method)(endpoint)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Bearer realm="deployment key"'


def test_a_head_takes_no_result_along(caller, endpoint, run_worker):
    execution_id = send(caller, endpoint, form()).json()["message"]["execution_id"]
    query = f"{endpoint}?execution_id={execution_id}"
    assert caller.head(query).status_code == 422
    run_worker()
    assert caller.head(query).status_code == 200
    assert caller.get(query).status_code == 200
    assert caller.head(query).status_code == 406


def test_options_describe_the_endpoint(caller, endpoint):
    response = caller.options(endpoint)
    assert response.status_code == 200
    assert response.json()["description"] == (
        "POST documents to process them by the deployment; GET how an execution ended."
    )
    assert "multipart/form-data" in response.json()["parses"]


@pytest.mark.parametrize(
    "path",
    [
        "/deployment/api/org%00acme/invoices/",
        "/deployment/api/org_acme/%00/",
        "/deployment/api/org_acme/%ED%A0%80/",
        f"/deployment/api/{'x' * 3000}/{'y' * 3000}/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_strange_addresses_are_no_failure(caller, endpoint, client, path, method):
    assert getattr(caller, method)(path).status_code in {400, 401, 404}
    assert getattr(bearing(str(uuid.uuid4())), method)(path).status_code in {400, 401, 404}


@pytest.mark.parametrize("token", ["\x00", "\udcff", "a b", "", "x" * 10_000])
def test_strange_tokens_are_refused(client, endpoint, token):
    response = client.get(endpoint, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert response.status_code == 401
