"""Adapters: their fields and their credentials."""

import json
import logging

import pytest

from common.crypto import MASK
from connections.models import Adapter
from organizations.models import Tier
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import (
    AdapterFactory,
    LLMProfileFactory,
    OrganizationFactory,
    PlatformKeyFactory,
    PromptStudioToolFactory,
    UserFactory,
)
from tests.fixtures import bearing, signed_in

from .conftest import METADATA, SECRET, new

pytestmark = pytest.mark.django_db

FIELDS = {
    "id",
    "adapter_name",
    "adapter_type",
    "adapter_id",
    "description",
    "adapter_metadata",
    "needs_credentials",
    "is_default",
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
}


def test_creating(url, member):
    response = signed_in(member).post(url, new())
    assert response.status_code == 201, response.content
    body = response.json()
    assert set(body) == FIELDS
    assert body["adapter_metadata"] == {**METADATA, "api_key": MASK}
    assert body["needs_credentials"] is False
    assert body["is_default"] is False
    assert body["created_by"] == body["modified_by"] == member.pk
    adapter = Adapter.objects.get()
    assert adapter.metadata == METADATA
    assert [(row.user, row.role) for row in adapter.members.all()] == [(member, "owner")]


def test_the_settings_are_encrypted_at_rest(url, member):
    signed_in(member).post(url, new())
    stored = Adapter.objects.values().get()
    assert SECRET not in str(stored)
    assert "models.example.com" not in str(stored)


@pytest.mark.parametrize("adapter_type", Adapter.Type.values)
def test_unknown_kinds_of_every_type_are_stored(url, member, adapter_type):
    body = new(adapter_type=adapter_type, adapter_id="unheard-of|1", adapter_metadata={"a": [1]})
    response = signed_in(member).post(url, body)
    assert response.status_code == 201, response.content
    assert response.json()["adapter_metadata"] == {"a": MASK}
    assert Adapter.objects.get().metadata == {"a": [1]}
    assert response.json()["needs_credentials"] is False


@pytest.mark.parametrize("metadata", [{"api_key": MASK}, {"model": "small-1"}, None])
def test_one_made_without_its_key_needs_credentials(url, member, metadata):
    body = new(adapter_metadata=metadata)
    if metadata is None:
        del body["adapter_metadata"]
    response = signed_in(member).post(url, body)
    assert response.status_code == 201, response.content
    assert response.json()["needs_credentials"] is True
    assert response.json()["adapter_metadata"]["api_key"] == MASK


def test_an_empty_key_says_that_none_is_needed(url, member):
    response = signed_in(member).post(url, new(adapter_metadata={"api_key": ""}))
    assert response.json()["needs_credentials"] is False


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"adapter_name": ""}, "adapter_name"),
        ({"adapter_name": "x" * 129}, "adapter_name"),
        ({"adapter_name": "<b>"}, "adapter_name"),
        ({"adapter_name": "a\0b"}, "adapter_name"),
        ({"adapter_name": "\ud800"}, "adapter_name"),
        ({"adapter_name": None}, "adapter_name"),
        ({"adapter_name": ["x"]}, "adapter_name"),
        ({"adapter_type": "TTS"}, "adapter_type"),
        ({"adapter_type": 10**400}, "adapter_type"),
        ({"adapter_id": ""}, "adapter_id"),
        ({"adapter_id": "x" * 129}, "adapter_id"),
        ({"adapter_metadata": []}, "adapter_metadata"),
        ({"adapter_metadata": "text"}, "adapter_metadata"),
        ({"adapter_metadata": None}, "adapter_metadata"),
        ({"adapter_metadata": {"a": "\0"}}, "adapter_metadata"),
        ({"adapter_metadata": {"\ud800": 1}}, "adapter_metadata"),
        ({"adapter_metadata": {"note": "x" * 262_145}}, "adapter_metadata"),
        ({"adapter_metadata": {"a": [{"x" * 262_145: 1}]}}, "adapter_metadata"),
        ({"description": "x" * 256}, "description"),
        ({"is_default": "perhaps"}, "is_default"),
    ],
)
def test_what_is_refused(url, admin, fields, attr):
    error = error_of(as_json(signed_in(admin).post, url, new(**fields)))
    assert error["attr"] == attr
    assert not Adapter.objects.exists()


