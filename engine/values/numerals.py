"""What one run of digits and separators can mean: "1.234" is more than a thousand, or than one."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 18

NUMERAL = re.compile(r"\d+(?:[.,'’ \u00a0\u202f]\d+)*", re.ASCII)
NUMERAL_WITHOUT_SPACES = re.compile(r"\d+(?:[.,'’]\d+)*", re.ASCII)


def meanings(numeral: str) -> tuple[tuple[str, str], ...]:
    """What a numeral can mean, as the digits before and after the decimal mark, the likelier first.

    One mark before exactly three digits groups them or starts decimals. A run of digits that is no
    number means nothing.

    >>> meanings("1.234"), meanings("1.234,50"), meanings("12,34,567"), meanings("12.03.2024")
    ((('1234', ''), ('1', '234')), (('1234', '50'),), (('1234567', ''),), ())
    """
    separators = [_kind(character) for character in numeral if not character.isdigit()]
    parts = re.split(r"\D", numeral)
    grouped, decimal = ("".join(parts), ""), ("".join(parts[:-1]), parts[-1])
    if sum(map(len, parts)) > MAX_DIGITS:
        return ()
    if not separators:
        return (grouped,)
    last = separators[-1]
    kinds = set(separators)
    if len(kinds) == 1:
        if last in ".,:" and len(separators) == 1:
            if len(parts[1]) != 3 or len(parts[0]) > 3 or parts[0].startswith("0") or last == ":":
                return (decimal,)
            return (grouped, decimal) if parts[0] else (decimal,)
        return (grouped,) if _groups(parts) else ()
    if len(kinds) == 2 and last in ".,:" and separators.count(last) == 1 and _groups(parts[:-1]):
        return (decimal,)
    return ()


def readings(numeral: str) -> tuple[str, ...]:
    """The meanings in plain decimal form.

    >>> readings("1.234,50")
    ('1234.5',)
    """
    return tuple(_plain(whole, fraction) for whole, fraction in meanings(numeral))


def plain(value: float) -> str:
    """A number in the form that ``readings`` gives."""
    whole, _, fraction = format(Decimal(repr(abs(value))), "f").partition(".")
    return _plain(whole, fraction)


def _kind(separator: str) -> str:
    if separator in "'’":
        return "'"
    return separator if separator in ".,:" else " "


def _groups(parts: list[str]) -> bool:
    """Whether digits are grouped by threes, or by twos down to a last three as in India."""
    if len(parts) == 1:
        return True
    first, *middle, final = parts
    sizes = {len(part) for part in middle}
    return len(final) == 3 and 1 <= len(first) <= 3 and (sizes <= {3} or sizes <= {2})


def _plain(whole: str, fraction: str) -> str:
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
