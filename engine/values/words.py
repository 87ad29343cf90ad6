"""Words as they are compared: without case, diacritics and punctuation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

TOKEN = re.compile(r"[^\W_]+|[#%]")
CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

Phrase = tuple[str, ...]
"""The folded words of a label or a question."""


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word and where it stands in its text."""

    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """Lower case without diacritics: "Fällig" is "fallig", "Nº" is "no"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(folded(match.group()), match.start(), match.end()) for match in TOKEN.finditer(text)
    )


def phrase(text: str) -> Phrase:
    """The folded words of a label: "Invoice No.:" is ("invoice", "no")."""
    return tuple(token.text for token in tokens(text))


def key_phrase(key: str) -> Phrase:
    """The words of an identifier in snake_case, kebab-case or camelCase."""
    return phrase(CAMEL_CASE.sub(" ", key).replace("_", " "))


def snake_case(text: str) -> str:
    return "_".join(word for word in phrase(text) if word not in "#%") or "column"
