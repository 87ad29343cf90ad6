"""Tags, which executions carry."""

import pytest

from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import OrganizationFactory, TagFactory
from tests.fixtures import signed_in
from workflows.models import Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def tags(prefix) -> str:
    return f"{prefix}/tags/"


def test_any_member_adds_a_tag(tags, member):
    response = signed_in(member).post(tags, {"name": "urgent", "description": "today"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body == {
        "id": str(Tag.objects.get().pk),
        "name": "urgent",
        "description": "today",
        "created_by": member.pk,
        "modified_by": member.pk,
        "created_at": body["created_at"],
        "modified_at": body["modified_at"],
    }


def test_admins_change_and_remove_tags(tags, admin, member, organization):
    tag = TagFactory(organization=organization)
    detail = f"{tags}{tag.pk}/"
    assert signed_in(member).get(detail).status_code == 200
    for send in (signed_in(member).patch, signed_in(member).put, signed_in(member).delete):
        assert send(detail, {"name": "changed"}).status_code == 403
    response = signed_in(admin).patch(detail, {"name": "changed"})
    assert response.json()["name"] == "changed"
    assert response.json()["modified_by"] == admin.pk
    put = signed_in(admin).put(detail, {"name": "again", "description": "x"})
    assert put.json()["description"] == "x"
    assert signed_in(admin).delete(detail).status_code == 204
    assert signed_in(admin).get(detail).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["", "7up", "-x", "two words", "a,b", "x" * 51, "ä", "<b>", "a\0", "\ud800", None, 7, []],
)
def test_tags_that_executions_could_not_carry(tags, member, name):
    error = error_of(as_json(signed_in(member).post, tags, {"name": name}))
    assert error["attr"] == "name"


def test_a_tags_name_is_taken_once(tags, admin, organization):
    TagFactory(organization=organization, name="urgent")
    TagFactory(organization=OrganizationFactory(), name="later")
    client = signed_in(admin)
    assert error_of(client.post(tags, {"name": "urgent"}))["attr"] == "name"
    made = client.post(tags, {"name": "later"})
    assert made.status_code == 201
    renamed = client.patch(f"{tags}{made.json()['id']}/", {"name": "urgent"})
    assert error_of(renamed)["attr"] == "name"


def test_tags_by_name(tags, api, organization):
    for name in ("a", "ab", "A"):
        TagFactory(organization=organization, name=name)
    TagFactory(organization=OrganizationFactory(), name="a")
    assert [row["name"] for row in api.get(tags, {"name": "a"}).json()["results"]] == ["a"]
    assert api.get(tags, {"search": "a"}).json()["count"] == 3
    assert api.get(tags, {"name": "none"}).json()["count"] == 0


def test_what_can_be_written_of_a_tag(tags, api):
    fields = api.options(tags).json()["actions"]["POST"]
    writable = {name for name, field in fields.items() if not field["read_only"]}
    assert writable == {"name", "description"}


@pytest.mark.parametrize("count", [3, 40])
def test_tags_cost_a_constant_number_of_queries(
    tags, api, organization, django_assert_num_queries, count
):
    TagFactory.create_batch(count, organization=organization)
    with django_assert_num_queries(3):
        assert api.get(tags).json()["count"] == count


def test_a_tag_of_another_organization_is_not_found(tags, api):
    elsewhere = TagFactory(organization=OrganizationFactory())
    for pk in (elsewhere.pk, UNKNOWN):
        for send in (api.get, api.put, api.patch, api.delete):
            assert send(f"{tags}{pk}/").status_code == 404
