"""Which settings are credentials, and what writes do to them."""

import json
import time

import pytest

from common.crypto import MASK
from connections.credentials import is_shown, kept, lacks_credentials, masked, moved

PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", "x"),
        ("apiKey", "x"),
        ("APIKey", "x"),
        ("azure-api-key", "x"),
        ("unstract_key", "x"),
        ("key", "x"),
        ("aws_access_key_id", "x"),
        ("aws_secret_access_key", "x"),
        ("private_key", "x"),
        ("password", "x"),
        ("password", 1234),
        ("dbPassword", "x"),
        ("refresh_token", "x"),
        ("sasToken", "x"),
        ("client_secret", "x"),
        ("json_credentials", "{}"),
        ("credentials", {"user": "x"}),
        ("connection_string", "x"),
        ("headers", {"X-Api": "x"}),
        ("Authorization", "x"),
        ("api_keys", ["x"]),
        ("url", "postgres://user:secret@db/name"),
        ("url", "https://blob.example.com/a?sv=1&sig=abc"),
        ("settings", "AccountName=a;AccountKey=b"),
        ("settings", '{"clientSecret": "x"}'),
        ("certificate", PRIVATE_KEY),
        ("extra", "Bearer abcdefghij"),
        ("extra", "sk-abcdefghijkl"),
        ("anything", MASK),
        # under names that no list of credentials foresees
        ("pass", "x"),
        ("smtp_pass", "x"),
        ("pin", "4711"),
        ("pin", 4711),
        ("zugangscode", "x"),
        ("user", "bob"),
        ("note", "x"),
        ("secret_name", "prod"),
        ("primary_key", "id"),
        ("модель_model", "x"),
        # names that are harmless, with what isn't
        ("model", "x" * 501),
        ("model", "a=b"),
        ("model", '{"a": 1}'),
        ("model", {"model": "x"}),
        ("host", "bob@db.example.com"),
        ("hosts", ["a", "bob@b"]),
        ("hosts", [{"host": "a"}]),
        ("url", "https://bob@db.example.com/"),
        ("url", "https://blob.example.com/a#token"),
        ("url", "https://user%3Apw@example.com"),
        ("url", "jdbc:postgresql://db/name;password=x"),
        ("url", "https://example.com/?api-version=1&api-key=2"),
        # of another kind
        ("account", "x"),
    ],
)
def test_what_no_list_names_as_harmless_is_hidden(name, value):
    assert not is_shown(name, value, "openai")
    assert masked({name: value}, "openai") == {name: MASK}
    assert masked({"outer": [{name: value}]}, "openai") == {"outer": MASK}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "small-1"),
        ("max_tokens", 4096),
        ("max_tokens", "4096"),
        ("token_limit", 10),
        ("token_url", "https://login.example.com/token"),
        ("api_base", "https://models.example.com/v1"),
        ("apiBase", "http://[::1]:8080/v1/"),
        ("API-BASE", "https://models.example.com/v1?api-version=2024-06-01"),
        ("deployment_name", "gpt-4o (EU), größer"),
        ("path", r"C:\documents\in"),
        ("hosts", ["a.example.com:9000", "b"]),
        ("region", "eu-central-1"),
        ("temperature", 0),
        ("timeout", 60),
        ("use_password", True),
        ("password", ""),
        ("api_key", None),
        ("headers", {}),
        # of this kind
        ("account", "acme-eu"),
    ],
)
def test_harmless_settings_are_shown(name, value):
    assert is_shown(name, value, "snowflake")
    assert masked({name: value}, "snowflake") == {name: value}


def test_a_long_text_costs_no_time():
    notes = ["x" * 200_000, "://" * 70_000, "password" * 25_000, '"a' * 100_000, "A" * 200_000]
    started = time.perf_counter()
    for note in notes:
        settings = {"note": note, "model": note, note: "x"}
        assert MASK in masked(settings, "openai").values()
        kept(settings, settings, "openai")
    assert time.perf_counter() - started < 1


def test_another_kind_brings_nothing_hidden_to_light():
    settings = {"account": "x", "host": "db", "password": "p"}
    assert moved(settings, "postgresql", "snowflake") == {**settings, "account": MASK}
    assert moved(settings, "snowflake", "postgresql") == settings


