"""Values found by the names that own XML and JSON give them."""

from __future__ import annotations

import json

import pytest

from engine.types import ValueType
from tests.engine.structured.test_standards import answer

NUMBER, DATE, TEXT = ValueType.NUMBER, ValueType.DATE, ValueType.TEXT
EXPORT = {
    "ExportId": "X-1",
    "Customer": {"Id": "C-77", "Address": {"City": "Gent", "ZipCode": "9000"}},
    "Supplier": {"Id": "S-5", "Address": {"City": "Lille"}},
    "Payment": [{"IsPaid": True, "PaidOn": "2032-02-03", "Method": "card"}],
    "Freight": "1,250.50",
    "Weight": "1,250",
    "Deposit": "EUR 12.40",
    "Rows": [
        {"Item": {"Sku": "A"}, "Colour": "red", "Count": 2},
        {"Item": {"Sku": "B"}, "Colour": "blue", "Count": 3},
    ],
}


@pytest.mark.parametrize(
    ("question", "kind", "expected"),
    [
        ("Customer id", TEXT, "C-77"),
        ("City of the supplier", TEXT, "Lille"),
        ("Customer zip code", TEXT, "9000"),
        ("City", TEXT, None),
        ("Is it paid?", ValueType.BOOLEAN, True),
        ("Paid on", DATE, "2032-02-03"),
        ("Freight", NUMBER, 1250.5),
        ("Weight", NUMBER, None),
        ("Deposit", NUMBER, 12.4),
        ("Colour", TEXT, None),
        ("Warehouse", TEXT, None),
        ("ExportId", TEXT, "X-1"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_value_answers_to_its_name_and_those_above_it(tmp_path, question, kind, expected, indent):
    assert answer(tmp_path, json.dumps(EXPORT, indent=indent), question, kind) == expected


def test_rows_answer_by_the_names_of_their_members(tmp_path):
    rows = answer(
        tmp_path, json.dumps(EXPORT), "List the rows with sku, colour and count", ValueType.TABLE
    )
    assert rows == [
        {"sku": "A", "colour": "red", "count": 2},
        {"sku": "B", "colour": "blue", "count": 3},
    ]
