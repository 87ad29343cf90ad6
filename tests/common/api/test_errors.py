"""One envelope for every refusal, whoever refuses."""

import json

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.test import Client, RequestFactory
from rest_framework import exceptions

from common.api.errors import (
    as_api_error,
    bad_request,
    csrf_failure,
    permission_denied,
    server_error,
)
from deployments.models import APIDeployment
from organizations.models import Organization, User
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    OrganizationFactory,
    ToolExportFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in
from workflows.models import ToolInstance

pytestmark = pytest.mark.django_db

JSON = "application/json"
SECRET = "3f1c8f6e-0000-4000-8000-00000000000a"


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/api/deployment/"


def envelope_of(response, status: int, kind: str) -> dict:
    """The envelope, checked as a whole; returns its only error."""
    assert response.status_code == status, response.content
    assert response["Content-Type"].partition(";")[0] == JSON
    body = json.loads(response.content)
    assert set(body) == {"type", "errors", "message"}
    assert body["type"] == kind
    for error in body["errors"]:
        assert set(error) == {"code", "detail", "attr"}
    assert body["message"] == " ".join(error["detail"] for error in body["errors"])
    (error,) = body["errors"]
    assert error["detail"]
    return error


def test_a_bad_field(api, url):
    error = envelope_of(api.post(url, {"workflow": "7"}), 400, "validation_error")
    assert (error["attr"], error["code"]) == ("workflow", "invalid")


def test_several_bad_fields_are_told_together(api, url):
    body = api.post(url, {"workflow": "7", "display_name": "", "api_name": "a b"}).json()
    assert [error["attr"] for error in body["errors"]] == ["display_name", "workflow", "api_name"]
    assert body["message"] == " ".join(error["detail"] for error in body["errors"])


def test_nested_fields_are_dotted(api, url, organization):
    deployment = APIDeploymentFactory(organization=organization)
    response = api.post(f"{url}{deployment.pk}/share/", {"shared_users": [1, "x"]})
    error = envelope_of(response, 400, "validation_error")
    assert error["attr"] == "shared_users.1"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'a': 1}",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1} x',
        b"a=1",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json(api, url, body):
    error = envelope_of(api.post(url, body, content_type=JSON), 400, "client_error")
    assert (error["code"], error["attr"]) == ("parse_error", None)


def test_nobody_is_signed_in(url, client):
    response = client.get(url)
    error = envelope_of(response, 401, "client_error")
    assert error["code"] == "not_authenticated"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer a b", "Bearer ü", "Bearer nonsense", "bearer x"]
)
def test_a_bad_credential(url, organization, header):
    response = Client().get(url, headers={"Authorization": header})
    error = envelope_of(response, 401, "client_error")
    assert error["code"] == "authentication_failed"


@pytest.mark.parametrize("header", ["Basic YTpi", "Token x", "nonsense", ""])
def test_another_kind_of_credential_is_none(url, organization, header):
    response = Client().get(url, headers={"Authorization": header})
    assert envelope_of(response, 401, "client_error")["code"] == "not_authenticated"


def test_what_a_caller_may_not_do(api, url, platform_key):
    platform_key.permission = "read"
    platform_key.save()
    error = envelope_of(api.post(url, {}), 403, "client_error")
    assert error["code"] == "permission_denied"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/nowhere/", "/api/v1/nowhere/", "/deployment/", "/api/v1/%00/", "/<b>/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_an_unknown_route(client, path, method):
    error = envelope_of(getattr(client, method)(path), 404, "client_error")
    assert error["code"] == "not_found"


def test_an_unknown_row(api, url):
    response = api.get(f"{url}00000000-0000-4000-8000-000000000000/")
    assert envelope_of(response, 404, "client_error")["code"] == "not_found"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_a_route_lacks(api, url, method):
    response = getattr(api, method)(url, {})
    error = envelope_of(response, 405, "client_error")
    assert error["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
        "application/octet-stream",
    ],
)
def test_another_media_type(api, url, content_type):
    response = api.post(url, b"a=1", content_type=content_type)
    error = envelope_of(response, 415, "client_error")
    assert error["code"] == "unsupported_media_type"


