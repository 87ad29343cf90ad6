import pytest

from tests.factories import APIDeploymentFactory, WorkflowFactory

pytestmark = pytest.mark.django_db


def test_create_answers_with_the_first_keys_secret(api, prefix, organization):
    workflow = WorkflowFactory(organization=organization)
    response = api.post(f"{prefix}/api/deployment/", {"workflow": str(workflow.pk), "api_name": "invoices"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["api_endpoint"] == "deployment/api/org_acme/invoices/"
    assert len(body["api_key"]) == 36


def test_list(api, prefix, organization, django_assert_num_queries):
    APIDeploymentFactory.create_batch(3, organization=organization)
    with django_assert_num_queries(4):
        response = api.get(f"{prefix}/api/deployment/")
    assert response.status_code == 200
    assert response.json()["count"] == 3
