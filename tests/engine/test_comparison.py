import pytest

from engine.comparison import Verdict, compare
from engine.types import ValueType

RIGHT, MISSED, WRONG = Verdict


@pytest.mark.parametrize(
    ("got", "expected", "verdict"),
    [
        (None, None, RIGHT),
        ([], None, RIGHT),
        ("", "RE-1", MISSED),
        ("RE-2", "RE-1", WRONG),
        ("anything", None, WRONG),
        ("  re–1. ", "RE-1", RIGHT),
        ("#4711", "4711", RIGHT),
        ("ＲＥ-1", "RE-1", RIGHT),
        ("DE89 3704 0044", "DE8937040044", RIGHT),
        ("97 %", "97%", RIGHT),
        ("97", "97 %", WRONG),
        ("123", "000123", WRONG),
        (10034.0, "10034", RIGHT),
        ("Net\n30  days", "net 30 days", RIGHT),
        ("two words", "twowords", WRONG),
        ("“Acme”", "'Acme'", RIGHT),
    ],
)
def test_text(got, expected, verdict):
    assert compare(got, expected, ValueType.TEXT) is verdict


@pytest.mark.parametrize(
    ("got", "expected", "verdict"),
    [
        ("Acme Tools Ltd", "Acme Tools", RIGHT),
        ("Acme Tools", "Acme Tools GmbH & Co. KG", RIGHT),
        ("Acme Tools Ltd, 1 High Street, Leeds LS1 4DY", "Acme Tools Ltd", RIGHT),
        ("Acme Tools Ltd, " + "1 High Street, " * 5, "Acme Tools Ltd", WRONG),
        ("Sold by Acme Tools", "Acme Tools", RIGHT),
        ("The goods below were sold to you by Acme Tools", "Acme Tools", WRONG),
        ("Acme", "Acme Tools", RIGHT),
        ("Tools", "The Very Long Name of Acme Tools", WRONG),
        ("Acmes", "Acme", WRONG),
    ],
)
def test_names(got, expected, verdict):
    assert compare(got, expected, ValueType.TEXT, is_name=True) is verdict


@pytest.mark.parametrize(
    ("got", "verdict"),
    [
        (1234.56, RIGHT),
        (1234.5600000000001, RIGHT),
        ("1,234.56", MISSED),
        ("1.234,56", MISSED),
        (1234.57, WRONG),
        ("about 1,234.56", WRONG),
        (True, WRONG),
        (None, MISSED),
    ],
)
def test_numbers(got, verdict):
    assert compare(got, 1234.56, ValueType.NUMBER) is verdict


@pytest.mark.parametrize(
    ("got", "verdict"),
    [
        ("2026-02-04", RIGHT),
        ("2026-02-04T10:00:00", RIGHT),
        ("4 February 2026", MISSED),
        ("04/02/2026", MISSED),
        ("2026-04-02", WRONG),
        ("soon", WRONG),
    ],
)
def test_dates(got, verdict):
    assert compare(got, "2026-02-04", ValueType.DATE) is verdict


def test_booleans_are_true_or_false_themselves():
    assert compare(True, True, ValueType.BOOLEAN) is RIGHT
    assert compare("true", True, ValueType.BOOLEAN) is WRONG
    assert compare(1, True, ValueType.BOOLEAN) is WRONG


ROWS = [
    {"description": "Hammer", "unit price": 15, "date": "2026-02-04"},
    {"description": "Nails", "unit price": 0.5, "date": None},
]


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        ({"Description": "hammer", "unit_price": 15.0, "date": "4 Feb 2026", "more": 1}, RIGHT),
        ({"description": "Hammer", "unit_price": "15.00", "date": "2026-02-04"}, MISSED),
        ({"description": "Hammer", "unit_price": 15, "date": None}, MISSED),
        ({"description": "Hammer", "unit_price": 51, "date": None}, WRONG),
        ({"description": "Hammer", "unit_price": 15, "date": "2026-02-05"}, WRONG),
    ],
)
def test_one_false_cell_makes_a_table_wrong(first, verdict):
    second = {"description": "Nails", "unit_price": 0.5}
    assert compare([first, second], ROWS, ValueType.TABLE) is verdict


def test_a_row_too_few_is_wrong_but_no_row_is_missed():
    assert compare(ROWS[:1], ROWS, ValueType.TABLE) is WRONG
    assert compare([], ROWS, ValueType.TABLE) is MISSED
    assert compare(list(reversed(ROWS)), ROWS, ValueType.TABLE) is WRONG


def test_further_members_of_an_object_do_not_matter():
    got = {"City": "Leeds", "country": "UK"}
    assert compare(got, {"city": "Leeds"}, ValueType.JSON) is RIGHT
    assert compare({"city": "York"}, {"city": "Leeds"}, ValueType.JSON) is WRONG


def test_accepted_values_are_as_good():
    assert compare("B", "A", ValueType.TEXT, accepted=["B"]) is RIGHT
    assert compare("C", "A", ValueType.TEXT, accepted=["B"]) is WRONG
