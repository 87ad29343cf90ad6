"""The published client, as it is on the package registry, against the running service."""

import time

import pytest
from unstract.api_deployments.client import (
    APIDeploymentsClient,
    PlatformClientError,
    PlatformKeyClient,
)

from tests.e2e.service import SAMPLES, Service

INVOICE = str(SAMPLES / "invoice.pdf")


@pytest.fixture
def client(service: Service) -> APIDeploymentsClient:
    return APIDeploymentsClient(
        api_url=service.endpoint,
        api_key=service.acme["deployment"]["api_key"],
        api_timeout=-1,
        include_metadata=True,
    )


def test_whoami_and_list_deployments(service: Service):
    with PlatformKeyClient(service.base_url, service.acme["platform_keys"]["read"]) as client:
        identity = client.whoami()
        assert identity["organization_id"] == "org_acme"
        assert identity["permission"] == "read"
        page = client.list_deployments(identity["organization_id"], api_name="invoices")
    assert page["count"] == 1
    assert page["results"][0]["api_endpoint"] == service.acme["deployment"]["api_endpoint"]


def test_a_refused_platform_key_is_told_why(service: Service):
    with (
        PlatformKeyClient(service.base_url, "no-such-key") as client,
        pytest.raises(PlatformClientError, match=r"401: .*unknown, revoked or expired"),
    ):
        client.whoami()


def test_structure_file_waits_for_the_result(service: Service, client: APIDeploymentsClient):
    client.api_timeout = 60
    answer = client.structure_file([INVOICE])
    assert answer["status_code"] == 200, answer
    assert answer["execution_status"] == "COMPLETED"
    assert answer["pending"] is False
    (result,) = answer["extraction_result"]
    assert result["status"] == "Success"
    assert result["result"]["output"]["invoice_number"]
    assert result["result"]["metadata"]["context"]["invoice_number"]["page"] == 1


def test_structure_file_and_check_execution_status(service: Service, client: APIDeploymentsClient):
    answer = client.structure_file([INVOICE, str(SAMPLES / "orders.csv")])
    assert answer["status_code"] == 200
    assert answer["pending"] is True
    deadline = time.monotonic() + 60
    status = client.check_execution_status(answer["status_check_api_endpoint"])
    while status["pending"] and time.monotonic() < deadline:
        time.sleep(0.2)
        status = client.check_execution_status(answer["status_check_api_endpoint"])
    assert status["status_code"] == 200, status
    assert status["execution_status"] == "COMPLETED"
    assert [result["file"] for result in status["extraction_result"]] == [
        "invoice.pdf",
        "orders.csv",
    ]


def test_a_refused_execution_is_told_why(service: Service):
    client = APIDeploymentsClient(api_url=service.endpoint, api_key="no-such-key", api_timeout=-1)
    answer = client.structure_file([INVOICE])
    assert answer["status_code"] == 401
    assert "unknown" in str(answer["error"])
