"""The exported Postman collection."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from jsonschema import Draft4Validator

from api_keys.models import APIKey
from deployments.models import APIDeployment
from tests.factories import APIKeyFactory
from tests.fixtures import bearing, signed_in

from .conftest import SECRET

pytestmark = pytest.mark.django_db

PLACEHOLDER = "<your API key>"
SCHEMA_FILE = Path("shared", "postman", "collection-v2.1.0.json")


@pytest.fixture(scope="session")
def postman_schema() -> dict:
    """Postman's own schema, which stands beside the checkout where it stands at all."""
    for folder in Path(__file__).resolve().parents:
        if (folder / SCHEMA_FILE).exists():
            schema: dict = json.loads((folder / SCHEMA_FILE).read_text())
            return schema
    pytest.skip(f"Postman's schema is in no parent's {SCHEMA_FILE}.")


@pytest.fixture
def export_url(prefix, deployment) -> str:
    return f"{prefix}/api/postman_collection/{deployment.pk}/"


def exported(response) -> dict:
    assert response.status_code == 200, response.content
    collection: dict = json.loads(response.content)
    return collection


def variables(collection) -> dict:
    return {variable["key"]: variable["value"] for variable in collection["variable"]}


def test_it_is_an_attachment_named_after_the_api(api, export_url, key):
    response = api.get(export_url)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="invoices.json"'
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("description", ["", 'Liest Rechnungen 🧾 "schnell" & {{gut}}'])
def test_it_passes_postmans_schema(api, export_url, key, postman_schema, description):
    APIDeployment.objects.update(description=description)
    Draft4Validator.check_schema(postman_schema)
    errors = Draft4Validator(postman_schema).iter_errors(exported(api.get(export_url)))
    assert [error.message for error in errors] == []


def test_it_is_described_as_the_deployment(api, export_url, key):
    assert exported(api.get(export_url))["info"] == {
        "name": "Invoices",
        "description": "Reads invoices",
        "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    }


def test_the_key_stands_in_one_place(api, export_url, key):
    response = api.get(export_url)
    assert response.content.decode().count(SECRET) == 1
    collection = exported(response)
    assert variables(collection) == {
        "base_url": "http://testserver",
        "api_key": SECRET,
        "execution_id": "",
    }
    assert collection["auth"] == {
        "type": "bearer",
        "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}],
    }


def test_the_origin_comes_from_the_settings_first(api, export_url, key, settings):
    settings.PUBLIC_BASE_URL = "https://apis.example.com"
    collection = exported(api.get(export_url))
    assert variables(collection)["base_url"] == "https://apis.example.com"


def test_process_document_submits_a_form(api, export_url, key):
    item = exported(api.get(export_url))["item"][0]
    assert item["name"] == "Process document"
    request = item["request"]
    assert request["method"] == "POST"
    address = "{{base_url}}/deployment/api/org_acme/invoices/"
    assert request["url"]["raw"] == address
    assert "/".join([*request["url"]["host"], *request["url"]["path"]]) == address
    assert request["body"]["mode"] == "formdata"
    files, *optional = request["body"]["formdata"]
    assert (files["key"], files["type"]) == ("files", "file")
    assert "disabled" not in files
    assert {field["key"]: field["value"] for field in optional} == {
        "timeout": "-1",
        "include_metadata": "false",
        "include_metrics": "false",
        "tags": "",
    }
    for field in optional:
        assert field["type"] == "text"
        assert field["disabled"] is True
        assert field["description"]
    (event,) = item["event"]
    assert event["listen"] == "test"
    assert any("'execution_id', message.execution_id" in line for line in event["script"]["exec"])


def test_execution_status_asks_for_the_remembered_execution(api, export_url, key):
    item = exported(api.get(export_url))["item"][1]
    assert item["name"] == "Execution status"
    request = item["request"]
    assert request["method"] == "GET"
    assert request["url"]["raw"] == (
        "{{base_url}}/deployment/api/org_acme/invoices/?execution_id={{execution_id}}"
    )
    execution_id, *flags = request["url"]["query"]
    assert execution_id == {"key": "execution_id", "value": "{{execution_id}}"}
    assert {flag["key"] for flag in flags} == {
        "include_metadata",
        "include_metrics",
        "include_extracted_text",
    }
    assert all(flag["disabled"] is True and flag["value"] == "false" for flag in flags)


def test_each_item_has_a_saved_example(api, export_url, key):
    submitted, polled = (item["response"][0] for item in exported(api.get(export_url))["item"])
    for example in (submitted, polled):
        assert (example["code"], example["status"]) == (200, "OK")
    message = json.loads(submitted["body"])["message"]
    assert set(message) == {"execution_id", "execution_status", "status_api", "error", "result"}
    assert message["status_api"] == (
        f"/deployment/api/org_acme/invoices/?execution_id={message['execution_id']}"
    )
    done = json.loads(polled["body"])
    assert done["status"] == "COMPLETED"
    assert done["message"][0]["status"] == "Success"


def test_the_exported_key_opens_the_exported_address(api, export_url, key):
    collection = exported(api.get(export_url))
    values = variables(collection)
    address = collection["item"][1]["request"]["url"]["raw"].partition("?")[0]
    path = address.replace("{{base_url}}", "")
    # 400: the key is right, the execution's id is missing
    assert bearing(values["api_key"]).get(path).status_code == 400


def test_it_follows_the_api_name(api, export_url, detail, key):
    api.patch(detail, {"api_name": "bills"})
    response = api.get(export_url)
    assert response["Content-Disposition"] == 'attachment; filename="bills.json"'
    assert "/org_acme/bills/" in exported(response)["item"][0]["request"]["url"]["raw"]


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("owner", SECRET),
        ("admin", SECRET),
        ("viewer", PLACEHOLDER),
        ("grouped", PLACEHOLDER),
        ("member", PLACEHOLDER),
    ],
)
def test_the_key_is_for_owners(request, export_url, key, who, shown):
    APIDeployment.objects.update(shared_to_org=True)
    response = signed_in(request.getfixturevalue(who)).get(export_url)
    assert variables(exported(response))["api_key"] == shown
    assert (SECRET in response.content.decode()) is (shown == SECRET)


