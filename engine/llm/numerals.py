"""Numbers as people write them: ``1,234.50``, ``1.234,50``, ``1 234,50``, ``12,34,567``."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MAX_CHARACTERS = 40

NUMERAL = re.compile(r"\d+(?:[.,'\u2019 \u00a0\u202f]\d+)*", re.ASCII)
NUMERAL_WITHOUT_SPACES = re.compile(r"\d+(?:[.,'\u2019]\d+)*", re.ASCII)

_SCALES = re.compile(
    r"\b(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen|bn|mn|mio|mrd|tsd|k|m)\b",
    re.IGNORECASE,
)
_AMOUNT_EDGES = re.compile(r"\b[A-Z]{3}(?=[\d\s.,+-])|(?<=[\d\s])[A-Z]{3}\b")


def readings(numeral: str) -> tuple[str, ...]:
    """What a numeral can mean, in plain decimal form, the likelier meaning first.

    One separator before exactly three digits groups them or starts decimals: ``1.234`` is both.
    A run of digits that is no number (``12.03.2024``) means nothing.
    """
    if len(numeral) > MAX_CHARACTERS:
        return ()
    separators = [_kind(character) for character in numeral if not character.isdigit()]
    parts = re.split(r"\D", numeral)
    if not separators:
        return (_plain(numeral, ""),)
    last = separators[-1]
    kinds = set(separators)
    grouped, decimal = "".join(parts), _plain("".join(parts[:-1]), parts[-1])
    if len(kinds) == 1:
        if last in ".," and len(separators) == 1:
            if len(parts[1]) != 3 or len(parts[0]) > 3 or parts[0].startswith("0"):
                return (decimal,)
            return (_plain(grouped, ""), decimal)
        return (_plain(grouped, ""),) if _groups(parts) else ()
    if len(kinds) == 2 and last in ".," and separators.count(last) == 1 and _groups(parts[:-1]):
        return (decimal,)
    return ()


def plain(value: float) -> str:
    """A number in the form that ``readings`` gives."""
    whole, _, fraction = format(Decimal(repr(abs(value))), "f").partition(".")
    return _plain(whole, fraction)


def parse_number(text: str) -> int | float | None:
    """The one number in a text like ``EUR 1.234,50-`` or ``12 %``; null for none or several.

    Words that scale it (``2 million``) make it null: what they mean is not for us to guess.
    """
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    text = _AMOUNT_EDGES.sub(" ", text)
    found = list(NUMERAL.finditer(text))
    if len(text) > 2 * MAX_CHARACTERS or len(found) != 1 or _SCALES.search(text):
        return None
    numeral = found[0]
    before, after = text[: numeral.start()], text[numeral.end() :]
    if re.search(r"[^\W\d_][-+]?\Z", before) or re.match(r"[^\W\d_]\d", after):
        return None
    meanings = readings(numeral.group())
    if not meanings:
        return None
    negative = _is_negative(before, after)
    number = float(meanings[0]) if "." in meanings[0] else int(meanings[0])
    return -number if negative else number


def _is_negative(before: str, after: str) -> bool:
    sign = "".join(character for character in before if unicodedata.category(character) != "Sc")
    in_brackets = "(" in before and ")" in after
    return sign.strip() == "-" or sign.endswith(" -") or after.strip() == "-" or in_brackets


def _kind(separator: str) -> str:
    if separator in "'\u2019":
        return "'"
    return separator if separator in ".," else " "


def _groups(parts: list[str]) -> bool:
    """Whether digits are grouped by threes, or by twos down to a last three as in India."""
    if len(parts) == 1:
        return True
    first, *middle, final = parts
    return (
        len(final) == 3
        and 1 <= len(first) <= 3
        and ({len(part) for part in middle} <= {3} or {len(part) for part in middle} <= {2})
    )


def _plain(whole: str, fraction: str) -> str:
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
