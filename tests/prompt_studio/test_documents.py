"""Sample documents: what they are, how they are handed out, and that storage keeps no orphans."""

import base64

import pytest
from django.core.files.storage import default_storage

from prompt_studio.documents.services import mime_type_of
from prompt_studio.models import SampleDocument
from tests.answers import UNKNOWN, error_of
from tests.factories import PromptStudioToolFactory, SampleDocumentFactory
from tests.fixtures import bearing, signed_in
from tests.races import at_once

from .conftest import upload

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n\x00\x01\xff binary"


@pytest.fixture
def files(studio, tool) -> str:
    return f"{studio}file/{tool.pk}"


@pytest.fixture
def documents(studio) -> str:
    return f"{studio}prompt-document/"


def send(client, url, *parts, **fields):
    return client.post(url, {"file": parts[0] if parts else upload(), **fields}, format="multipart")


def rows(response) -> list[dict]:
    assert response.status_code == 200, response.content
    listed: list[dict] = response.json()["results"]
    return listed


def stored_files() -> set[str]:
    names: set[str] = set()
    pending = [""]
    while pending:
        folder = pending.pop()
        folders, found = default_storage.listdir(folder)
        pending += [f"{folder}{name}/" for name in folders]
        names |= {f"{folder}{name}" for name in found}
    return names


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_upload_becomes_a_document(files, tool, owner, documents, slash):
    client = signed_in(owner)
    response = send(client, files + slash, upload("invoice.pdf", PDF))
    assert response.status_code == 200, response.content
    body = response.json()
    assert body.pop("data") == [body]
    document = SampleDocument.objects.get(pk=body["document_id"])
    body.pop("created_at")
    assert body == {
        "document_id": str(document.pk),
        "document_name": "invoice.pdf",
        "tool": str(tool.pk),
        "mime_type": "application/pdf",
        "size_bytes": len(PDF),
    }
    assert document.created_by == owner
    assert "invoice" not in document.stored_as
    with default_storage.open(document.stored_as) as stored:
        assert stored.read() == PDF
    (row,) = rows(client.get(documents, {"tool_id": tool.pk}))
    assert row["document_id"] == str(document.pk)


def test_a_name_is_unique_in_its_tool(api, files, studio, organization):
    other = PromptStudioToolFactory(organization=organization)
    assert send(api, files).status_code == 200
    before = stored_files()
    error = error_of(send(api, files))
    assert (error["attr"], error["code"]) == ("document_name", "unique")
    assert stored_files() == before
    assert send(api, f"{studio}file/{other.pk}").status_code == 200


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u0000b.txt", None),
        ("x" * 300 + ".txt", "x" * 251 + ".txt"),
        ("<b>.txt", "<b>.txt"),
        ("Q: &amp;.txt", "Q: &amp;.txt"),
    ],
)
def test_a_hostile_name_stays_harmless(api, files, sent, kept):
    response = send(api, files, upload(sent))
    assert response.status_code == 200, response.content
    name = response.json()["document_name"]
    assert name == kept if kept else "\u0000" not in name


def several(*uploads) -> dict:
    return {"file": list(uploads)}


def test_several_files_are_added_in_their_order(api, files, documents, tool):
    body = several(upload("b.txt"), upload("a.pdf", PDF), upload("c.txt"))
    response = api.post(files, body, format="multipart")
    assert response.status_code == 200, response.content
    added = response.json()
    assert [row["document_name"] for row in added["data"]] == ["b.txt", "a.pdf", "c.txt"]
    assert added["document_id"] == added["data"][0]["document_id"]
    assert rows(api.get(documents, {"tool_id": tool.pk})) == added["data"]


@pytest.mark.parametrize(
    ("uploads", "attr"),
    [
        ((("a.txt", b"x"), ("b.txt", b"")), "file"),
        ((("a.txt", b"x"), ("b.txt", b"x"), ("a.txt", b"y")), "document_name"),
        ((("a.txt", b"x"), ("taken.txt", b"x")), "document_name"),
        (tuple((f"{number}.txt", b"x") for number in range(33)), "file"),
    ],
)
def test_all_files_are_added_or_none(api, files, tool, uploads, attr):
    SampleDocumentFactory(tool=tool, document_name="taken.txt")
    before = stored_files()
    body = several(*(upload(*parts) for parts in uploads))
    assert error_of(api.post(files, body, format="multipart"))["attr"] == attr
    assert stored_files() == before
    assert SampleDocument.objects.count() == 1


