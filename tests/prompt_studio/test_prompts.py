"""The prompts of a Prompt Studio tool."""

import pytest

from prompt_studio.models import Prompt
from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import PromptFactory, PromptStudioToolFactory
from tests.fixtures import bearing, signed_in
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(studio, tool) -> str:
    return f"{studio}prompt-studio-prompt/{tool.pk}/"


@pytest.fixture
def prompts(studio) -> str:
    return f"{studio}prompt/"


@pytest.fixture
def prompt(tool) -> Prompt:
    return PromptFactory(tool=tool, prompt_key="total", sequence_number=1)


@pytest.fixture
def detail(prompts, prompt) -> str:
    return f"{prompts}{prompt.pk}/"


def keys(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["prompt_key"] for row in response.json()["results"]]


def test_a_prompt_has_defaults(new, tool, owner):
    response = signed_in(owner).post(new, {"prompt_key": "total"})
    assert response.status_code == 201, response.content
    body = response.json()
    created = Prompt.objects.get(pk=body["prompt_id"])
    assert created.created_by == created.modified_by == owner
    for time in ("created_at", "modified_at", "prompt_id"):
        body.pop(time)
    assert body == {
        "tool_id": str(tool.pk),
        "prompt_key": "total",
        "prompt": "",
        "enforce_type": "text",
        "sequence_number": 1,
        "prompt_type": "PROMPT",
        "active": True,
        "required": False,
    }


def test_all_fields_can_be_written(api, new):
    values = {
        "prompt_key": "items",
        "prompt": "  List the items.\n",
        "enforce_type": "line-item",
        "sequence_number": 7,
        "prompt_type": "NOTES",
        "active": False,
        "required": True,
    }
    body = api.post(new, values).json()
    assert {name: body[name] for name in values} == values


def test_a_prompt_comes_last_unless_told(api, new):
    placed = [api.post(new, {"prompt_key": f"p{n}"}).json()["sequence_number"] for n in range(3)]
    assert placed == [1, 2, 3]
    assert api.post(new, {"prompt_key": "p9", "sequence_number": 9}).status_code == 201
    assert api.post(new, {"prompt_key": "next"}).json()["sequence_number"] == 10


def test_the_last_place_can_be_taken_twice(api, new):
    last = 2**31 - 1
    assert api.post(new, {"prompt_key": "a", "sequence_number": last}).status_code == 201
    assert api.post(new, {"prompt_key": "b"}).json()["sequence_number"] == last


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt_key", ""),
        ("prompt_key", None),
        ("prompt_key", "x" * 129),
        ("prompt_key", "<img src=x>"),
        ("prompt_key", "a\x00"),
        ("prompt_key", "\udfff"),
        ("prompt_key", {}),
        ("prompt", "x" * 20_001),
        ("prompt", ["x"]),
        ("prompt", "\x00"),
        ("enforce_type", "colour"),
        ("enforce_type", 1),
        ("enforce_type", ["text"]),
        ("enforce_type", ""),
        ("sequence_number", -1),
        ("sequence_number", 2**31),
        ("sequence_number", 10**40),
        ("sequence_number", "first"),
        ("sequence_number", 1.5),
        ("sequence_number", None),
        ("prompt_type", "QUESTION"),
        ("active", "perhaps"),
        ("active", None),
        ("required", []),
    ],
)
def test_a_bad_value_is_refused_by_its_field(api, new, detail, field, value):
    created = as_json(api.post, new, {"prompt_key": "x", field: value})
    assert error_of(created)["attr"] == field
    assert error_of(as_json(api.patch, detail, {field: value}))["attr"] == field


