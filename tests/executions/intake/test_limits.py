"""How much may run at one time, in an organization and in the whole service."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from executions.models import Execution
from tests.executions.submitting import submit
from tests.factories import APIDeploymentFactory, APIKeyFactory, OrganizationFactory
from tests.fixtures import bearing

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    """A caller of another organization's deployment, and its endpoint."""
    deployment = APIDeploymentFactory(organization=OrganizationFactory())
    APIKeyFactory(api=deployment, secret="elsewhere")
    return bearing("elsewhere"), f"/{deployment.api_endpoint}"


def test_a_limit_counts_its_own_organization_only(caller, endpoint, elsewhere, settings):
    settings.MAX_RUNNING_EXECUTIONS = 1
    assert submit(caller, endpoint).status_code == 200
    assert submit(*elsewhere).status_code == 200
    for client, path in [(caller, endpoint), elsewhere]:
        refused = submit(client, path)
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0
        assert refused.json()["errors"][0]["code"] == "too_many_executions"


def test_the_service_has_a_limit_of_its_own(caller, endpoint, elsewhere, settings, run_worker):
    settings.MAX_RUNNING_EXECUTIONS_TOTAL = 2
    assert submit(caller, endpoint).status_code == 200
    assert submit(caller, endpoint).status_code == 200
    refused = submit(*elsewhere)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "service" in refused.json()["message"]["error"]
    run_worker()
    assert submit(*elsewhere).status_code == 200


def test_without_a_limit_of_the_service_only_the_organizations_counts(caller, endpoint, settings):
    settings.MAX_RUNNING_EXECUTIONS_TOTAL = 0
    assert submit(caller, endpoint).status_code == 200


@pytest.mark.parametrize("end", ["done", "failed", "stopped", "deleted"])
def test_every_end_makes_room(api, prefix, caller, endpoint, settings, run_worker, end):
    settings.MAX_RUNNING_EXECUTIONS = 1
    content = b"" if end == "failed" else b"Invoice number: INV-1\n"
    first = caller.post(
        endpoint, {"files": [SimpleUploadedFile("a.txt", content)]}, format="multipart"
    )
    execution_id = first.json()["message"]["execution_id"]
    assert submit(caller, endpoint).status_code == 429
    if end == "stopped":
        api.post(f"{prefix}/execution/{execution_id}/stop/")
    elif end == "deleted":
        api.delete(f"{prefix}/execution/{execution_id}/")
    else:
        run_worker()
    assert submit(caller, endpoint).status_code == 200


def test_a_refused_submission_stores_nothing(caller, endpoint, organization, settings):
    organization.max_running_executions = 0
    organization.save()
    assert submit(caller, endpoint).status_code == 429
    assert not Execution.objects.exists()


def test_a_repeated_submission_is_answered_at_the_limit(caller, endpoint, settings):
    settings.MAX_RUNNING_EXECUTIONS = 1
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    first = submit(caller, endpoint).json()["message"]["execution_id"]
    assert submit(caller, endpoint).json()["message"]["execution_id"] == first


@pytest.mark.parametrize(("given", "stored"), [("3", 3), ("0", 0), ("default", None)])
def test_the_limit_is_set_by_command(organization, capsys, given, stored):
    organization.max_running_executions = 7
    organization.save()
    call_command("set_execution_limit", "org_acme", given)
    organization.refresh_from_db()
    assert organization.max_running_executions == stored
    assert "org_acme" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        ("org_acme", "many", "whole number"),
        ("org_acme", "1.5", "whole number"),
        ("org_acme", str(2**31), "whole number"),
        ("org_nowhere", "3", "no organization org_nowhere"),
    ],
)
def test_a_wrong_limit_is_refused_in_a_sentence(organization, name, limit, words):
    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("set_execution_limit", name, limit)


def test_the_description_tells_the_limits(client, settings):
    schema = client.get("/api/schema/?format=json").json()
    for path in (
        "/deployment/api/{org_id}/{api_name}/",
        "/deployment/pipeline/api/{org_id}/{pipeline_id}/",
    ):
        told = schema["paths"][path]["post"]["description"]
        assert f"{settings.MAX_FILES_PER_EXECUTION} documents" in told
        assert f"{settings.MAX_FILE_BYTES // 1024**2} MB" in told
        assert f"{settings.MAX_RUNNING_EXECUTIONS} executions" in told
        assert f"whole service {settings.MAX_RUNNING_EXECUTIONS_TOTAL}" in told