def test_one_large_file_refuses_all(api, files, settings):
    settings.MAX_FILE_BYTES = 1024
    body = several(upload("a.txt"), upload("b.txt", b"x" * 1025))
    assert error_of(api.post(files, body, format="multipart"), 413)
    assert not SampleDocument.objects.exists()


def test_an_empty_file_is_refused(api, files):
    error = error_of(send(api, files, upload(content=b"")))
    assert error["attr"] == "file"


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_is_lost_loses_no_document(api, files, lost_answer):
    api.raise_request_exception = False
    assert send(api, files).status_code == 503
    assert default_storage.exists(SampleDocument.objects.get().stored_as)


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"other": upload()}])
def test_a_form_without_a_file_is_refused(api, files, body):
    assert error_of(api.post(files, body, format="multipart"))["attr"] == "file"


def test_json_is_no_upload(api, files):
    assert error_of(api.post(files, {"file": "x"}, format="json"), 415)


def test_a_large_file_is_refused(api, files, settings):
    settings.MAX_FILE_BYTES = 1024 * 1024
    before = stored_files()
    error = error_of(send(api, files, upload(content=b"x" * (1024 * 1024 + 1))), 413)
    assert error["detail"] == "The file is larger than 1 MB; send a smaller one."
    # announced so large that nothing of it is read
    settings.MAX_FILES_PER_EXECUTION = 1
    error = error_of(send(api, files, upload(content=b"x" * (3 * 1024 * 1024))), 413)
    assert error["detail"].startswith("The form is larger than 2 MB")
    assert stored_files() == before
    assert send(api, files, upload(content=b"x" * (1024 * 1024))).status_code == 200


@pytest.mark.parametrize(
    ("start", "name", "expected"),
    [
        (PDF, "scan.txt", "application/pdf"),
        (b"junk before\n%PDF-1.4", "scan", "application/pdf"),
        (b"Total: 7", "invoice.pdf", "text/plain"),
        (b"a,b\n1,2\n", "table.CSV", "text/csv"),
        ("Straße".encode("latin-1"), "letter.txt", "text/plain"),
        ("Straße".encode("utf-16"), "letter.txt", "text/plain"),
        (b"<html><p>x</p></html>", "page.html", "text/plain"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "x.png", "image/png"),
        (b"\x00\x01\x02\x03", "x.bin", "application/octet-stream"),
        ("Straße".encode("utf-16-le"), "letter.txt", "text/plain"),
        (b'{"total": 7, "items": [1, 2', "data.json", "text/plain"),
        (b"{\\rtf1 Hello}", "letter.rtf", "text/plain"),
        (b"  \n", "blank.txt", "text/plain"),
    ],
)
def test_the_type_is_told_by_content(start, name, expected):
    assert mime_type_of(start, name) == expected


@pytest.mark.parametrize(
    ("name", "content", "mime_type", "data"),
    [
        ("a.pdf", PDF, "application/pdf", base64.b64encode(PDF).decode()),
        ("a.txt", "Größe: 7 €\r\n".encode(), "text/plain", "Größe: 7 €\r\n"),
        ("a.csv", b"\xef\xbb\xbfa,b", "text/csv", "a,b"),
        ("a.txt", "Größe".encode("latin-1"), "text/plain", "Größe"),
        ("a.txt", "Größe".encode("utf-16"), "text/plain", "Größe"),
        ("a.bin", b"\x00\x01", "application/octet-stream", "AAE="),
    ],
)
def test_content_is_handed_out_as_json(api, files, name, content, mime_type, data):
    created = send(api, files, upload(name, content)).json()
    response = api.get(files, {"document_id": created["document_id"]})
    assert response.status_code == 200
    assert response.json() == {"data": data, "mime_type": mime_type}


@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?document_id=", 400),
        ("?document_id=x", 400),
        ("?document_id=%00", 400),
        (f"?document_id={UNKNOWN}", 404),
    ],
)
def test_a_document_is_named_by_its_id(api, files, method, query, status):
    error = error_of(getattr(api, method)(f"{files}{query}"), status)
    assert error["attr"] == ("document_id" if status == 400 else None)