def test_deep_nesting_is_refused(url, admin):
    deep: dict = {}
    for _ in range(150):
        deep = {"a": deep}
    error = error_of(signed_in(admin).post(url, new(adapter_metadata=deep)))
    assert error["attr"] == "adapter_metadata"
    raw = '{"adapter_metadata": ' + "[" * 200_000
    assert signed_in(admin).post(url, raw, content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object(url, admin, body):
    assert as_json(signed_in(admin).post, url, body).status_code == 400


def test_a_name_is_taken_once_per_type(url, admin, adapter):
    client = signed_in(admin)
    error = error_of(client.post(url, new(adapter_name="large")))
    assert error["attr"] == "adapter_name"
    assert client.post(url, new(adapter_name="large", adapter_type="OCR")).status_code == 201
    assert client.post(url, new(adapter_name="LARGE")).status_code == 201


@pytest.mark.parametrize("who", ["owner", "viewer", "grouped", "admin"])
def test_credentials_are_masked_for_everybody(request, url, detail, who):
    client = signed_in(request.getfixturevalue(who))
    one, (row,) = client.get(detail), client.get(url).json()["results"]
    assert one.json() == row
    assert row["adapter_metadata"] == {**METADATA, "api_key": MASK}
    assert SECRET not in one.content.decode()


@pytest.mark.parametrize("tier", list(Tier))
def test_credentials_are_masked_for_platform_keys(organization, detail, tier):
    key = PlatformKeyFactory(organization=organization, permission=tier)
    response = bearing(key.secret).get(detail)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_nothing_shows_or_logs_a_credential(url, detail, owner, adapter, caplog):
    caplog.set_level(logging.DEBUG)
    client = signed_in(owner)
    answers = [
        client.get(url),
        client.get(detail),
        client.options(url),
        client.options(detail),
        client.put(detail, new()),
        client.patch(detail, {"adapter_metadata": {"api_key": SECRET}}),
        client.patch(detail, {"adapter_metadata": {"api_key": SECRET, "bad": "\0"}}),
        client.post(url, new()),
        client.get(f"{detail}users/"),
        client.post(f"{detail}share/", {"shared_to_org": True}),
    ]
    assert [response.status_code for response in answers] == [
        200, 200, 200, 200, 200, 200, 400, 400, 200, 200,
    ]  # fmt: skip
    for response in answers:
        assert SECRET not in response.content.decode()
    assert SECRET not in caplog.text


def test_who_sees_which(url, detail, adapter, owner, viewer, grouped, member, admin, organization):
    AdapterFactory(organization=OrganizationFactory())
    for user in (owner, viewer, grouped, admin):
        assert signed_in(user).get(url).json()["count"] == 1
    assert signed_in(member).get(url).json()["count"] == 0
    assert signed_in(member).get(detail).status_code == 404
    Adapter.objects.filter(pk=adapter.pk).update(shared_to_org=True)
    assert signed_in(member).get(detail).status_code == 200
    assert signed_in(member).patch(detail, {}).status_code == 403


def test_filters_are_exact(url, api, organization):
    for name, adapter_type in (("a", "LLM"), ("a", "OCR"), ("ab", "LLM"), ("A", "LLM")):
        AdapterFactory(organization=organization, adapter_name=name, adapter_type=adapter_type)

    def found(**query):
        response = api.get(url, query)
        assert response.status_code == 200, response.content
        return {(row["adapter_name"], row["adapter_type"]) for row in response.json()["results"]}

    assert found(adapter_name="a") == {("a", "LLM"), ("a", "OCR")}
    assert found(adapter_name="a", adapter_type="OCR") == {("a", "OCR")}
    assert found(adapter_name="none") == set()
    assert len(found(search="A")) == 4
    assert found(unknown="x") == found()
    assert error_of(api.get(url, {"adapter_type": "TTS"}))["attr"] == "adapter_type"
    assert error_of(api.get(url, {"adapter_name": "\0"}))["attr"] == "adapter_name"


@pytest.mark.parametrize("count", [3, 40])
def test_the_list_costs_a_constant_number_of_queries(
    url, api, organization, owner, group, django_assert_num_queries, count
):
    for adapter in AdapterFactory.create_batch(count, organization=organization, metadata=METADATA):
        adapter.members.create(user=owner, role="viewer")
        adapter.group_shares.create(group=group)
    with django_assert_num_queries(5):
        response = api.get(url)
    assert response.json()["count"] == count


def test_a_change_notes_who_made_it(detail, admin, adapter):
    response = signed_in(admin).patch(detail, {"adapter_name": "changed"})
    assert response.status_code == 200, response.content
    assert response.json()["modified_by"] == admin.pk
    adapter.refresh_from_db()
    assert adapter.adapter_name == "changed"
    assert adapter.metadata == METADATA


def test_a_masked_key_keeps_the_stored_one(detail, owner, adapter):
    sent = {"model": "other", "api_key": MASK}
    response = signed_in(owner).patch(detail, {"adapter_metadata": sent})
    assert response.json()["adapter_metadata"] == {"model": "other", "api_key": MASK}
    assert response.json()["needs_credentials"] is False
    adapter.refresh_from_db()
    assert adapter.metadata == {"model": "other", "api_key": SECRET}


def test_the_key_is_not_sent_to_an_address_that_an_owner_enters(detail, owner, adapter):
    client = signed_in(owner)
    elsewhere = {**METADATA, "api_base": "https://elsewhere.example.com/v1", "api_key": MASK}
    body = client.patch(detail, {"adapter_metadata": elsewhere}).json()
    assert body["adapter_metadata"] == elsewhere
    assert body["needs_credentials"] is True
    tried = client.post(f"{detail}test/").json()
    assert tried == {"is_valid": False, "detail": "The adapter lacks its credentials; enter them."}
    # the former address doesn't bring it back
    body = client.patch(detail, {"adapter_metadata": {**METADATA, "api_key": MASK}}).json()
    assert body["needs_credentials"] is True
    adapter.refresh_from_db()
    assert SECRET not in json.dumps(adapter.metadata)


def test_what_was_read_can_be_sent_back(detail, owner, adapter):
    client = signed_in(owner)
    response = client.put(detail, client.get(detail).json())
    assert response.status_code == 200, response.content
    adapter.refresh_from_db()
    assert adapter.metadata == METADATA


def test_entering_the_key_makes_it_usable(url, member):
    client = signed_in(member)
    made = client.post(url, new(adapter_metadata={"api_key": MASK})).json()
    detail = f"{url}{made['id']}/"
    still = client.patch(detail, {"adapter_metadata": {"model": "other"}}).json()
    assert still["needs_credentials"] is True
    done = client.patch(detail, {"adapter_metadata": {"model": "other", "api_key": SECRET}}).json()
    assert done["needs_credentials"] is False


def test_another_kind_keeps_the_key_and_shows_nothing_hidden(url, member):
    client = signed_in(member)
    metadata = {"api_key": SECRET, "project": "hidden"}
    made = client.post(url, new(adapter_metadata=metadata)).json()
    detail = f"{url}{made['id']}/"
    assert client.patch(detail, {"adapter_id": "openai"}).json()["needs_credentials"] is False
    assert Adapter.objects.get().metadata == metadata
    shown = client.patch(detail, {"adapter_id": "vertexai"}).json()
    assert shown["adapter_metadata"] == {"api_key": MASK, "project": MASK}
    assert Adapter.objects.get().metadata == {"api_key": SECRET, "project": MASK}


def test_the_type_stays(detail, owner, adapter):
    error = error_of(signed_in(owner).patch(detail, {"adapter_type": "OCR"}))
    assert error["attr"] == "adapter_type"


def test_read_only_fields_are_ignored(detail, owner, adapter):
    response = signed_in(owner).patch(
        detail, {"id": UNKNOWN, "needs_credentials": True, "shared_to_org": True, "created_by": 1}
    )
    assert response.status_code == 200
    body = response.json()
    assert (body["id"], body["needs_credentials"], body["shared_to_org"], body["created_by"]) == (
        str(adapter.pk), False, False, None,
    )  # fmt: skip


def test_one_in_use_stays(detail, owner, adapter, organization):
    tool = PromptStudioToolFactory(organization=organization)
    LLMProfileFactory(tool=tool, profile_name="precise", llm=adapter)
    error = error_of(signed_in(owner).delete(detail), 409)
    assert "precise" in error["detail"]
    assert Adapter.objects.filter(pk=adapter.pk).exists()


def test_deleting(detail, owner):
    assert signed_in(owner).delete(detail).status_code == 204
    assert signed_in(owner).get(detail).status_code == 404


def test_the_collection_marks_what_can_be_written(api, url):
    fields = api.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == {
        "adapter_name",
        "adapter_type",
        "adapter_id",
        "description",
        "adapter_metadata",
        "is_default",
    }
    assert set(fields) == FIELDS
    assert {name for name, field in fields.items() if field["required"]} == {
        "adapter_name",
        "adapter_type",
        "adapter_id",
    }


def test_sharing(detail, owner, member, adapter):
    client = signed_in(owner)
    assert client.post(f"{detail}share/", {"shared_users": [member.pk]}).status_code == 200
    assert client.get(detail).json()["shared_users"] == [member.pk]
    assert signed_in(member).get(detail).status_code == 200
    assert client.post(f"{detail}owners/", {"user_id": member.pk}).status_code == 200
    assert client.delete(f"{detail}owners/{owner.pk}/").status_code == 204
    reasons = signed_in(member).get(f"{detail}effective-members/").json()["results"]
    assert {row["user_id"]: row["access_via"] for row in reasons}[member.pk] == "owner"


def test_a_stranger_is_forbidden(detail):
    stranger = UserFactory(memberships=OrganizationFactory())
    assert signed_in(stranger).get(detail).status_code == 403


def test_large_settings_travel_whole(url, member):
    metadata = {"api_key": "", "notes": ["x" * 1000] * 100, "number": 10**30}
    made = as_json(signed_in(member).post, url, new(adapter_metadata=metadata))
    assert made.status_code == 201
    shown = json.loads(made.content)["adapter_metadata"]
    assert shown == {"api_key": "", "notes": MASK, "number": MASK}
    assert Adapter.objects.get().metadata == metadata
