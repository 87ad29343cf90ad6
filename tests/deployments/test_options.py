"""``OPTIONS``: clients that copy an organization read the writable fields from it."""

import pytest

from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

WRITABLE = {
    "display_name",
    "description",
    "workflow",
    "is_active",
    "api_name",
    "webhook_url",
}
READ_ONLY = {
    "id",
    "workflow_name",
    "api_endpoint",
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
    "webhook_secret",
}


def described(response, method) -> dict:
    assert response.status_code == 200, response.content
    fields: dict = response.json()["actions"][method]
    return fields


def test_the_collection_marks_what_can_be_written(api, url):
    fields = described(api.options(url), "POST")
    assert {name for name, field in fields.items() if not field["read_only"]} == WRITABLE
    assert {name for name, field in fields.items() if field["read_only"]} == READ_ONLY


def test_the_collection_says_what_a_field_takes(api, url):
    fields = described(api.options(url), "POST")
    assert {name for name, field in fields.items() if field["required"]} == {"workflow"}
    assert fields["display_name"]["max_length"] == 30
    assert fields["description"]["max_length"] == 255
    assert fields["api_name"]["min_length"] == 1
    assert fields["api_name"]["max_length"] == 30
    assert fields["is_active"]["type"] == "boolean"


def test_a_described_field_can_be_written(api, url, workflow):
    values = {
        "display_name": "Receipts",
        "description": "Reads receipts",
        "workflow": str(workflow.pk),
        "is_active": False,
        "api_name": "receipts",
        "webhook_url": "https://example.com/hook",
    }
    assert set(values) == WRITABLE
    created = api.post(url, values).json()
    assert {name: created[name] for name in WRITABLE} == values


def test_a_deployment_describes_its_update_to_those_who_see_it(api, detail, member, key):
    fields = described(api.options(detail), "PUT")
    assert {name for name, field in fields.items() if not field["read_only"]} == WRITABLE
    hidden = signed_in(member).options(detail)
    assert "PUT" not in hidden.json().get("actions", {})


def test_a_read_key_may_ask(url, platform_key):
    platform_key.permission = "read"
    platform_key.save()
    fields = described(bearing(platform_key.secret).options(url), "POST")
    assert set(fields) == WRITABLE | READ_ONLY


def test_callers_without_access_may_not_ask(client, url, deployment, key):
    assert client.options(url).status_code == 401
    assert bearing(key.secret).options(url).status_code == 401
