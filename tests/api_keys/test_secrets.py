"""Where secrets may appear: in the answers to those who may see them, and nowhere else."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api_keys.models import APIKey
from api_keys.services import issue_key
from common.crypto import digest
from organizations.models import PlatformKey
from tests.factories import APIDeploymentFactory, APIKeyFactory
from tests.fixtures import bearing, signed_in

from .conftest import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def deployment(organization, owner):
    return APIDeploymentFactory(organization=organization, owner=owner)


def test_no_log_holds_a_secret(api, prefix, deployment, owner, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.db.backends")
    # statements of the database are logged while they are captured, with their values
    with CaptureQueriesContext(connection):
        secrets = life_of_a_key(api, prefix, deployment, owner)
    assert "api_keys_apikey" in caplog.text
    for secret in secrets:
        assert secret not in caplog.text
        assert secret.replace("-", "") not in caplog.text


def life_of_a_key(api, prefix, deployment, owner) -> list[str]:
    url = f"{prefix}/api/keys/api/{deployment.pk}/"
    made = api.post(url, {"description": "for n8n"}).json()
    key_url = f"{prefix}/api/keys/{made['id']}/"
    secrets = [made["api_key"]]
    signed_in(owner).get(url)
    api.put(key_url, {"description": "<b>"})
    secrets.append(api.post(f"{key_url}rotate/", {"grace_seconds": 60}).json()["api_key"])
    api.get(f"{prefix}/api/postman_collection/{deployment.pk}/")
    for secret in secrets:
        assert bearing(secret).get(f"/{deployment.api_endpoint}").status_code == 400
    assert api.delete(key_url).status_code == 204
    assert bearing(secrets[1]).get(f"/{deployment.api_endpoint}").status_code == 401
    return secrets


def test_a_failure_logs_no_secret(api, prefix, deployment, caplog, settings):
    key = APIKeyFactory(api=deployment, secret=SECRET)
    settings.KEY_ENCRYPTION_KEYS = ["no such key"]
    api.raise_request_exception = False
    response = api.get(f"{prefix}/api/keys/{key.pk}/")
    assert response.status_code == 500
    told = caplog.text + response.content.decode()
    assert "Server Error" in told
    for hidden in (SECRET, key.digest, key.sealed_secret):
        assert hidden not in told


def test_a_refusal_repeats_no_secret(deployment):
    other = APIDeploymentFactory(organization=deployment.organization)
    APIKeyFactory(api=other, secret=SECRET)
    unknown = "3f1c8f6e-0000-4000-8000-00000000000f"
    for secret in (SECRET, unknown):
        response = bearing(secret).get(f"/{deployment.api_endpoint}")
        assert response.status_code == 401
        assert secret not in response.content.decode()
        assert secret not in str(response.headers)


def test_the_database_holds_no_readable_secret(deployment, owner, organization):
    key = issue_key(target=deployment, user=owner, description="for n8n")
    secret = key.secret
    rows = serializers.serialize(
        "json",
        [*APIKey.objects.all(), *PlatformKey.objects.all(), *Session.objects.all(), deployment],
    )
    assert str(key.pk) in rows
    assert secret not in rows
    assert secret.replace("-", "") not in rows


def test_the_digest_is_keyed(settings):
    before = digest(SECRET)
    assert len(before.split(":")[1]) == 64
    settings.KEY_DIGEST_PEPPERS = ["another pepper"]
    assert digest(SECRET).split(":")[1] != before.split(":")[1]


def test_the_same_secret_is_sealed_differently_each_time(deployment):
    keys = APIKeyFactory.create_batch(2, api=deployment)
    assert keys[0].sealed_secret != keys[1].sealed_secret
    assert len({key.secret for key in keys}) == 2


def test_a_key_is_named_without_its_secret(deployment):
    key = APIKeyFactory(api=deployment, secret=SECRET)
    assert str(key) == f"Key {key.pk}"
    assert SECRET not in repr(key)