@pytest.mark.parametrize(
    ("given", "stored", "result"),
    [
        # as it was read, with something else changed
        ({"a": "new", "api_key": MASK}, {"a": "b", "api_key": "k"}, {"a": "new", "api_key": "k"}),
        ({"api_key": "•••••"}, {"api_key": "k"}, {"api_key": "k"}),
        # left out
        ({"model": "b"}, {"model": "a", "api_key": "k"}, {"model": "b", "api_key": "k"}),
        ({}, {"auth": {"user": "u", "password": "p"}}, {"auth": {"user": "u", "password": "p"}}),
        ({}, {"db": {"user": "u", "password": "p"}}, {"db": {"user": "u", "password": "p"}}),
        # replaced, or taken away
        ({"api_key": "new"}, {"api_key": "k"}, {"api_key": "new"}),
        ({"api_key": ""}, {"api_key": "k"}, {"api_key": ""}),
        ({"api_key": None}, {"api_key": "k"}, {"api_key": None}),
        # other settings go when they are left out
        ({}, {"model": "a"}, {}),
        # inside
        ({"db": {"password": MASK}}, {"db": {"password": "p"}}, {"db": {"password": "p"}}),
        ({"credentials": MASK}, {"credentials": {"id": 1}}, {"credentials": {"id": 1}}),
        ({"all": [{"password": MASK}]}, {"all": [{"password": "p"}]}, {"all": [{"password": "p"}]}),
        # there is none to keep
        ({"api_key": MASK}, {}, {"api_key": MASK}),
        ({"api_key": MASK}, {"api_key": ""}, {"api_key": MASK}),
        ({"users": [{"password": MASK}]}, {"users": []}, {"users": [{"password": MASK}]}),
        ({}, {"api_key": MASK}, {"api_key": MASK}),
    ],
)  # fmt: skip
def test_what_a_write_keeps(given, stored, result):
    assert kept(given, stored, "openai") == result


HERE, THERE = "https://models.example.com/v1", "https://elsewhere.example.com/v1"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"api_base": THERE, "api_key": MASK}, {"api_base": HERE, "api_key": "k"}),
        # left out
        ({"api_base": THERE}, {"api_base": HERE, "api_key": "k"}),
        # one that was the service's own so far
        ({"api_base": THERE, "api_key": MASK}, {"api_key": "k"}),
        ({"api_base": THERE, "api_key": MASK}, {"api_base": None, "api_key": "k"}),
        # the same host under another path may be another's
        ({"api_base": f"{HERE}/b", "api_key": MASK}, {"api_base": HERE, "api_key": "k"}),
        ({"apiBase": "elsewhere", "api_key": MASK}, {"apiBase": "here", "api_key": "k"}),
        ({"host": "elsewhere", "password": MASK}, {"host": "here", "password": "k"}),
        ({"port": 2, "password": MASK}, {"port": 1, "password": "k"}),
        ({"target": THERE, "token": MASK}, {"target": HERE, "token": "k"}),
        ({"db": {"host": "b"}, "password": MASK}, {"db": {"host": "a"}, "password": "k"}),
        ({"db": {"host": "b", "password": MASK}}, {"db": {"host": "a", "password": "k"}}),
        ({"hosts": ["a", "b"], "password": MASK}, {"hosts": ["a"], "password": "k"}),
        ({"all": [{"host": "b", "password": MASK}]}, {"all": [{"host": "a", "password": "k"}]}),
        ({"url": "db://u:p@there", "password": MASK}, {"url": "db://u:p@here", "password": "k"}),
        ({"host": "b", "credentials": MASK}, {"host": "a", "credentials": {"id": 1}}),
    ],
)
def test_a_credential_does_not_follow_to_another_address(given, stored):
    result = kept(given, stored, "openai")
    assert lacks_credentials(result)
    assert '"k"' not in json.dumps(result)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        # none is nobody's server
        ({"api_key": MASK}, {"api_base": HERE, "api_key": "k"}),
        ({"api_base": "", "api_key": MASK}, {"api_base": HERE, "api_key": "k"}),
        ({"api_base": f" {HERE}/ ", "api_key": MASK}, {"api_base": HERE, "api_key": "k"}),
        ({"url": MASK, "api_key": MASK}, {"url": "db://u:p@here", "api_key": "k"}),
        ({"base_model": "b", "api_key": MASK}, {"base_model": "a", "api_key": "k"}),
    ],
)
def test_a_credential_stays_where_it_was_entered_for(given, stored):
    result = kept(given, stored, "openai")
    assert not lacks_credentials(result)
    assert result["api_key"] == "k"


def test_a_credential_entered_together_with_the_address_is_stored():
    given = {"api_base": THERE, "api_key": "new"}
    assert kept(given, {"api_base": HERE, "api_key": "k"}, "openai") == given


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        ({"api_key": MASK}, True),
        ({"a": [{"b": MASK}]}, True),
        ({"api_key": "k"}, False),
        ({"api_key": ""}, False),
        ({}, False),
    ],
)
def test_a_stored_mask_is_a_missing_credential(settings, lacking):
    assert lacks_credentials(settings) is lacking