def test_a_key_is_unique_in_its_tool(api, new, prompts, prompt, tool):
    other = PromptFactory(tool=tool, prompt_key="date")
    PromptFactory(tool__organization=tool.organization, prompt_key="elsewhere")
    for response in (
        api.post(new, {"prompt_key": "total"}),
        api.patch(f"{prompts}{other.pk}/", {"prompt_key": "total"}),
    ):
        error = error_of(response)
        assert (error["attr"], error["code"]) == ("prompt_key", "unique")
    assert api.post(new, {"prompt_key": "elsewhere"}).status_code == 201
    assert api.post(new, {"prompt_key": "Total"}).status_code == 201


def test_a_prompt_is_read_and_changed(api, detail, prompt, tool, platform_key):
    assert api.get(detail).json()["prompt_id"] == str(prompt.pk)
    changed = api.patch(detail, {"prompt": "How much?", "tool_id": UNKNOWN}).json()
    assert (changed["prompt_key"], changed["prompt"]) == ("total", "How much?")
    assert changed["tool_id"] == str(tool.pk)
    prompt.refresh_from_db()
    assert prompt.modified_by_id == platform_key.service_account_id
    assert api.put(detail, {"prompt_key": "sum"}).json()["prompt_key"] == "sum"
    assert error_of(api.put(detail, {}))["attr"] == "prompt_key"
    assert api.delete(detail).status_code == 204
    assert api.get(detail).status_code == 404


def test_who_sees_a_tool_reads_its_prompts(prompts, detail, new, viewer, grouped, member):
    for user in (viewer, grouped):
        client = signed_in(user)
        assert client.get(detail).status_code == 200
        assert keys(client.get(prompts)) == ["total"]
        assert client.post(new, {"prompt_key": "x"}).status_code == 403
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(detail).status_code == 403
    stranger = signed_in(member)
    assert keys(stranger.get(prompts)) == []
    for method in ("get", "put", "patch", "delete"):
        assert getattr(stranger, method)(detail).status_code == 404
    assert stranger.post(new, {"prompt_key": "x"}).status_code == 404


def test_an_unknown_tool_takes_no_prompt(api, studio):
    url = f"{studio}prompt-studio-prompt/{{}}/"
    foreign = PromptStudioToolFactory()
    assert api.post(url.format(UNKNOWN), {"prompt_key": "x"}).status_code == 404
    assert api.post(url.format(foreign.pk), {"prompt_key": "x"}).status_code == 404


def test_the_list_is_of_one_tool_in_order(api, prompts, tool):
    for key, place in (("c", 3), ("a", 1), ("b", 1)):
        PromptFactory(tool=tool, prompt_key=key, sequence_number=place)
    PromptFactory(tool__organization=tool.organization, prompt_key="other")
    PromptFactory(prompt_key="foreign")
    assert keys(api.get(prompts, {"tool_id": tool.pk})) == ["a", "b", "c"]
    assert len(keys(api.get(prompts))) == 4
    assert keys(api.get(prompts, {"tool_id": UNKNOWN})) == []
    assert error_of(api.get(prompts, {"tool_id": "x"}))["attr"] == "tool_id"


@pytest.mark.parametrize("count", [10, 100])
def test_a_list_costs_the_same_whatever_its_length(
    prompts, tool, platform_key, django_assert_num_queries, count
):
    PromptFactory.create_batch(count, tool=tool)
    client = bearing(platform_key.secret)
    with django_assert_num_queries(3):
        assert len(keys(client.get(prompts, {"tool_id": tool.pk, "page_size": 1000}))) == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_file")
@pytest.mark.parametrize("same_key", [True, False])
def test_two_prompts_at_once(new, platform_key, tool, same_key):
    client_keys = ["total", "total" if same_key else "date"]
    responses = at_once(
        *(
            lambda key=key: bearing(platform_key.secret).post(new, {"prompt_key": key})
            for key in client_keys
        )
    )
    statuses = sorted(response.status_code for response in responses)
    assert statuses == ([201, 400] if same_key else [201, 201])
    places = sorted(tool.prompts.values_list("sequence_number", flat=True))
    assert places == ([1] if same_key else [1, 2])