@pytest.mark.parametrize(
    ("tier", "shown"),
    [("read", PLACEHOLDER), ("read_write", SECRET), ("full_access", SECRET)],
)
def test_a_read_key_gets_the_placeholder(export_url, key, platform_key, tier, shown):
    platform_key.permission = tier
    platform_key.save()
    response = bearing(platform_key.secret).get(export_url)
    assert variables(exported(response))["api_key"] == shown


def test_the_newest_working_key_is_taken(api, export_url, deployment, key, time_machine):
    now = timezone.now()
    newer = "3f1c8f6e-0000-4000-8000-00000000000b"
    time_machine.move_to(now + timedelta(minutes=1))
    APIKeyFactory(api=deployment, secret=newer, expires_at=now + timedelta(hours=1))
    time_machine.move_to(now + timedelta(minutes=2))
    APIKeyFactory(api=deployment, is_active=False)
    assert variables(exported(api.get(export_url)))["api_key"] == newer
    time_machine.move_to(now + timedelta(hours=2))
    assert variables(exported(api.get(export_url)))["api_key"] == SECRET


@pytest.mark.parametrize("who", ["owner", "viewer"])
@pytest.mark.parametrize("left", ["none", "switched off", "expired"])
def test_without_an_active_key_there_is_nothing_to_export(request, export_url, key, who, left):
    if left == "none":
        key.delete()
    elif left == "switched off":
        APIKey.objects.update(is_active=False)
    else:
        APIKey.objects.update(expires_at=timezone.now())
    response = signed_in(request.getfixturevalue(who)).get(export_url)
    assert response.status_code == 409
    assert response.json() == {
        "type": "client_error",
        "errors": [
            {
                "code": "no_active_key",
                "detail": "This deployment has no active key; create or activate one first.",
                "attr": None,
            }
        ],
        "message": "This deployment has no active key; create or activate one first.",
    }


def test_those_who_cannot_see_the_deployment_find_no_collection(export_url, key, member):
    assert signed_in(member).get(export_url).status_code == 404


def test_it_costs_a_constant_number_of_queries(
    api, export_url, deployment, key, django_assert_num_queries
):
    # platform key, deployment, deployment key
    for _ in range(2):
        with django_assert_num_queries(3):
            assert api.get(export_url).status_code == 200
        APIKeyFactory.create_batch(20, api=deployment)
