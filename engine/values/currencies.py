"""Currency signs and codes, as ISO 4217 codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.numbers import list_currencies

SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "₦": "NGN",
    "₴": "UAH",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "Fr": "CHF",
    "Rs": "INR",
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "SG$": "SGD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
}
NAMES = {
    "euro": "EUR",
    "euros": "EUR",
    "us dollar": "USD",
    "us dollars": "USD",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "swiss franc": "CHF",
    "swiss francs": "CHF",
}
DOLLARS = ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD")
CROWNS = ("SEK", "NOK", "DKK", "ISK")
YENS = ("JPY", "CNY")
FAMILIES = {"$": ("USD", DOLLARS), "kr": ("", CROWNS), "¥": ("JPY", YENS)}
CODES = frozenset(code for code in list_currencies() if code.isalpha() and len(code) == 3)
# Words in capitals that are codes too; beside a number they are taken for words.
WORDS = frozenset({"ALL", "TOP", "TRY", "MOP", "CUP", "GEL", "LAK", "PEN", "SOS", "XXX", "VES"})
CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
SIGN = re.compile(
    r"(?:(?<![A-Za-z])(?:US|CA|AU|NZ|HK|SG|MX|[CASR]))?\$|[€£₹₽₺₩₪฿₫₱₦₴¥]|zł|Kč|(?<![A-Za-z])Rs(?![A-Za-z])"
)


def currency_code(written: str, text: str = "") -> str | None:
    """The code for a sign or code; what a bare "$" or "kr" means, the whole ``text`` decides."""
    written = written.strip().rstrip(".:")
    if written in CODES and written not in WORDS:
        return written
    if written in SIGNS:
        return SIGNS[written]
    if written.lower() in NAMES:
        return NAMES[written.lower()]
    if written not in FAMILIES:
        return None
    usual, members = FAMILIES[written]
    named = {code for code in members if re.search(rf"(?<![A-Za-z]){code}(?![A-Za-z])", text)}
    named |= {SIGNS[sign] for sign in SIGN.findall(text) if SIGNS.get(sign) in members}
    if len(named) == 1:
        return named.pop()
    return None if named else usual or None


def find_currencies(text: str, whole: str = "") -> Iterator[str]:
    """The codes of all signs and codes in a text, in their order."""
    found = [(match.start(), match.group(1)) for match in CODE.finditer(text)]
    found += [(match.start(), match.group()) for match in SIGN.finditer(text)]
    for _, written in sorted(found):
        code = currency_code(written, whole or text)
        if code:
            yield code
