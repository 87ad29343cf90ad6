"""What documents of each standard answer to everyday questions."""

from __future__ import annotations

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import Extraction, ExtractionRequest, Prompt, ValueType
from tests.engine.documents.files import read
from tests.engine.structured import documents

NUMBER, DATE, TABLE, TEXT = ValueType.NUMBER, ValueType.DATE, ValueType.TABLE, ValueType.TEXT
JSON, BOOLEAN = ValueType.JSON, ValueType.BOOLEAN


def extraction(folder, text: str, *prompts: tuple[str, ValueType]) -> Extraction:
    request = ExtractionRequest(
        tuple(Prompt(f"v{place}", question, kind) for place, (question, kind) in enumerate(prompts))
    )
    return RulesExtractor().extract(read(folder, text.encode("utf-8"), "stored"), request)


def answer(folder, text: str, question: str, kind: ValueType = TEXT) -> object:
    return extraction(folder, text, (question, kind)).values["v0"]


@pytest.mark.parametrize(
    ("document", "question", "kind", "expected"),
    [
        (documents.CII, "Who sent this?", TEXT, "Nordlicht AG"),
        (documents.CII, "How much do we owe?", NUMBER, 100),
        (documents.CII, "Rechnungsbetrag brutto", NUMBER, 129),
        (documents.CII, "Total VAT", NUMBER, 19),
        (documents.CII, "VAT amount in accounting currency", NUMBER, 82.5),
        (documents.CII, "BT-112", NUMBER, 129),
        (documents.CII, "What is the due date?", DATE, None),
        (documents.CII, "What is the tax rate?", NUMBER, None),
        (documents.CII, "Address of the seller", TEXT, "Alsterweg 3, 20095 Hamburg, DE"),
        (documents.ZATCA, "Is this a credit note?", BOOLEAN, True),
        (documents.ZATCA, "How much VAT?", NUMBER, 15),
        (documents.ZATCA, "Which invoice is credited?", TEXT, "SME7"),
        (documents.DESPATCH, "Delivery note number", TEXT, "DA-5"),
        (documents.DESPATCH, "Order number", TEXT, "PO-77"),
        (documents.DESPATCH, "Carrier", TEXT, "Rapid Cargo"),
        (documents.DESPATCH, "Who sent this?", TEXT, "Kalk & Stein"),
        (documents.CFDI, "Total", NUMBER, 1044),
        (documents.CFDI, "Tasa de IVA", NUMBER, 16),
        (documents.CFDI, "¿Quién es el emisor?", TEXT, "Papelera Luna"),
        (documents.CFDI_PAYMENT, "Monto pagado", NUMBER, 580),
        (documents.CFDI_PAYMENT, "Fecha de pago", DATE, "2032-04-08"),
        (documents.CFDI_PAYMENT, "Moneda", TEXT, "MXN"),
        (documents.CFDI_PAYMENT, "Total", NUMBER, None),
        (documents.KSEF, "Kwota należności ogółem", NUMBER, 177),
        (documents.KSEF, "P_13_1", NUMBER, 100),
        (documents.KSEF, "kwota VAT", NUMBER, 27),
        (documents.KSEF, "Termin płatności", DATE, "2032-06-15"),
        (documents.KSEF, "Who is the buyer?", TEXT, "Bar Mleczny"),
        (documents.EBINTERFACE, "Rechnungsnummer", TEXT, "W-12"),
        (documents.EBINTERFACE, "Bestellnummer", TEXT, "B-3"),
        (documents.EBINTERFACE, "Leistungszeitraum", TEXT, "2032-06-01 – 2032-06-30"),
        (documents.EBINTERFACE, "Zu zahlender Betrag", NUMBER, 59.4),
        (documents.FINVOICE, "Laskun numero", TEXT, "L-88"),
        (documents.FINVOICE, "Viitenumero", TEXT, "1009"),
        (documents.FINVOICE, "Eräpäivä", DATE, "2032-08-15"),
        (documents.FINVOICE, "InvoiceTotalVatIncludedAmount", NUMBER, 251),
        (documents.SVEFAKTURA, "Fakturanummer", TEXT, "F-31"),
        (documents.SVEFAKTURA, "Förfallodatum", DATE, "2032-03-02"),
        (documents.SVEFAKTURA, "Att betala", NUMBER, 250),
        (documents.SVEFAKTURA, "IBAN", TEXT, None),
        (documents.INVOICE_CXML, "Invoice number", TEXT, "CX-4"),
        (documents.INVOICE_CXML, "Who is the customer?", TEXT, "Sofa World"),
        (documents.INVOICE_CXML, "Tax", NUMBER, 12),
        (documents.DESADV, "Despatch advice number", TEXT, "LS-19"),
        (documents.DESADV, "Who is the supplier?", TEXT, "Kork's Korken"),
        (documents.DESADV, "Despatch date", DATE, "2032-01-03"),
        (documents.ORDERS, "Order number", TEXT, "PO-6"),
        (documents.ORDERS, "Total amount", NUMBER, 75),
        (documents.ORDERS, "Delivery date", DATE, "2032-01-20"),
        (documents.WOOCOMMERCE, "What is the order number?", TEXT, "727"),
        (documents.WOOCOMMERCE, "Who is the customer?", TEXT, "Ida Moe"),
        (documents.WOOCOMMERCE, "Total", NUMBER, 29.35),
        (documents.MAGENTO, "Order number", TEXT, "000000041"),
        (documents.MAGENTO, "What is the total?", NUMBER, 62.5),
        (documents.MAGENTO, "Customer name", TEXT, "Jo Wren"),
        (documents.IDOC, "Bestellnummer", TEXT, "4500001"),
        (documents.IDOC, "Who is the supplier?", TEXT, "Stahl & Co"),
        (documents.IDOC, "Order date", DATE, "2032-03-01"),
    ],
)
def test_everyday_questions_find_the_value(tmp_path, document, question, kind, expected):
    assert answer(tmp_path, document, question, kind) == expected


