"""Dates as they stand in documents of many countries, and which of day and month comes first."""

import time
from datetime import date

import pytest

from engine.languages.loading import default_vocabulary
from engine.values.dates import DayOrder, find_dates, sole_date
from engine.values.day_order import day_order

MONTHS = default_vocabulary().months


@pytest.mark.parametrize(
    "text",
    [
        "9 Sept 2026",
        "Sept. 9, 2026",
        "Sep 9th 2026",
        "9-SEP-26",
        "09.09.2026",
        "2026-09-09",
        "2026. szeptember 9." if "szeptember" in MONTHS else "2026 September 9",
        "9 de septiembre de 2026",
        "2026年9月9日",
        "２０２６年９月９日",
        "令和8年9月9日",
        "R8.9.9",
        "民國115年9月9日",
        "9/9/2569",
        "٩/٩/٢٠٢٦",
        "請求日2026/9/9",
    ],
)
def test_date_is_read_as_it_is_written(text):
    assert sole_date(text, MONTHS) == date(2026, 9, 9)


@pytest.mark.parametrize(
    "text", ["03/04/2026", "31.02.2026", "1.2.3.4", "9 Foo 2026", "September 2026", "12026-01-02"]
)
def test_what_is_no_certain_date_is_none(text):
    assert sole_date(text, MONTHS) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("3 High Street, Leeds LS2 7DY, $", DayOrder.DAY_FIRST),
        ("Level 2, Sydney NSW 2000, $", DayOrder.DAY_FIRST),
        ("Dublin D02 X285", DayOrder.DAY_FIRST),
        ("VAT no. ATU12345678", DayOrder.DAY_FIRST),
        ("GSTIN 27AAPFU0939F1ZV", DayOrder.DAY_FIRST),
        ("Boise, ID 83702, £", DayOrder.MONTH_FIRST),
        ("Dover, DE 19901-1234", DayOrder.MONTH_FIRST),
        ("DE 19901 Neustadt, $", DayOrder.MONTH_FIRST),
        ("DE 19901 Neustadt", DayOrder.UNKNOWN),
        ("total $ 12.00", DayOrder.MONTH_FIRST),
        ("total A$ 12.00", DayOrder.UNKNOWN),
        ("total £ 12.00", DayOrder.DAY_FIRST),
        ("total £ 12.00 or $ 15.00", DayOrder.UNKNOWN),
        ("call +44 20 7946 0000", DayOrder.DAY_FIRST),
        ("Toronto M5V 2T6, $", DayOrder.UNKNOWN),
        ("Boise, ID 83702; Leeds LS2 7DY", DayOrder.UNKNOWN),
        ("", DayOrder.UNKNOWN),
    ],
)
def test_order_of_day_and_month_is_told_by_the_country(text, order):
    assert day_order(text, (), words=[]) is order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Boise, ID 83702: 03/04/2026, 25/04/2026", DayOrder.DAY_FIRST),
        ("Leeds LS2 7DY: 03/04/2026, 04/25/2026", DayOrder.MONTH_FIRST),
        ("Leeds LS2 7DY: 25/04/2026, 04/25/2026", DayOrder.UNKNOWN),
        ("Leeds LS2 7DY: 03/03/2026, 2026-04-25", DayOrder.DAY_FIRST),
    ],
)
def test_another_date_of_the_document_goes_before_the_country(text, order):
    assert day_order(text, list(find_dates(text, MONTHS)), words=[]) is order


@pytest.mark.parametrize(
    "text", ["1/1/2026 " * 20_000, "1 " * 50_000, "de " * 50_000, "1 de " * 20_000]
)
def test_reading_dates_takes_no_longer_than_the_text_is_long(text):
    started = time.process_time()
    day_order(text, list(find_dates(text, MONTHS)), words=text.split()[:1000])
    assert time.process_time() - started < 2
