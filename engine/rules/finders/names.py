"""Names of companies and people, told from other texts."""

from __future__ import annotations

import re

from engine.rules.reading import Reading
from engine.values.words import phrase, tokens

MAX_NAME_CHARACTERS = 90
MAX_NAME_WORDS = 10
END_OF_NAME = re.compile(r"\s[·•|–—]\s|\s-\s|\s{2,}|;|,\s(?=\D{0,30}\d)")
POSTCODE_LAST = re.compile(r"[^\W\d]{3}\W{1,2}\d{4,6}$")
LOOKS_LIKE_DATA = re.compile(r"^[\W\d]+$|@|https?:|www\.|^\d{2,}|\d{5,}")


def is_name(text: str, reading: Reading) -> bool:
    """Whether a text can be the name of a company or person."""
    words = phrase(text)
    if not words or len(text) > MAX_NAME_CHARACTERS or len(words) > MAX_NAME_WORDS:
        return False
    if POSTCODE_LAST.search(text) and not is_company(text, reading):
        return False
    if LOOKS_LIKE_DATA.search(text) or not text[:1].isalnum():
        return False
    if text.rstrip()[-1:] in ":?!" or reading.is_title(words):
        return False
    if ":" in text or reading.vocabulary.labels.names_of(words):
        return False
    letters = sum(sign.isalpha() for sign in text)
    return letters > 1 and letters * 2 > len(text.replace(" ", ""))


def is_company(name: str, reading: Reading) -> bool:
    """Whether a name ends in a company's legal form: "Ltd", "GmbH", "S.A."."""
    parts = tokens(name)
    words = [token.text for token in parts]
    suffixes = reading.vocabulary.company_suffixes
    if not (name[:1].isupper() or name[:1].isdigit()):
        return False
    for start in range(1, len(words)):
        found = suffixes.longest(words, start)
        if found and start + found[0] >= len(words) - 1:
            written = name[parts[start].start :]
            return not words[start - 1].isdigit() and (written[0].isupper() or "." in written)
    # French companies have it in front: "SARL Dupont".
    return (
        len(words) > 1
        and len(words[0]) > 2
        and name[: parts[0].end].isupper()
        and suffixes.longest(words[:1], 0) is not None
    )


def name_of(text: str) -> str:
    return END_OF_NAME.split(text.strip())[0].strip(" ,;:*")


def has_title(text: str, reading: Reading) -> bool:
    """Whether a text begins or ends with what a document calls itself."""
    words = phrase(text)
    return any(
        words[: len(title)] == title or words[len(words) - len(title) :] == title
        for title in reading.vocabulary.titles
    )


def company_before(text: str, reading: Reading) -> str | None:
    """The company that a text ends with: "... binds Ferrow Mills Ltd."."""
    words = text.split()
    for size in range(1, min(MAX_NAME_WORDS, len(words)) + 1):
        first = words[-size]
        name = " ".join(words[-size:])
        goes_on = size < len(words) and words[-size - 1][:1].isupper()
        if first[:1].isupper() and not goes_on and is_company(name, reading):
            return name
    return None