def test_an_answer_that_is_no_json(api, url):
    error = envelope_of(api.get(url, HTTP_ACCEPT="text/html"), 406, "client_error")
    assert error["code"] == "not_acceptable"


@pytest.mark.parametrize("who", ["api", "member"])
def test_a_body_that_is_too_large(request, url, settings, who):
    caller = request.getfixturevalue(who)
    client = caller if who == "api" else signed_in(caller)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post(url, {"description": "x" * 1000})
    assert envelope_of(response, 413, "client_error")["code"] == "body_too_large"
    small = client.post(url, {"description": "x" * 900})
    assert small.json()["type"] == "validation_error"


def test_a_body_that_is_just_small_enough_is_read(api, url, settings):
    body = json.dumps({"workflow": "7"}).encode()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body)
    assert api.post(url, body, content_type=JSON).status_code == 400
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body) - 1
    assert api.post(url, body, content_type=JSON).status_code == 413


def test_too_many_parameters(api, url):
    response = api.get(url + "?" + "&".join(f"a{n}=1" for n in range(1500)))
    assert envelope_of(response, 400, "client_error")["code"] == "parse_error"


def test_a_foreign_host(client):
    error = envelope_of(client.get("/health/live", HTTP_HOST="evil.example"), 400, "client_error")
    assert error["code"] == "bad_request"


def test_a_failure_of_the_service(api, url, settings, caplog):
    WorkflowFactory(organization__organization_id="unused")
    workflow = WorkflowFactory(organization=Organization.objects.get(organization_id="org_acme"))
    settings.KEY_ENCRYPTION_KEYS = ["no such key"]
    api.raise_request_exception = False
    response = api.post(url, {"workflow": str(workflow.pk)})
    error = envelope_of(response, 500, "server_error")
    assert (error["code"], error["attr"]) == ("error", None)
    assert "Fernet" not in response.content.decode()
    # the reason is for the operator
    assert "Fernet" in caplog.text


def test_the_handlers_outside_of_the_api():
    request = RequestFactory().get("/")
    cases = [
        (bad_request(request, ValueError()), 400, "client_error", "bad_request"),
        (permission_denied(request, ValueError()), 403, "client_error", "permission_denied"),
        (csrf_failure(request), 403, "client_error", "csrf_failed"),
        (server_error(request), 500, "server_error", "error"),
    ]
    for response, status, kind, code in cases:
        assert envelope_of(response, status, kind)["code"] == code


def test_the_execution_endpoint_keeps_the_shape_that_its_clients_read(organization):
    deployment = APIDeploymentFactory(organization=organization)
    APIKeyFactory(api=deployment, secret=SECRET)
    path = f"/{deployment.api_endpoint}"
    got = bearing(SECRET).get(path).json()
    assert got["error"] == got["message"] == got["errors"][0]["detail"]
    posted = bearing(SECRET).post(path, {}, format="multipart").json()
    assert posted["type"] == "validation_error"
    assert posted["message"] == {
        "execution_id": None,
        "execution_status": "ERROR",
        "status_api": None,
        "error": " ".join(error["detail"] for error in posted["errors"]),
        "result": None,
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("share/", b'{"\\ud800": []}'),
        ("share/", b'{"shared_users": ["\\ud800"]}'),
        ("owners/", b'{"user_id": "\\ud800"}'),
        ("", b'{"workflow": "\\udfff"}'),
    ],
)
def test_what_is_repeated_to_the_sender_can_be_sent(api, url, organization, path, body):
    deployment = APIDeploymentFactory(organization=organization)
    send = api.post if path else api.patch
    response = send(f"{url}{deployment.pk}/{path}", body, content_type=JSON)
    envelope_of(response, 400, "validation_error")


