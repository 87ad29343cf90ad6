"""Which currency a sign, a code or a word beside an amount means."""

import pytest

from engine.values.currencies import currency_code, find_currencies


@pytest.mark.parametrize(
    ("written", "whole", "usual", "code"),
    [
        ("$", "", (), "USD"),
        ("$", "prices in AUD", (), "AUD"),
        ("$", "prices in AUD or CAD", (), None),
        ("kr", "", (), None),
        ("kr.", "", ("NOK",), "NOK"),
        ("¥", "", ("CNY",), "CNY"),
        ("元", "", ("CNY",), "CNY"),
        ("元", "NT$ 12", ("CNY",), "TWD"),
        ("TL", "", (), "TRY"),
        ("zl", "", (), "PLN"),
        ("ABC", "", (), None),
        ("euros", "", (), "EUR"),
    ],
)
def test_sign_means_one_currency_or_none(written, whole, usual, code):
    assert currency_code(written, whole, usual) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("12.50 EUR and £3", ["EUR", "GBP"]),
        ("ALL prices: TOP of 5 PEN", []),
        ("1.234,50 TRY", ["TRY"]),
        ("CAD drawing no. 12", []),
        ("Fr. 12.06. to Fr", ["CHF"]),
        ("Friday, Fr", []),
        ("100 Euro", ["EUR"]),
    ],
)
def test_currencies_of_a_text_are_those_beside_amounts(text, codes):
    assert list(find_currencies(text)) == codes
