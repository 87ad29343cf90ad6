"""Currency codes (ISO 4217), and the signs and words that amounts are written with.

Sources: ISO 4217 list one, and list three for codes that older documents still have.

>>> currency_code("€"), currency_code("kr", usual=("DKK",)), currency_code("$", "12 CAD")
('EUR', 'DKK', 'CAD')
>>> list(find_currencies("12 PEN of 5 KLM, 12.00 PEN, £ 3"))
['PEN', 'GBP']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
    MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK
    """.split()  # noqa: SIM905 (a list of codes reads better without quotation marks)
)
WORDS = frozenset(
    {"ALL", "ARS", "BAM", "BOB", "CAD", "COP", "CUP", "ERN", "GEL", "LAK", "MAD", "MOP", "PEN"}
    | {"RON", "SAR", "SIT", "SOS", "TOP", "TRY"}
)
"""Codes that are words, names or abbreviations too: currencies only beside cents or groups."""

OF_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

WITHOUT_CENTS = frozenset(
    {"JPY", "KRW", "VND", "CLP", "PYG", "IDR", "円", "¥", "원", "₩", "₫", "₲"}
)
"""Currencies that are written in whole units: a mark before three digits divides thousands."""

SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "฿": "THB",
    "₫": "VND", "₱": "PHP", "₦": "NGN", "₴": "UAH", "₸": "KZT", "₾": "GEL", "₡": "CRC", "₲": "PYG",
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD",
    "SG$": "SGD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "NT$": "TWD",
    "zł": "PLN", "Kč": "CZK", "Kčs": "CZK", "Ft": "HUF", "TL": "TRY", "lei": "RON", "лв": "BGN",
    "руб": "RUB", "грн": "UAH", "дин": "RSD", "din": "RSD", "RMB": "CNY",
    "Fr": "CHF", "SFr": "CHF", "Rs": "INR", "DKr": "DKK", "NKr": "NOK", "SKr": "SEK",
    "円": "JPY", "원": "KRW", "人民币": "CNY", "人民幣": "CNY", "บาท": "THB",
    "ر.س": "SAR", "د.إ": "AED", "د.ك": "KWD", "د.ب": "BHD", "ر.ق": "QAR", "ر.ع": "OMR",
    "ج.م": "EGP", "د.م": "MAD",
    "euro": "EUR", "euros": "EUR", "Euro": "EUR", "Euros": "EUR", "EURO": "EUR", "Eur": "EUR",
    "eur": "EUR",
}  # fmt: skip
"""What is written beside an amount and means one currency."""

NAMES = {
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
YUANS = ("CNY", "TWD", "HKD")
FAMILIES = {
    "$": ("USD", DOLLARS),
    "＄": ("USD", DOLLARS),
    "kr": ("", CROWNS),
    "¥": ("JPY", YENS),
    "￥": ("JPY", YENS),
    "元": ("", YUANS),
    "圓": ("TWD", YUANS),
}
"""Signs of several currencies: the usual one, and all of them."""


OTHER_SPELLINGS = {
    "Kr": "kr", "KR": "kr", "KČ": "Kč", "KC": "Kč", "Kc": "Kč", "ZŁ": "zł", "zl": "zł", "rs": "Rs",
    "RS": "Rs",
}  # fmt: skip


def _is_of_letters(sign: str) -> bool:
    """Whether a sign could be a part of a word, in a script that divides words."""
    return any(letter.upper() != letter.lower() for letter in sign)


_ALL_SIGNS = sorted((*SIGNS, *FAMILIES, *OTHER_SPELLINGS), key=len, reverse=True)
_OF_LETTERS = "|".join(re.escape(sign) for sign in _ALL_SIGNS if _is_of_letters(sign))
_OF_MARKS = "|".join(re.escape(sign) for sign in _ALL_SIGNS if not _is_of_letters(sign))
SIGN_PATTERN = rf"(?:{_OF_LETTERS})(?![^\W\d_])\.?|{_OF_MARKS}|¤"
"""Any sign of a currency, for a group in a regular expression; no letter may stand before it."""

CODE = re.compile(r"(?<![^\W\d_])([A-Z]{3})(?![^\W\d_])")
SIGN = re.compile(rf"(?<![^\W\d_])(?:{_OF_LETTERS})(?![^\W\d_])\.?|{_OF_MARKS}")
MONEY_AFTER = re.compile(
    r"\s?[-(]?(?:\d{1,12}(?:[.,' ]\d{3}){0,4}[.,]\d{2}|\d{1,3}(?:[.,' ]\d{3}){1,4})(?!\d)"
)
MONEY_BEFORE = re.compile(r"(?:\d[.,]\d{2}|\d[.,' ]\d{3})[)-]?\s?$")
DIGIT_BEFORE = re.compile(r"\d[)-]?\s?$")
DIGIT_AFTER = re.compile(r"\s?[-(]?\d")


def currency_code(written: str, text: str = "", usual: Sequence[str] = ()) -> str | None:
    """The code for a sign, code or name of a currency.

    What a sign of several currencies means ("$", "kr"), the whole ``text`` decides, else the
    currencies that are ``usual`` in the document's language.
    """
    written = written.strip().rstrip(".:")
    written = OTHER_SPELLINGS.get(written, written)
    if written in CODES:
        return written
    if written in SIGNS:
        return SIGNS[written]
    if written.lower() in NAMES:
        return NAMES[written.lower()]
    if written not in FAMILIES:
        return None
    first, members = FAMILIES[written]
    named = _codes_in(text).intersection(members)
    if len(named) == 1:
        return next(iter(named))
    return None if named else next((code for code in usual if code in members), first) or None


@lru_cache(maxsize=4)
def _codes_in(text: str) -> frozenset[str]:
    """All codes that a text has, and those of its signs; the same long text is asked often."""
    return CODES.intersection(CODE.findall(text)) | {
        SIGNS[sign] for sign in SIGN.findall(text) if sign in SIGNS
    }


def find_currencies(text: str, whole: str = "", usual: Sequence[str] = ()) -> Iterator[str]:
    """The codes of all signs and codes in a text, in their order.

    A code that is a word, too, counts only beside an amount with cents or groups of thousands,
    an abbreviation ("Fr.") only beside a number.
    """
    found = [
        match
        for match in CODE.finditer(text)
        if match.group() not in WORDS or _is_beside(match, MONEY_BEFORE, MONEY_AFTER)
    ]
    found += [
        match
        for match in SIGN.finditer(text)
        if not match.group().isascii()
        or not match.group()[:1].isalpha()
        or match.group().lower().startswith("euro")
        or _is_beside(match, DIGIT_BEFORE, DIGIT_AFTER)
    ]
    for match in sorted(found, key=lambda match: match.start()):
        code = currency_code(match.group(), whole or text, usual)
        if code:
            yield code


def _is_beside(match: re.Match[str], before: re.Pattern[str], after: re.Pattern[str]) -> bool:
    text = match.string
    near = text[max(match.start() - 12, 0) : match.start()]
    return before.search(near) is not None or after.match(text, match.end()) is not None
