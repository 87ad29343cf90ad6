"""Telephone numbers, as people write them: E.164 allows 15 digits, the shortest given have 7.

>>> find_phone("Tel. +44 (0)20 7946 0000, Fax"), find_phone("12.03.2026")
('+44 (0)20 7946 0000', None)
"""

from __future__ import annotations

import re

PHONE = re.compile(r"(?<![\w.,/-])(?:\(\+|\+?\(?)\d[\d ()./\u00a0-]{5,22}\d(?![\w@])")
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
MIN_DIGITS = 7
MAX_DIGITS = 15


def find_phone(text: str) -> str | None:
    for match in PHONE.finditer(text):
        number = match.group().strip(" -./")
        digits = sum(sign.isdigit() for sign in number)
        if MIN_DIGITS <= digits <= MAX_DIGITS and not DATE.fullmatch(number):
            return number + ")" if number.count("(") > number.count(")") else number
    return None
