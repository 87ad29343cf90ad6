"""A write whose path lacks the last slash."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.test import APIClient

from common.api.middleware import slash_on_writes
from tests.factories import WorkflowFactory
from tests.fixtures import signed_in

PREFIX = "/api/v1/unstract/org_acme"
WRITES = ["POST", "PUT", "PATCH", "DELETE"]


def path_seen(method: str, path: str) -> str:
    seen = []

    def view(request):
        assert request.path == request.path_info
        seen.append(request.get_full_path())
        return HttpResponse()

    slash_on_writes(view)(RequestFactory().generic(method, path))
    return seen[0]


@pytest.mark.parametrize("method", WRITES)
def test_a_write_is_served_as_if_the_slash_were_there(method):
    assert path_seen(method, f"{PREFIX}/api/deployment") == f"{PREFIX}/api/deployment/"
    assert path_seen(method, f"{PREFIX}/api/deployment?a=1") == f"{PREFIX}/api/deployment/?a=1"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_a_read_is_left_to_the_redirect(method):
    assert path_seen(method, f"{PREFIX}/api/deployment") == f"{PREFIX}/api/deployment"


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    "path",
    [
        f"{PREFIX}/api/deployment/",
        # both are routes without a slash of their own
        "/api/v1/login",
        "/deployment/api/org_acme/invoices",
        "/nowhere",
        "/",
        f"{PREFIX}/api/deployment/7",
        f"{PREFIX}/api/deployment//",
    ],
)
def test_other_paths_stay(method, path):
    assert path_seen(method, path) == path


@pytest.mark.django_db
def test_the_body_arrives(organization, admin):
    workflow = WorkflowFactory(organization=organization)
    client = signed_in(admin)
    response = client.post(f"{PREFIX}/api/deployment", {"workflow": str(workflow.pk)})
    assert response.status_code == 201, response.content
    assert response.json()["workflow"] == str(workflow.pk)


@pytest.mark.django_db
def test_the_same_doors_are_closed(organization):
    assert APIClient().post(f"{PREFIX}/api/deployment", {}).status_code == 401


def test_an_unknown_path_is_not_found(client):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/nowhere")
        assert response.status_code == 404
        assert response.json()["type"] == "client_error"


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/", "/api/schema/", "/"])
@pytest.mark.parametrize("method", ["TRACE", "PROPFIND"])
def test_a_method_that_a_page_lacks_is_refused_in_the_envelope(client, path, method):
    response = client.generic(method, path)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/json"
    assert "GET" in response["Allow"]
    assert response.json() == {
        "type": "client_error",
        "errors": [{"code": "method_not_allowed", "detail": "Method Not Allowed.", "attr": None}],
        "message": "Method Not Allowed.",
    }


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_pages_describe_nothing_on_options(client, path):
    assert client.options(path).status_code == 405


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/", "/api/schema/"])
def test_a_kind_that_a_page_is_not_made_in_is_refused_in_the_envelope(client, path):
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.json()["errors"][0]["code"] == "not_acceptable"


@pytest.mark.django_db
def test_a_body_in_chunks_is_refused_not_read_as_empty(client, api, prefix):
    for caller, path in ((client, "/api/v1/login"), (api, f"{prefix}/api/deployment/")):
        response = caller.post(
            path, b"", content_type="application/json", headers={"Transfer-Encoding": "chunked"}
        )
        assert response.status_code == 411
        assert "Content-Length" in response.json()["message"]
