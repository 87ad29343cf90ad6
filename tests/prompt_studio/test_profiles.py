"""The LLM profiles of a tool, one of which is the default."""

import pytest

from prompt_studio.models import LLMProfile
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import AdapterFactory, LLMProfileFactory
from tests.fixtures import bearing, signed_in
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def profiles(studio, tool) -> str:
    return f"{studio}prompt-studio-profile/{tool.pk}/"


@pytest.fixture
def new(studio, tool) -> str:
    return f"{studio}profilemanager/{tool.pk}"


@pytest.fixture
def manager(prefix) -> str:
    return f"{prefix}/prompt-studio/profile-manager/"


@pytest.fixture
def llm(organization):
    return AdapterFactory(organization=organization, adapter_name="GPT", shared_to_org=True)


@pytest.fixture
def x2text(organization):
    return AdapterFactory(
        organization=organization, adapter_name="Reader", adapter_type="X2TEXT", shared_to_org=True
    )


def rows(response) -> list[dict]:
    assert response.status_code == 200, response.content
    listed: list[dict] = response.json()["results"]
    return listed


def defaults(tool) -> list[str]:
    return [profile.profile_name for profile in tool.profiles.filter(is_default=True)]


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_profile_names_adapters_by_id_and_its_list_by_name(
    new, profiles, manager, owner, llm, x2text, tool, slash
):
    client = signed_in(owner)
    body = {"profile_name": "Exact", "llm": str(llm.pk), "x2text": str(x2text.pk)}
    response = client.post(new + slash, body)
    assert response.status_code == 201, response.content
    created = response.json()
    assert {name: created[name] for name in body} == body
    assert (created["vector_store"], created["embedding_model"]) == (None, None)
    assert created["tool"] == str(tool.pk)
    assert client.get(f"{manager}{created['profile_id']}/").json() == created
    (row,) = rows(client.get(profiles))
    assert row == {**created, "llm": "GPT", "x2text": "Reader"}


def test_a_profile_needs_no_adapters(api, new, profiles):
    assert api.post(new, {"profile_name": "Rules", "llm": None}).status_code == 201
    (row,) = rows(api.get(profiles))
    assert (row["llm"], row["x2text"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("profile_name", ""),
        ("profile_name", None),
        ("profile_name", "x" * 129),
        ("profile_name", "<b>x</b>"),
        ("profile_name", "\ud800"),
        ("is_default", "perhaps"),
        ("llm", UNKNOWN),
        ("llm", "GPT"),
        ("llm", 7),
        ("llm", {}),
        ("x2text", UNKNOWN),
    ],
)
def test_a_bad_value_is_refused_by_its_field(api, new, manager, tool, field, value):
    profile = LLMProfileFactory(tool=tool, is_default=True)
    created = as_json(api.post, new, {"profile_name": "x", field: value})
    assert error_of(created)["attr"] == field
    changed = as_json(api.patch, f"{manager}{profile.pk}/", {field: value})
    assert error_of(changed)["attr"] == field


def test_an_adapter_of_another_type_is_refused(api, new, llm, x2text):
    assert error_of(api.post(new, {"profile_name": "x", "llm": str(x2text.pk)}))["attr"] == "llm"
    assert error_of(api.post(new, {"profile_name": "x", "x2text": str(llm.pk)}))["attr"] == "x2text"


def test_an_adapter_that_the_caller_cannot_see_is_refused(new, manager, owner, tool, organization):
    hidden = AdapterFactory(organization=organization)
    foreign = AdapterFactory()
    client = signed_in(owner)
    for adapter in (hidden, foreign):
        error = error_of(client.post(new, {"profile_name": "x", "llm": str(adapter.pk)}))
        assert (error["attr"], error["detail"]) == ("llm", "There is no such LLM adapter here.")
    # but the one that is in place already may be sent back
    profile = LLMProfileFactory(tool=tool, llm=hidden, is_default=True)
    url = f"{manager}{profile.pk}/"
    assert client.patch(url, {"llm": str(hidden.pk)}).status_code == 200
    assert error_of(client.patch(url, {"llm": str(foreign.pk)}))["attr"] == "llm"


def test_a_name_is_unique_in_its_tool(api, new, tool, organization):
    LLMProfileFactory(tool=tool, profile_name="Exact", is_default=True)
    LLMProfileFactory(tool__organization=organization, profile_name="Elsewhere")
    error = error_of(api.post(new, {"profile_name": "Exact", "is_default": True}))
    assert (error["attr"], error["code"]) == ("profile_name", "unique")
    assert defaults(tool) == ["Exact"]
    assert api.post(new, {"profile_name": "Elsewhere"}).status_code == 201