@pytest.mark.parametrize(
    ("document", "first"),
    [
        (documents.CII, {"description": "Hammer", "quantity": 2, "unit": "hour", "amount": 100}),
        (documents.DESPATCH, {"description": "Lime", "quantity": 40, "unit": "kilogram"}),
        (documents.CFDI, {"description": "Cuaderno", "quantity": 10, "tax_rate": 16}),
        (documents.KSEF, {"description": "Szklanki", "quantity": 10, "amount": 100}),
        (documents.EBINTERFACE, {"description": "Marillen", "unit_price": 3, "amount": 60}),
        (documents.FINVOICE, {"description": "Airo", "quantity": 4, "unit_price": 50}),
        (documents.SVEFAKTURA, {"description": "Ruta", "quantity": 4, "amount": 200}),
        (documents.INVOICE_CXML, {"item_number": "LN-1", "unit": "metre", "amount": 60}),
        (documents.DESADV, {"description": "Korken groß", "quantity": 500, "unit": "piece"}),
        (documents.ORDERS, {"description": "Roggenbrot", "unit_price": 2.5, "amount": 75}),
        (documents.WOOCOMMERCE, {"description": "Mug", "quantity": 2, "amount": 6}),
        (documents.MAGENTO, {"description": "Lamp", "quantity": 2, "amount": 60}),
        (documents.IDOC, {"description": "Platte", "item_number": "S-1", "amount": 100}),
    ],
)
def test_items_have_the_columns_that_are_asked_for(tmp_path, document, first):
    question = f"List the items with {', '.join(name.replace('_', ' ') for name in first)}"
    rows = answer(tmp_path, document, question, TABLE)
    assert isinstance(rows, list)
    assert rows[0] == first


def test_groups_lines_of_text_and_sub_lines_are_no_items(tmp_path):
    rows = answer(tmp_path, documents.CII, "Items with description, period, amount", TABLE)
    assert rows == [
        {"description": "Hammer", "period": "2032-01-01 – 2032-01-31", "amount": 100},
    ]
    rows = answer(tmp_path, documents.DESADV, "Items with gtin, quantity, unit", TABLE)
    assert [row["gtin"] for row in rows] == ["4000001111111"]


def test_tax_by_rate_is_a_table_of_its_own(tmp_path):
    rows = answer(tmp_path, documents.CII, "VAT breakdown: rate, taxable amount, tax amount", TABLE)
    assert rows == [
        {"rate": 19, "taxable_amount": 100, "tax_amount": 19},
        {"rate": 0, "taxable_amount": 10, "tax_amount": 0},
    ]
    rows = answer(tmp_path, documents.EBINTERFACE, "Steuern nach Satz", TABLE)
    assert rows == [
        {"tax_category": "reduced rate", "tax_rate": 10, "taxable_amount": 54, "tax_amount": 5.4}
    ]


def test_allowances_and_charges_are_a_table_of_their_own(tmp_path):
    rows = answer(tmp_path, documents.EBINTERFACE, "Allowances and charges", TABLE)
    assert rows == [
        {"kind": "allowance", "reason": "Treue", "percent": 10, "base_amount": 60, "amount": 6}
    ]


def test_evidence_says_where_in_the_data_a_value_stands(tmp_path):
    found = extraction(tmp_path, documents.CII, ("Gross total", NUMBER)).evidence["v0"]
    assert found.source == "structured"
    assert found.data.standard == "Factur-X EXTENDED"
    assert found.data.term == "BT-112"
    assert found.data.line == found.line == 38
    assert found.data.signature == ""
    assert found.confidence == 1


def test_a_sum_that_is_wrong_lowers_the_confidence_of_its_parts(tmp_path):
    wrong = documents.CII.replace("<GrandTotalAmount>129", "<GrandTotalAmount>130")
    found = extraction(tmp_path, wrong, ("Gross total", NUMBER), ("Invoice number", TEXT)).evidence
    assert found["v0"].confidence < 1
    assert found["v0"].data.failed_checks == (
        "subtotal + tax_amount is 129, not 130",
        "total_amount - amount_paid + rounding is 101, not 100",
    )
    assert found["v1"].confidence == 1


def test_wrong_check_digits_lower_the_confidence(tmp_path):
    text = documents.FINVOICE.replace(
        "<EpiDetails>",
        "<SellerInformationDetails><SellerAccountDetails>"
        '<SellerAccountID IdentificationSchemeName="IBAN">FI2112345600000786</SellerAccountID>'
        "</SellerAccountDetails></SellerInformationDetails><EpiDetails>",
    )
    found = extraction(tmp_path, text, ("IBAN", TEXT))
    assert found.values["v0"] == "FI2112345600000786"
    assert found.evidence["v0"].confidence < 1


def test_members_of_an_object_are_answered_from_the_data(tmp_path):
    value = answer(
        tmp_path, documents.KSEF, "Invoice number, invoice date and total amount as JSON", JSON
    )
    assert list(value.values()) == ["FV 3/06", "2032-06-01", 177]


def test_what_the_standard_has_no_value_for_is_not_guessed(tmp_path):
    assert answer(tmp_path, documents.SVEFAKTURA, "When was it delivered?", DATE) is None
    assert answer(tmp_path, documents.KSEF, "What is the prepaid amount?", NUMBER) is None
