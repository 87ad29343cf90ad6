"""Digits and their signs of every script as ASCII ones, character for character.

>>> plain_digits("１，２３４．５０"), plain_digits("١٬٢٣٤٫٥٠")
('1,234.50', "1'234.50")
>>> plain_digits("१२"), plain_digits("合計3円")
('12', '··3円')
"""

from __future__ import annotations

import re
import unicodedata

LAST_DIGIT = 0x1FBF9
"""The last decimal digit that Unicode has."""

_SIGNS = {
    "\u066a": "%", "\u066b": ".", "\u066c": "'", "\ufe6a": "%",
    "\ufe62": "+", "\ufe63": "-", "\ufe50": ",", "\ufe52": ".",
}  # fmt: skip
_PLAIN = {
    **{
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, LAST_DIGIT + 1)
        if chr(code).isdecimal()
    },
    # the full-width forms of "!" to "~"
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{ord(sign): plain for sign, plain in _SIGNS.items()},
    0x3000: " ",
    0xFFE5: "¥",
    0xFFE1: "£",
    0xFFE6: "₩",
}

# Scripts without case: between their letters and a number there need be no space.
_CASELESS = re.compile(
    "[\u0590-\u065f\u066e-\u06ef\u06fa-\u06ff\u0900-\u0e3e\u0e40-\u0fff\u1100-\u11ff\u3041-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)
_WITH_MEANING = frozenset("円元圓人民币幣원บาท年月万億萬亿千만억")
"""Letters of those scripts that belong to a number when they stand beside it."""


def ascii_digits(text: str) -> str:
    """The text with ASCII digits and signs."""
    return text if text.isascii() else text.translate(_PLAIN)


def plain_digits(text: str) -> str:
    """The text with ASCII digits and signs; letters that can touch a number become "·"."""
    return text if text.isascii() else _CASELESS.sub(_neutral, text.translate(_PLAIN))


def _neutral(match: re.Match[str]) -> str:
    return match.group() if match.group() in _WITH_MEANING else "·"