def test_a_deletion_may_name_the_document_in_its_body(api, files, tool):
    document = SampleDocumentFactory(tool=tool)
    for body in ({}, {"document_id": "x"}, []):
        error = error_of(api.delete(files, body, format="json"))
        assert error["attr"] == (None if body == [] else "document_id")
    assert api.delete(files, {"document_id": UNKNOWN}, format="json").status_code == 404
    assert api.delete(files, {"document_id": str(document.pk)}, format="json").status_code == 204
    assert not SampleDocument.objects.exists()


def test_a_document_is_found_through_its_tool_only(api, files, organization):
    foreign = SampleDocumentFactory(tool__organization=organization)
    for method in (api.get, api.delete):
        assert method(f"{files}?document_id={foreign.pk}").status_code == 404


def test_content_that_storage_lost_is_not_found(api, files, tool):
    document = SampleDocumentFactory(tool=tool)
    default_storage.delete(document.stored_as)
    error = error_of(api.get(files, {"document_id": document.pk}), 404)
    assert "gone from storage" in error["detail"]


def test_who_sees_a_tool_reads_its_documents(files, documents, tool, viewer, grouped, member):
    document = SampleDocumentFactory(tool=tool)
    named = f"{files}?document_id={document.pk}"
    for user in (viewer, grouped):
        client = signed_in(user)
        assert client.get(named).status_code == 200
        assert len(rows(client.get(documents))) == 1
        assert send(client, files).status_code == 403
        assert client.delete(named).status_code == 403
    stranger = signed_in(member)
    assert rows(stranger.get(documents)) == []
    assert stranger.get(named).status_code == 404
    assert send(stranger, files).status_code == 404
    assert stranger.delete(named).status_code == 404


def test_a_deleted_document_leaves_storage_after_the_commit(
    api, files, tool, studio, django_capture_on_commit_callbacks
):
    document = SampleDocumentFactory(tool=tool)
    other = SampleDocumentFactory(tool=tool)
    api.patch(f"{studio}{tool.pk}/", {"output": str(document.pk)})
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(f"{files}?document_id={document.pk}").status_code == 204
        assert default_storage.exists(document.stored_as)
    assert not default_storage.exists(document.stored_as)
    assert default_storage.exists(other.stored_as)
    assert api.get(f"{studio}{tool.pk}/").json()["output"] is None


def test_a_deleted_organization_leaves_no_documents(
    organization, tool, django_capture_on_commit_callbacks
):
    document = SampleDocumentFactory(tool=tool)
    with django_capture_on_commit_callbacks(execute=True):
        organization.delete()
    assert not default_storage.exists(document.stored_as)


def test_the_list_is_of_one_tool_in_order(api, documents, tool, organization):
    for name in ("c", "a", "b"):
        SampleDocumentFactory(tool=tool, document_name=name)
    SampleDocumentFactory(tool__organization=organization)
    SampleDocumentFactory()
    listed = rows(api.get(documents, {"tool_id": tool.pk}))
    assert [row["document_name"] for row in listed] == ["c", "a", "b"]
    assert {row["tool"] for row in listed} == {str(tool.pk)}
    assert len(rows(api.get(documents))) == 4
    assert error_of(api.get(documents, {"tool_id": "x"}))["attr"] == "tool_id"


@pytest.mark.parametrize("count", [10, 50])
def test_a_list_costs_the_same_whatever_its_length(
    documents, tool, platform_key, django_assert_num_queries, count
):
    SampleDocumentFactory.create_batch(count, tool=tool)
    client = bearing(platform_key.secret)
    with django_assert_num_queries(3):
        assert len(rows(client.get(documents, {"tool_id": tool.pk, "page_size": 1000}))) == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
def test_two_uploads_of_one_name_at_once(files, platform_key, tool):
    before = stored_files()
    responses = at_once(*(lambda: send(bearing(platform_key.secret), files) for _ in range(2)))
    assert sorted(response.status_code for response in responses) == [200, 400]
    document = SampleDocument.objects.get()
    assert stored_files() - before == {document.stored_as}
