"""Which encoding a text without a declaration is in: the one in which it looks most like text.

What is known of a language is the frequency of its letters (``alphabets.toml``). A file is decoded
in every encoding; the one is chosen in which its letters are the likeliest in one language.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

_ALPHABETS = Path(__file__).with_name("alphabets.toml")
_SAMPLE_BYTES = 8 * 1024

# logarithms of how often a character is seen among those beyond ASCII
_SIGN = -6.0
_KANA = -4.5
_FREQUENT_IDEOGRAPH = -5.0
_COMMON_IDEOGRAPH = -7.3
_OTHER_IDEOGRAPH = -10.0
_OTHER_LETTER = -9.0
_OTHER_SIGN = -11.0
_NOT_SEEN = -14.0

# what isn't written: a capital after a small letter, a sign inside a word, a lone letter
_ODD = -4.0
_WORDS_OF_A_LETTER = frozenset("àáâéèêóòôúíìåäöøæÀÁÉÈÓÒÚÍÅÄÖØÆ")
_LONE_LATIN = re.compile(r"(?<!\w)[\u00c0-\u024f](?!\w)|[\u00c0-\u052f](?=\d)")
_SIGNS = frozenset("€£¥§°±²³«»“”„‘’‚–—…•·№®©™ºª¿¡´×½¼¾ \u200e\u200f")


@dataclass(frozen=True, slots=True)
class _Encoding:
    name: str
    unlikely: float
    languages: tuple[Mapping[str, float], ...]
    """For each language, how likely its letters are, as logarithms."""


def likely_encoding(data: bytes) -> str:
    """The Python name of the encoding that the text is most likely in."""
    return _likely(_sample(data))


@lru_cache(maxsize=2)  # a file is looked at once for its type and once for its text
def _likely(sample: bytes) -> str:
    return max(_encodings(), key=lambda encoding: _score(sample, encoding)).name


def _sample(data: bytes) -> bytes:
    """The first lines that aren't plain ASCII, each once: only they tell."""
    lines = data[: 64 * _SAMPLE_BYTES].splitlines(keepends=True)
    return b"".join(dict.fromkeys(line for line in lines if not line.isascii()))[:_SAMPLE_BYTES]


@cache
def _encodings() -> tuple[_Encoding, ...]:
    with _ALPHABETS.open("rb") as file:
        rows = tomllib.load(file)
    return tuple(
        _Encoding(
            name,
            row.pop("unlikely"),
            tuple(_frequencies(letters) for letters in row.values()),
        )
        for name, row in rows.items()
    )


def _frequencies(letters: str) -> dict[str, float]:
    """Letters are about as frequent as one over their rank."""
    total = sum(1 / (rank + 2) for rank in range(len(letters)))
    if not any(_is_ideograph(letter) for letter in letters):
        return {letter: math.log(1 / (rank + 2) / total) for rank, letter in enumerate(letters)}
    return dict.fromkeys(letters, _FREQUENT_IDEOGRAPH)


def _is_ideograph(character: str) -> bool:
    return "\u2e80" <= character < "\ufb00"


def _score(sample: bytes, encoding: _Encoding) -> float:
    """The logarithm of how likely the sample is, up to what all encodings share."""
    text, wrong = _decoded(sample, encoding.name)
    characters = Counter(_small(character) for character in text if not character.isascii())
    likely = max(
        sum(
            count * (letters[character] if character in letters else _unlisted(character))
            for character, count in characters.items()
        )
        for letters in encoding.languages
    )
    odd = sum(_is_odd(first, second) for first, second in pairwise(text))
    odd += sum(letter not in _WORDS_OF_A_LETTER for letter in _LONE_LATIN.findall(text))
    return likely - encoding.unlikely + odd * _ODD + wrong * _NOT_SEEN


def _small(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def _decoded(sample: bytes, name: str) -> tuple[str, int]:
    """The text and how many bytes aren't any; the end may be cut off."""
    text = sample.decode(name, errors="replace")
    return text.replace("\ufffd", ""), text.count("\ufffd")


def _unlisted(character: str) -> float:
    if character in _SIGNS:
        return _SIGN
    if "\u3040" <= character < "\u3100":
        return _KANA
    if _is_ideograph(character):
        return _COMMON_IDEOGRAPH if character in _common_ideographs() else _OTHER_IDEOGRAPH
    category = unicodedata.category(character)
    if category[0] == "L" or category == "Mn":
        return _OTHER_LETTER
    return _NOT_SEEN if category[0] == "C" else _OTHER_SIGN


@cache
def _common_ideographs() -> frozenset[str]:
    """Those that the standards list first, and kana and syllables, which stand with them."""
    rows = [
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)),
        ("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
        ("euc_jp", range(0xA1, 0xA6), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]),
    ]
    return frozenset(
        "".join(
            bytes([first, second]).decode(name, errors="ignore")
            for name, firsts, seconds in rows
            for first in firsts
            for second in seconds
        )
    )


def _is_odd(first: str, second: str) -> bool:
    """Whether hardly any text has these side by side."""
    if first.isascii() and second.isascii():
        return False
    if first.islower() and second.isupper():
        return True
    return first.isalpha() and not second.isascii() and unicodedata.category(second)[0] in "SC"
