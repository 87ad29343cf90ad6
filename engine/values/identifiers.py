"""Numbers of documents, customers and accounts, which have any form that their giver likes."""

from __future__ import annotations

import re

from engine.values.numbers import RAISED

MAX_CODE = 40
MAX_GROUPS = 9
MIN_GROUPED = 6
DASHES = ("-", "/")
GROUP = re.compile(r"[A-Z0-9*]{1,8}")
MASKS = frozenset("X*")


def leading_code(text: str) -> str | None:
    """The number of a document, customer or account that starts a text.

    It has a digit, and ends before ordinary words. Nothing but groups of digits and capitals is
    one number.

    >>> leading_code("INV-7 of 2 May"), leading_code("4021 7 88 135"), leading_code("77 Main Road")
    ('INV-7', '4021 7 88 135', '77')
    >>> leading_code("0174 - SERIES 3"), leading_code("0174 - 3")
    ('0174', '0174 - 3')
    >>> leading_code("5500 11XX XXXX 2090"), leading_code("**** **** **** 2090")
    ('5500 11XX XXXX 2090', '**** **** **** 2090')
    """
    parts = text.rstrip(RAISED).split()
    if len(text) <= MAX_CODE and 2 <= len(parts) <= MAX_GROUPS and _are_groups(parts):
        return " ".join(parts)
    taken: list[str] = []
    for index, part in enumerate(parts):
        is_last_digits = (
            index == len(parts) - 1 and part.isdigit() and taken and taken[-1][-1].isdigit()
        )
        if not is_last_digits and not _continues(taken, part):
            break
        taken.append(part)
    if len(taken) > 1 and taken[-1] in DASHES:
        taken.pop()
    code = " ".join(taken).strip(" .,;:#()[]*")
    if not any(sign.isdigit() for sign in code) or len(code) > MAX_CODE:
        return None
    return code


def _are_groups(parts: list[str]) -> bool:
    """Whether digits and capitals stand in groups, as in account numbers and IBANs."""
    # the digits of a card may be masked: "5500 11XX XXXX 2090"
    has_digits = [set(part) <= MASKS or any(map(str.isdigit, part)) for part in parts]
    is_code = all(GROUP.fullmatch(part) for part in parts) and any(map(str.isdigit, "".join(parts)))
    return is_code and all(has_digits[2:]) and sum(map(len, parts)) >= MIN_GROUPED


def _continues(taken: list[str], part: str) -> bool:
    if not taken:
        return True
    before = taken[-1]
    if before[-1] in ",;":
        return False
    if not any(sign.isdigit() for sign in "".join(taken)):
        return len(taken) == 1 and before.isupper() and len(before) <= 5
    if before in DASHES and len(part) > 1 and not any(sign.isdigit() for sign in part):
        return False
    joined = before[-1] in "-/" or part[0] in "-/"
    digits = part.strip(".,").isdigit() and before.isdigit() and len(before) > 1 and len(part) > 1
    return joined or digits