def test_the_first_profile_is_the_default(api, new, tool):
    assert api.post(new, {"profile_name": "a", "is_default": False}).json()["is_default"] is True
    assert api.post(new, {"profile_name": "b"}).json()["is_default"] is False
    assert defaults(tool) == ["a"]


def test_another_default_takes_the_first_ones_place(api, new, manager, tool):
    first = api.post(new, {"profile_name": "a"}).json()
    assert api.post(new, {"profile_name": "b", "is_default": True}).json()["is_default"] is True
    assert defaults(tool) == ["b"]
    changed = api.patch(f"{manager}{first['profile_id']}/", {"is_default": True})
    assert changed.json()["is_default"] is True
    assert defaults(tool) == ["a"]


def test_the_default_cannot_be_unset(api, manager, tool):
    profile = LLMProfileFactory(tool=tool, profile_name="a", is_default=True)
    other = LLMProfileFactory(tool=tool, profile_name="b")
    error = error_of(api.patch(f"{manager}{profile.pk}/", {"is_default": False}))
    assert error["attr"] == "is_default"
    assert defaults(tool) == ["a"]
    assert api.patch(f"{manager}{other.pk}/", {"is_default": False}).status_code == 200


def test_the_oldest_follows_a_deleted_default(api, manager, tool):
    rows = [
        LLMProfileFactory(tool=tool, profile_name=name, is_default=name == "b") for name in "abc"
    ]
    assert api.delete(f"{manager}{rows[1].pk}/").status_code == 204
    assert defaults(tool) == ["a"]
    assert api.delete(f"{manager}{rows[2].pk}/").status_code == 204
    assert defaults(tool) == ["a"]
    assert api.delete(f"{manager}{rows[0].pk}/").status_code == 204
    assert not LLMProfile.objects.exists()
    assert api.delete(f"{manager}{rows[0].pk}/").status_code == 404


def test_who_sees_a_tool_reads_its_profiles(new, profiles, manager, tool, viewer, grouped, member):
    profile = LLMProfileFactory(tool=tool, is_default=True)
    url = f"{manager}{profile.pk}/"
    for user in (viewer, grouped):
        client = signed_in(user)
        assert len(rows(client.get(profiles))) == 1
        assert client.get(url).status_code == 200
        assert client.post(new, {"profile_name": "x"}).status_code == 403
        assert client.patch(url, {}).status_code == 403
        assert client.delete(url).status_code == 403
    stranger = signed_in(member)
    for response in (
        stranger.get(profiles),
        stranger.post(new, {"profile_name": "x"}),
        stranger.get(url),
        stranger.patch(url, {}),
        stranger.delete(url),
    ):
        assert response.status_code == 404


def test_a_full_update_wants_the_name(api, manager, tool, llm):
    url = f"{manager}{LLMProfileFactory(tool=tool, is_default=True).pk}/"
    assert error_of(api.put(url, {"llm": str(llm.pk)}))["attr"] == "profile_name"
    changed = api.put(url, {"profile_name": "x", "llm": str(llm.pk)})
    assert changed.status_code == 200
    assert (changed.json()["profile_name"], changed.json()["llm"]) == ("x", str(llm.pk))
    assert changed.json()["is_default"] is True


def test_a_profile_stands_under_prompt_studio_only(api, prefix, tool):
    profile = LLMProfileFactory(tool=tool)
    assert api.get(f"{prefix}/profile-manager/{profile.pk}/").status_code == 404


@pytest.mark.parametrize("count", [10, 100])
def test_a_list_costs_the_same_whatever_its_length(
    profiles, tool, llm, platform_key, django_assert_num_queries, count
):
    LLMProfileFactory.create_batch(count, tool=tool, llm=llm)
    client = bearing(platform_key.secret)
    with django_assert_num_queries(4):
        assert len(rows(client.get(profiles, {"page_size": 1000}))) == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_two_defaults_at_once_leave_one(manager, tool, platform_key, round_):
    LLMProfileFactory(tool=tool, is_default=True)
    wanted = LLMProfileFactory.create_batch(2, tool=tool)
    responses = at_once(
        *(
            lambda pk=profile.pk: bearing(platform_key.secret).patch(
                f"{manager}{pk}/", {"is_default": True}
            )
            for profile in wanted
        )
    )
    assert [response.status_code for response in responses] == [200, 200]
    assert tool.profiles.filter(is_default=True, pk__in=[row.pk for row in wanted]).count() == 1
    assert tool.profiles.filter(is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("round_", range(3))
def test_two_first_profiles_at_once_leave_one_default(new, tool, platform_key, round_):
    responses = at_once(
        *(
            lambda name=name: bearing(platform_key.secret).post(new, {"profile_name": name})
            for name in "ab"
        )
    )
    assert [response.status_code for response in responses] == [201, 201]
    assert tool.profiles.filter(is_default=True).count() == 1
