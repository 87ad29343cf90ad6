"""Values with a form of their own: IBANs, telephone numbers, document numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.values.numbers import RAISED

IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
BIC = re.compile(r"(?<![A-Za-z0-9])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])")
PHONE = re.compile(r"(?<![\w.,/-])(?:\(\+|\+?\(?)\d[\d ()./\u00a0-]{5,22}\d(?![\w@])")
WEBSITE = re.compile(
    r"(?:https?://|www\.)[^\s,;<>()]{3,200}|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}(?![\w@])"
)
VAT_ID = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{0,4}[ ]?[A-Z0-9](?:[ .\-/]?[A-Z0-9]){5,20}(?![A-Za-z0-9])"
)
MIN_PHONE_DIGITS = 7
MAX_PHONE_DIGITS = 15
MAX_CODE = 40
MAX_GROUPS = 9
MIN_GROUPED = 6
GROUP = re.compile(r"[A-Z0-9]{1,8}")
SMALLEST_IBAN = 15
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip


def find_ibans(text: str) -> Iterator[tuple[str, int]]:
    """Compact IBANs whose length and check digits are right, with where they start (ISO 13616)."""
    for match in IBAN.finditer(text):
        compact = re.sub(r"[ \u00a0-]", "", match.group())
        length = IBAN_LENGTHS.get(compact[:2])
        sizes = [length] if length else range(len(compact), SMALLEST_IBAN - 1, -1)
        for size in sizes:
            if len(compact) >= size and has_right_check_digits(compact[:size]):
                yield compact[:size], match.start()
                break


def has_right_check_digits(compact: str) -> bool:
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in rearranged)) % 97 == 1


def find_phone(text: str) -> str | None:
    for match in PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in match.group())
        if MIN_PHONE_DIGITS <= digits <= MAX_PHONE_DIGITS:
            number = match.group().strip(" -./")
            return number + ")" if number.count("(") > number.count(")") else number
    return None


def leading_code(text: str) -> str | None:
    """The number of a document, customer or account that starts a text.

    It has a digit, and ends before ordinary words. Nothing but groups of digits and capitals is
    one number.

    >>> leading_code("INV-7 of 2 May"), leading_code("4021 7 88 135"), leading_code("77 Main Road")
    ('INV-7', '4021 7 88 135', '77')
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
    code = " ".join(taken).strip(" .,;:#()[]*")
    if not any(sign.isdigit() for sign in code) or len(code) > MAX_CODE:
        return None
    return code


def _are_groups(parts: list[str]) -> bool:
    """Whether digits and capitals stand in groups, as in account numbers and IBANs."""
    has_digits = [any(sign.isdigit() for sign in part) for part in parts]
    is_code = all(GROUP.fullmatch(part) for part in parts) and any(has_digits)
    return is_code and all(has_digits[2:]) and sum(map(len, parts)) >= MIN_GROUPED


def _continues(taken: list[str], part: str) -> bool:
    if not taken:
        return True
    before = taken[-1]
    if before[-1] in ",;":
        return False
    if not any(sign.isdigit() for sign in "".join(taken)):
        return len(taken) == 1 and before.isupper() and len(before) <= 5
    joined = before[-1] in "-/" or part[0] in "-/"
    digits = part.strip(".,").isdigit() and before.isdigit() and len(before) > 1 and len(part) > 1
    return joined or digits
