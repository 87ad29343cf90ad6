import io

import pytest
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError

from common.api.parsers import JSONParser


def parsed(content: bytes):
    return JSONParser().parse(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"{}", {}),
        (b' {"a": [1, 2.5, null, true]} \n', {"a": [1, 2.5, None, True]}),
        ('{"ü": "🧾"}'.encode(), {"ü": "🧾"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'"\\ud83e\\uddfe"', "🧾"),
    ],
)
def test_json_is_read_as_utf_8(content, value):
    assert parsed(content) == value


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"{", "property name"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"-Infinity", "-Infinity is no JSON number"),
        ("{}".encode("utf-16"), "utf-8"),
        (b'"\xe4"', "utf-8"),
        (b"[" * 200_000, "nested too deep"),
        (b"7" * 5000, "limit"),
    ],
)
def test_the_reason_is_told(content, reason):
    with pytest.raises(ParseError, match=reason):
        parsed(content)


def test_the_size_is_bounded_whatever_was_announced(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert parsed(b'"12345678"') == "12345678"
    stream = io.BytesIO(b'"' + b"x" * 1000)
    with pytest.raises(RequestDataTooBig):
        JSONParser().parse(stream)
    # one byte more than allowed shows that there are more
    assert stream.tell() == 11
