import json
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

import pytest
from django.utils.functional import lazystr
from rest_framework.renderers import JSONRenderer as StandardRenderer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from common.api.renderers import JSONRenderer

ID = UUID("3f1c8f6e-0000-4000-8000-00000000000a")


def rendered(value) -> bytes:
    return JSONRenderer().render(value)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "",
        0,
        False,
        {"a": [1, 2.5, None, True, "x"]},
        {"text": 'Ünï "quoted" \\ \n\t 請求 🧾 </script>'},
        {"id": ID, "many": [ID]},
        {"moment": datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)},
        {"moment": datetime(2026, 5, 4, 12, tzinfo=UTC)},
        {"day": date(2026, 5, 4)},
        {"amount": Decimal("12.50")},
        {"lazy": lazystr("text")},
        {"tuple": (1, 2)},
        {"duration": timedelta(seconds=90)},
        {"bytes": b"text"},
        OrderedDict(b=1, a=2),
        ReturnDict({"a": 1}, serializer=None),
        ReturnList([1], serializer=None),
        {1: "number", None: "nothing"},
    ],
)
def test_it_writes_what_the_standard_renderer_writes(value):
    assert json.loads(rendered(value)) == json.loads(StandardRenderer().render(value))


def test_a_moment_elsewhere_keeps_its_offset():
    moment = datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    assert rendered(moment) == b'"2026-05-04T12:00:00+02:00"'


def test_no_content_is_no_body():
    assert rendered(None) == b""


def test_text_is_utf_8():
    assert rendered({"a": "ü"}) == '{"a":"ü"}'.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\ud800", "?"),
        ({"a\udfff": ["x\ud800y"]}, {"a?": ["x?y"]}),
        (2**63, 2**63),
        ([-(2**70), 10**40, 7, True, 1.5, None], [-(2**70), 10**40, 7, True, 1.5, None]),
        ({"a": ("\ud800", ID)}, {"a": ["?", str(ID)]}),
        ({"a": MappingProxyType({"b": 10**40})}, {"a": {"b": 10**40}}),
    ],
)
def test_what_the_encoder_refuses_is_written_all_the_same(value, expected):
    assert json.loads(rendered(value)) == expected


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_json_number_is_null(number):
    assert rendered({"a": number}) == b'{"a":null}'


def test_what_has_no_json_is_a_failure_not_a_text():
    with pytest.raises(TypeError):
        rendered({"a": object()})


def test_sets_and_other_mappings_are_written():
    assert json.loads(rendered({"set": {1}, "frozen": frozenset("a")})) == {
        "set": [1],
        "frozen": ["a"],
    }
    assert rendered(MappingProxyType({"a": 1})) == b'{"a":1}'