def violation(write) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return caught.value


def test_a_unique_constraint_names_its_last_field(organization):
    APIDeploymentFactory(organization=organization, api_name="invoices")
    error = as_api_error(
        violation(lambda: APIDeploymentFactory(organization=organization, api_name="invoices"))
    )
    assert isinstance(error, exceptions.ValidationError)
    assert error.detail == {
        "api_name": ["A deployment with this API name exists already; choose another."]
    }
    assert error.get_codes() == {"api_name": ["unique"]}


def test_a_conditional_constraint_has_its_own_sentence(organization):
    first = APIDeploymentFactory(organization=organization)
    error = as_api_error(
        violation(lambda: APIDeploymentFactory(organization=organization, workflow=first.workflow))
    )
    assert isinstance(error, exceptions.ValidationError)
    assert list(error.detail) == ["workflow"]
    assert "active deployment" in str(error.detail)


def test_a_unique_field_is_named(organization):
    error = as_api_error(
        violation(lambda: OrganizationFactory(organization_id=organization.organization_id))
    )
    assert isinstance(error, exceptions.ValidationError)
    assert error.detail == {
        "organization_id": ["Organization with this organization id already exists."]
    }


def test_a_one_to_one_field_is_named(organization):
    export = ToolExportFactory(entry__organization=organization)
    workflow = WorkflowFactory(organization=organization, tool=export)
    error = as_api_error(
        violation(
            lambda: ToolInstance.objects.create(workflow=workflow, registry_entry=export.entry)
        )
    )
    assert isinstance(error, exceptions.ValidationError)
    assert list(error.detail) == ["workflow"]


def test_a_secret_digest_is_no_field_of_the_caller(organization):
    deployment = APIDeploymentFactory(organization=organization)
    APIKeyFactory(api=deployment, secret=SECRET)
    assert as_api_error(violation(lambda: APIKeyFactory(api=deployment, secret=SECRET))) is None


def test_other_violations_are_failures(organization):
    deployment = APIDeploymentFactory(organization=organization)
    assert as_api_error(violation(lambda: APIKeyFactory(api=None))) is None
    nameless = APIDeployment.objects.filter(pk=deployment.pk)
    assert as_api_error(violation(lambda: nameless.update(api_name=None))) is None
    assert as_api_error(IntegrityError()) is None


@pytest.mark.django_db(transaction=True)
def test_what_was_deleted_meanwhile_is_a_conflict():
    def write() -> None:
        with transaction.atomic():
            WorkflowFactory(organization_id=4711, endpoints=None, tool=False)

    error = as_api_error(violation(write))
    assert error is not None
    assert error.status_code == 409
    assert "deleted meanwhile" in str(error.detail)


def test_the_case_of_an_address_is_no_second_user():
    UserFactory(email="person@example.com")
    error = as_api_error(violation(lambda: User.objects.create(email="Person@example.com")))
    assert isinstance(error, exceptions.ValidationError)
    assert "exists already" in str(error.detail)


def test_a_value_that_a_database_refuses_is_no_failure(api, url, organization):
    # PostgreSQL takes no NUL characters, not even to compare with
    path = url.replace("org_acme", "org%00acme")
    for client in (api, signed_in(UserFactory(memberships=organization))):
        response = client.get(path)
        assert response.status_code in {400, 403}
        assert response.json()["type"] == "client_error"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["deployments", "session", "admin"])
def test_a_database_that_dies_in_a_request(url, owner, error, path):
    client = signed_in(owner)
    client.raise_request_exception = False
    address = {"deployments": url, "session": "/api/v1/session", "admin": "/admin/"}[path]

    def fail(*args):
        raise error("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        response = client.get(address)
    told = envelope_of(response, 503, "server_error")
    assert told["code"] == "database_unavailable"
    assert int(response["Retry-After"]) > 0
    assert client.get(address).status_code < 500
