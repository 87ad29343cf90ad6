"""Words as they are compared: without case, diacritics and punctuation.

Scripts that put no space between words are compared character by character: each is a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

UNSPACED = (
    "\u0e01-\u0e2e"  # Thai consonants
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30ff"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters
)
"""Characters of scripts without spaces, for a class in a regular expression."""

MARKS = "\u0300-\u036f\u064b-\u0652"
"""Accents and vowel signs that follow their letter."""

TOKEN = re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]|[{MARKS}]|(?<=\b[nN])°)+|[#%]")
CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
BETWEEN_UNSPACED = re.compile(rf"(?<=[{UNSPACED}])_(?=[{UNSPACED}])")

# Letters that Unicode doesn't decompose, as they are written without their mark.
_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ـ": "", "°": "o"}
)

Phrase = tuple[str, ...]
"""The folded words of a label or a question."""


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word and where it stands in its text."""

    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """Lower case without diacritics.

    >>> folded("Fällig"), folded("Nº"), folded("N°"), folded("BELØB"), folded("FATURA TARİHİ")
    ('fallig', 'no', 'no', 'belob', 'fatura tarihi')
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return plain.translate(_PLAIN_LETTERS)


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(folded(match.group()), match.start(), match.end()) for match in TOKEN.finditer(text)
    )


def phrase(text: str) -> Phrase:
    """The folded words of a label.

    >>> phrase("Invoice No.:"), phrase("合計 (税込)")
    (('invoice', 'no'), ('合', '計', '税', '込'))
    """
    if text.isascii():
        return tuple(TOKEN.findall(text.lower()))
    return tuple(token.text for token in tokens(text))


def key_phrase(key: str) -> Phrase:
    """The words of an identifier in snake_case, kebab-case or camelCase."""
    return phrase(CAMEL_CASE.sub(" ", key).replace("_", " "))


def snake_case(text: str) -> str:
    """
    >>> snake_case("Unit price (EUR)"), snake_case("単価 (税抜)")
    ('unit_price_eur', '単価税抜')
    """
    joined = "_".join(word for word in phrase(text) if word not in "#%") or "column"
    return BETWEEN_UNSPACED.sub("", joined)
