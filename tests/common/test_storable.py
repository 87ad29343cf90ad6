import pytest
from rest_framework import serializers

from common.storable import StorableJSONField, storable, unstorable_reason


def nested(levels: int) -> list:
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        1.5,
        "",
        "ü 🧾 \t\n\x01",
        [],
        {},
        {"a": ["b", {"c": None}]},
        ("x",),
        nested(100),
    ],
)
def test_what_can_be_kept(value):
    assert unstorable_reason(value) is None
    assert StorableJSONField().to_internal_value(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "\x00",
        "a\x00b",
        "\ud800",
        ["a", "\x00"],
        {"\x00": 1},
        {"a": "\x00"},
        {"a": [{"b": ("\ud83e",)}]},
    ],
)
def test_what_no_database_keeps(value):
    reason = unstorable_reason(value)
    assert reason == "NUL characters and lone surrogates are not allowed."
    with pytest.raises(serializers.ValidationError, match="NUL characters"):
        StorableJSONField().to_internal_value(value)


def test_nesting_is_bounded():
    assert unstorable_reason(nested(101)) == "Nest at most 100 levels."
    assert unstorable_reason({"a": nested(100)}) == "Nest at most 100 levels."


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\x00b\ud800c", "abc"),
        ({"k\x00": ["\udfff", 1, None]}, {"k": ["", 1, None]}),
        (("a", "b\x00"), ["a", "b"]),
        (1.5, 1.5),
        ("ü 🧾", "ü 🧾"),
    ],
)
def test_storable_takes_out_what_cannot_be_kept(value, kept):
    assert storable(value) == kept
    assert unstorable_reason(storable(value)) is None


class _Body(serializers.Serializer):
    data = StorableJSONField(required=False)


def test_the_field_names_itself():
    body = _Body(data={"data": {"a": "\x00"}})
    assert not body.is_valid()
    assert body.errors == {"data": ["NUL characters and lone surrogates are not allowed."]}
