from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from api_keys.models import APIKey
from common.crypto import MASK
from tests.factories import APIDeploymentFactory, APIKeyFactory, PipelineFactory
from tests.fixtures import bearing

pytestmark = pytest.mark.django_db

SECRET = "3f1c8f6e-0000-4000-8000-00000000000a"
LIST = "admin:api_keys_apikey_changelist"
CHANGE = "admin:api_keys_apikey_change"


@pytest.fixture
def key(organization) -> APIKey:
    deployment = APIDeploymentFactory(
        organization=organization, api_name="invoices", display_name="Invoices"
    )
    return APIKeyFactory(api=deployment, secret=SECRET, description="for n8n")


def test_no_page_shows_a_secret_or_what_is_kept_of_it(browser, key):
    key.former_digest = "f" * 64
    key.former_until = timezone.now() + timedelta(hours=1)
    key.save()
    pages = {
        "list": reverse(LIST),
        "change": reverse(CHANGE, args=[key.pk]),
        "history": reverse("admin:api_keys_apikey_history", args=[key.pk]),
        "delete": reverse("admin:api_keys_apikey_delete", args=[key.pk]),
    }
    for name, url in pages.items():
        response = browser.get(url)
        assert response.status_code == 200, name
        page = response.content.decode()
        for hidden in (SECRET, key.digest, key.sealed_secret, key.former_digest):
            assert hidden not in page, name
        if name in {"list", "change"}:
            assert MASK in page


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_costs_a_constant_number_of_queries(
    browser, organization, django_assert_num_queries, count
):
    for index in range(count):
        if index % 2:
            APIKeyFactory(api=None, pipeline=PipelineFactory(organization=organization))
        else:
            APIKeyFactory(api__organization=organization)
    with django_assert_num_queries(4):
        response = browser.get(reverse(LIST))
    assert response.status_code == 200
    assert response.context["cl"].result_count == count


@pytest.mark.parametrize(
    ("text", "found"),
    [("n8n", {"for n8n"}), ("invoices", {"for n8n"}), ("night", {"nightly"}), (SECRET, set())],
)
def test_search(browser, key, organization, text, found):
    pipeline = PipelineFactory(organization=organization, pipeline_name="night run")
    APIKeyFactory(api=None, pipeline=pipeline, description="nightly")
    response = browser.get(reverse(LIST), {"q": text})
    assert {row.description for row in response.context["cl"].result_list} == found


def test_a_key_cannot_be_added(browser):
    assert browser.get(reverse("admin:api_keys_apikey_add")).status_code == 403


def test_switching_a_key_off_is_recorded_and_works_at_once(browser, key, superuser):
    url = reverse(CHANGE, args=[key.pk])
    other = APIDeploymentFactory(organization=key.api.organization)
    form = {"description": "for n8n", "expires_at_0": "", "expires_at_1": "", "api": other.pk}
    assert browser.post(url, form).status_code == 302
    api = key.api
    key.refresh_from_db()
    assert key.is_active is False
    assert key.api == api
    assert key.secret == SECRET
    assert key.modified_by == superuser
    assert bearing(SECRET).get(f"/{api.api_endpoint}").status_code == 401


def test_deletion(browser, key):
    url = reverse("admin:api_keys_apikey_delete", args=[key.pk])
    assert browser.post(url, {"post": "yes"}).status_code == 302
    assert not APIKey.objects.exists()
