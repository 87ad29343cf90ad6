"""Numbers that banks, tax offices and senders give: their forms and their check digits."""

import pytest

from engine.values.bics import find_bic
from engine.values.ibans import find_ibans, is_valid
from engine.values.identifiers import leading_code
from engine.values.phones import find_phone
from engine.values.vat_ids import find_tax_number


@pytest.mark.parametrize(
    "number",
    [
        "NO9386011117947",
        "GB29 NWBK 6016 1331 9268 19",
        "FR14-2004-1010-0505-0001-3M02-606",
        "MT84MALT011000012345MTLCAST001S",
        "SA0380000000608010167519",
    ],
)
def test_iban_of_any_country_is_found_in_its_groups(number):
    ((found, start),) = find_ibans(f"IBAN: {number} BIC")
    assert (is_valid(found), start) == (True, 6)


@pytest.mark.parametrize(
    "number", ["GB29 NWBK 6016 1331 9268 18", "NO938601111794", "DE89370400440532013000"[::-1]]
)
def test_iban_with_wrong_digits_is_none(number):
    assert list(find_ibans(number)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SWIFT: DEUTDEFF500", "DEUTDEFF500"),
        ("NEDSZAJJ", "NEDSZAJJ"),
        ("INVOICES", None),
        ("DEUTDEFF50", None),
    ],
)
def test_bic_has_a_country(text, code):
    assert find_bic(text) == code


@pytest.mark.parametrize(
    ("text", "number", "is_right"),
    [
        ("FR 40 303 265 045", "FR 40 303 265 045", True),
        ("CHE-107.787.577 MWST", "CHE-107.787.577", True),
        ("51 824 753 556", "51 824 753 556", True),
        ("PL 8567346214", "PL 8567346214", False),
    ],
)
def test_tax_number_knows_whether_its_check_digits_are_right(text, number, is_right):
    found = find_tax_number(text)
    assert found.text.startswith(number[:8])
    assert found.is_valid is is_right


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4021 7 88 135", "4021 7 88 135"),
        ("KD 44 1009", "KD 44 1009"),
        ("INV-17 of 2 May", "INV-17"),
        ("12345 two pieces", "12345"),
        ("no digits here", None),
        ("RE-2026/118 vom 4. März", "RE-2026/118"),
        ("4711¹", "4711"),
    ],
)
def test_number_of_a_document_ends_before_ordinary_words(text, code):
    assert leading_code(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 (0)20 7946 0000", "+44 (0)20 7946 0000"),
        ("(555) 010-0199", "(555) 010-0199"),
        ("04.03.2026", None),
        ("123456", None),
    ],
)
def test_telephone_number_is_no_date_and_long_enough(text, number):
    assert find_phone(text) == number
