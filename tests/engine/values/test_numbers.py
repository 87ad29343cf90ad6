"""Numbers as they stand in documents of many countries."""

import time

import pytest

from engine.values.numbers import decimal_mark, find_numbers, parse_number, sole_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # thousands
        ("12 500", 12500),
        ("1 250 000", 1250000),
        ("84 033.61", 84033.61),
        ("84\u00a0033.61", 84033.61),
        ("84\u202f033,61", 84033.61),
        ("84\u2009033,61", 84033.61),
        ("84'033.61", 84033.61),
        ("84’033.61", 84033.61),
        ("12,34,567.50", 1234567.5),
        # what follows the amount
        ("1,200/-", 1200),
        ("1,200/=", 1200),
        ("1'200.-", 1200),
        ("1200,--", 1200),
        ("1 200:-", 1200),
        ("1 200:50 kr", 1200.5),
        ("114⁴⁹", 114.49),
        ("12.50¹", 12.5),
        # signs
        ("-12.50", -12.5),
        ("\u221212.50", -12.5),
        ("12.50-", -12.5),
        ("(12.50)", -12.5),
        ("-$12.50", -12.5),
        ("-kr 12.50", -12.5),
        ("- EUR 12.50", -12.5),
        ("CHF -12.50", -12.5),
        ("12.50 CR", -12.5),
        ("12.50 cr", -12.5),
        ("12.50 DR", 12.5),
        # scripts
        ("１，２３４．５０", 1234.5),
        ("￥１，２３４", 1234),
        ("١٬٢٣٤٫٥٠", 1234.5),
        ("१,२३४.५०", 1234.5),
        ("๑,๒๓๔.๕๐", 1234.5),
        # currencies around it
        ("1,234円", 1234),
        ("100EUR", 100),
        ("EUR100", 100),
        ("100.50 EUR", 100.5),
        ("TRY 100.50", 100.5),
        ("100.50 zł", 100.5),
        ("Rs. 1,200.50", 1200.5),
    ],
)
def test_amount_is_read_as_it_is_written(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "12 MAY",
        "205 RED",
        "205RED",
        "12 EAST",
        "3 PEN",
        "A-17",
        "12:30",
        "12.03.2024",
        "802.11ac",
        "2 million",
        "€2m",
        "1.5 Mio.",
        "3億円",
        "040 123 456",
        "2½",
    ],
)
def test_text_that_is_no_plain_number_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "decimal", "values"),
    [
        ("Rope 2 100.00 200.00", ".", [2, 100, 200]),
        ("2 100,00 200,00", ",", [2, 100, 200]),
        ("12 100,00 1 200,00", ",", [12, 100, 1200]),
        ("Total: 15 966.39 EUR", ".", [15966.39]),
        ("19%: 15 966.39", ".", [19, 15966.39]),
        ("1 250,00 2 500,00", ",", [1250, 2500]),
        ("EUR 2 100.00 paid", ".", [2100]),
    ],
)
def test_spaces_divide_thousands_only_where_no_quantity_can_stand(text, decimal, values):
    assert [number.value for number in find_numbers(text, decimal)] == values


@pytest.mark.parametrize(
    ("text", "currency", "is_percent"),
    [
        ("12.50 EUR", "EUR", False),
        ("12 CUP", "", False),
        ("12.00 CUP", "CUP", False),
        ("7 KLM", "", False),
        ("19 %", "", True),
        ("%19", "", True),
        ("١٩٪", "", True),
        ("19 v. H.", "", True),
        ("19 percent", "", True),
    ],
)
def test_number_knows_its_currency_and_whether_it_is_a_percentage(text, currency, is_percent):
    (number,) = find_numbers(text)
    assert (number.currency, number.is_percent) == (currency, is_percent)
    assert number.is_money == bool(currency)


def test_credit_is_negative_on_a_bill_and_positive_in_a_bank_account():
    text = "50.00 CR 20.00 DR"
    assert [number.value for number in find_numbers(text)] == [-50, 20]
    assert [number.value for number in find_numbers(text, is_of_bank=True)] == [50, -20]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("WLAN 802.11ac, 1.25 cm/s, 2.50 kg; Preis € 3.480", ","),
        ("1.234,50 and 12.25 GHz and 13.25 GHz", ","),
        ("Speed 3,25 m; total 1,234.50 EUR", "."),
        ("12.50  13.50", "."),
        ("2.99 EUR", "."),
        ("about 1,200 USD", "."),
        ("about € 1.200", ","),
        ("€ 1.459/l and 12.50", "."),
        ("KWD 1.200", ","),
        ("no amounts", ","),
    ],
)
def test_decimal_mark_is_told_by_amounts_alone(text, mark):
    assert decimal_mark(text, fallback=",") == mark


@pytest.mark.parametrize(
    ("text", "value"), [("30 days net", 30), ("EUR 1.234", 1234), ("3 to 5", None), ("B-17", None)]
)
def test_sole_number_is_the_only_one(text, value):
    assert sole_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        part * 20_000
        for part in ("1 ", "1,", "(", "- ", "EUR ", "99999", "1 000 ", "1.000,", "%", "kr.kr.")
    ],
)
def test_reading_numbers_takes_no_longer_than_the_text_is_long(text):
    started = time.process_time()
    list(find_numbers(text))
    decimal_mark(text, ".")
    assert time.process_time() - started < 2
