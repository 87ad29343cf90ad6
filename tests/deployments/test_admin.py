import pytest
from django.test import Client
from django.urls import reverse

from deployments.models import APIDeployment
from tests.factories import APIDeploymentFactory, APIKeyFactory, WorkflowFactory

pytestmark = pytest.mark.django_db

LIST = "admin:deployments_apideployment_changelist"
CHANGE = "admin:deployments_apideployment_change"


@pytest.fixture
def deployment(organization, owner) -> APIDeployment:
    return APIDeploymentFactory(
        organization=organization, display_name="Invoices", api_name="invoices", owner=owner
    )


def change(browser, deployment, **fields):
    form = {
        "display_name": deployment.display_name,
        "description": deployment.description,
        "members-TOTAL_FORMS": 0,
        "members-INITIAL_FORMS": 0,
        "group_shares-TOTAL_FORMS": 0,
        "group_shares-INITIAL_FORMS": 0,
        **({"is_active": "on"} if deployment.is_active else {}),
        **fields,
    }
    return browser.post(reverse(CHANGE, args=[deployment.pk]), form)


def test_people_without_staff_status_are_sent_to_the_log_in(owner):
    client = Client()
    client.force_login(owner)
    response = client.get(reverse(LIST))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_costs_a_constant_number_of_queries(
    browser, organization, django_assert_num_queries, count
):
    APIDeploymentFactory.create_batch(count, organization=organization)
    with django_assert_num_queries(5):
        response = browser.get(reverse(LIST))
    assert response.status_code == 200
    assert response.context["cl"].result_count == count


@pytest.mark.parametrize(
    ("text", "found"),
    [("invoi", {"invoices"}), ("Receip", {"receipts"}), ("paper flow", {"receipts"}), ("x", set())],
)
def test_search(browser, deployment, organization, text, found):
    workflow = WorkflowFactory(organization=organization, workflow_name="paper flow")
    APIDeploymentFactory(
        organization=organization,
        workflow=workflow,
        display_name="Receipts",
        api_name="receipts",
    )
    response = browser.get(reverse(LIST), {"q": text})
    assert {row.api_name for row in response.context["cl"].result_list} == found


def test_search_by_id(browser, deployment, organization):
    APIDeploymentFactory(organization=organization)
    response = browser.get(reverse(LIST), {"q": str(deployment.pk)})
    assert [row.pk for row in response.context["cl"].result_list] == [deployment.pk]


def test_filter_by_activity(browser, deployment, organization):
    APIDeploymentFactory(organization=organization, is_active=False)
    response = browser.get(reverse(LIST), {"is_active__exact": 1})
    assert [row.pk for row in response.context["cl"].result_list] == [deployment.pk]


def test_a_deployment_cannot_be_added(browser):
    assert browser.get(reverse("admin:deployments_apideployment_add")).status_code == 403


def test_what_names_the_endpoint_is_read_only(browser, deployment, organization, superuser):
    other = WorkflowFactory(organization=organization)
    response = change(
        browser,
        deployment,
        display_name="Bills",
        api_name="bills",
        workflow=str(other.pk),
        run_count=7,
    )
    assert response.status_code == 302, response.content
    before = deployment.workflow_id
    deployment.refresh_from_db()
    assert deployment.display_name == "Bills"
    assert deployment.api_name == "invoices"
    assert deployment.workflow_id == before
    assert deployment.run_count == 0
    assert deployment.modified_by == superuser


def test_the_page_shows_owners_but_no_secret(browser, deployment, owner):
    secret = "3f1c8f6e-0000-4000-8000-00000000000a"
    key = APIKeyFactory(api=deployment, secret=secret)
    page = browser.get(reverse(CHANGE, args=[deployment.pk])).content.decode()
    assert owner.email in page
    for hidden in (secret, key.digest, key.sealed_secret):
        assert hidden not in page


def test_markup_in_a_name_is_refused(browser, deployment):
    response = change(browser, deployment, display_name="<b>bold</b>")
    assert response.status_code == 200
    assert "HTML is not allowed" in response.content.decode()


def test_a_second_active_deployment_of_a_workflow_is_refused(browser, deployment, organization):
    idle = APIDeploymentFactory(
        organization=organization, workflow=deployment.workflow, is_active=False
    )
    response = change(browser, idle, is_active="on")
    assert response.status_code == 200
    assert "another active deployment" in response.content.decode()
    idle.refresh_from_db()
    assert idle.is_active is False


def test_deactivation(browser, deployment):
    form = {"display_name": "Invoices", "description": ""}
    url = reverse(CHANGE, args=[deployment.pk])
    counts = {
        f"{prefix}-{kind}_FORMS": 0
        for prefix in ("members", "group_shares")
        for kind in ("TOTAL", "INITIAL")
    }
    assert browser.post(url, form | counts).status_code == 302
    deployment.refresh_from_db()
    assert deployment.is_active is False


def test_deletion(browser, deployment):
    url = reverse("admin:deployments_apideployment_delete", args=[deployment.pk])
    assert browser.post(url, {"post": "yes"}).status_code == 302
    assert not APIDeployment.objects.exists()
