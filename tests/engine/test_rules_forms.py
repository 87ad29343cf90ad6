"""Single values in forms: boxes, columns, headings and sentences that hold them."""

from typing import Any

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import Document, ExtractionRequest, Prompt, ValueType
from tests.engine.rules_pages import pages, text

BRACKETS = text(
    """\
5 Anschrift (Straße und Hausnummer)
48 Lindenallee
6 Town (or district)
Ashby
"""
)
GRANT = text(
    """\
NOTICE OF GRANT
3. Sum payable to the grantee:
$412,500.00exvat
Betreft klantcode 55120-7
"""
)
BOXES = text(
    """\
FACTURA
TOTAL DE BIENES      VALOR DEL FLETE      TOTAL DE LA FACTURA
       1.810,00                40,00                 1.850,00
"""
)
BOXES_IN_ENGLISH = text(
    """\
INVOICE 7
Goods total      Freight      Amount due
     310.40         9.60          320.00
"""
)


def ask(document: Document, question: str, value_type: str = "text", key: str = "field") -> Any:
    request = ExtractionRequest((Prompt(key, question, ValueType(value_type)),))
    return RulesExtractor().extract(document, request).values[key]


@pytest.mark.parametrize(
    ("question", "expected"), [("Anschrift", "48 Lindenallee"), ("Town", "Ashby")]
)
def test_brackets_behind_a_label_are_not_its_value(question: str, expected: str) -> None:
    assert ask(BRACKETS, question) == expected


@pytest.mark.parametrize(
    ("title", "box", "expected"),
    [
        ("PURCHASE ORDER", "No. P-40718", "P-40718"),
        ("BON DE COMMANDE", "N° 5512/A", "5512/A"),
        ("BESTELLUNG", "Nr.: 90-331", "90-331"),
    ],
)
def test_number_stands_behind_its_word_under_the_title(title: str, box: str, expected: str) -> None:
    document = text(
        f"Marlow Trading                         {title}\n"
        f"14 Quay Street\n"
        f"                                       {box}\n"
    )
    assert ask(document, "Purchase order number", key="po_number") == expected


@pytest.mark.parametrize(
    ("line", "question", "expected"),
    [
        ("FACTURE N° 0099123 - VOLET 2", "Numéro de facture", "0099123"),
        ("Invoice no. 55-17 - PAGE 3", "Invoice number", "55-17"),
    ],
)
def test_words_behind_a_dash_are_not_of_the_number(line: str, question: str, expected: str) -> None:
    assert ask(text(f"{line}\n"), question) == expected


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Sum payable to the grantee", "number", 412500),
        ("Wat is de klantcode?", "text", "55120-7"),
    ],
)
def test_value_is_glued_to_a_word_or_stands_in_a_sentence(
    question: str, value_type: str, expected: object
) -> None:
    assert ask(GRANT, question, value_type) == expected


def test_number_in_a_sentence_ends_before_its_next_word() -> None:
    document = text("Bitte immer Ihre Mitgliedsnummer 77120455 angeben.\n")
    assert ask(document, "Mitgliedsnummer") == "77120455"


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        (BOXES, "Total de bienes", 1810),
        (BOXES, "Valor del flete", 40),
        (BOXES_IN_ENGLISH, "Goods total", 310.4),
        (BOXES_IN_ENGLISH, "Freight", 9.6),
    ],
)
def test_row_of_figures_under_labels_is_no_table_of_items(
    document: Document, question: str, expected: float
) -> None:
    assert ask(document, question, "number") == expected


@pytest.mark.parametrize("shift", [-4, 4])
def test_value_may_be_set_a_little_higher_or_lower_than_its_label(shift: int) -> None:
    document = pages(
        {
            100: [(50, "BESTELLUNG")],
            130: [(50, "Liefertermin"), (300, "Gesamtbetrag")],
            130 + shift: [(150, "12.03.2031"), (420, "48,50 EUR")],
        }
    )
    assert ask(document, "Liefertermin", "date") == "2031-03-12"
    assert ask(document, "Gesamtbetrag", "number") == 48.5


def test_value_of_the_next_line_is_no_value_of_this_label() -> None:
    document = pages({100: [(50, "Gesamtbetrag")], 112: [(150, "48,50 EUR")]})
    assert ask(document, "Gesamtbetrag", "number") is None


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        (
            "Please pay within ten days and state the payment reference:",
            "payment reference",
            "77/1",
        ),
        (
            "Merci de rappeler avec votre virement la référence de paiement:",
            "référence de paiement",
            "77/1",
        ),
    ],
)
def test_sentence_may_end_with_the_label_of_the_next_line(
    sentence: str, question: str, expected: str
) -> None:
    document = text(f"{sentence}\n77/1\n")
    assert ask(document, question, key="payment_reference") == expected


RECEIPT = """\
================================
Bread                       2.40
Fiscal number: QX77TRAB-QX77TR41
{rest}
================================
Total                       2.40
================================
"""


@pytest.mark.parametrize(
    ("rest", "expected"),
    [("A7", "QX77TRAB-QX77TR41A7"), ("Thank you", "QX77TRAB-QX77TR41")],
)
def test_code_goes_on_in_the_next_line_at_the_edge_of_the_paper(rest: str, expected: str) -> None:
    assert ask(text(RECEIPT.format(rest=rest)), "Fiscal number") == expected
    assert ask(text(RECEIPT.format(rest=rest)), 'What stands at "Fiscal number"?') == expected


def test_party_has_the_boxes_under_its_heading() -> None:
    document = pages(
        {
            60: [(50, "Almacenes Ribera S.A.")],
            80: [(50, "NIF"), (300, "Factura N°")],
            92: [(50, "A58818501"), (300, "F-71")],
            120: [(50, "DATOS DEL CLIENTE")],
            132: [(50, "Nombre"), (300, "NIF")],
            144: [(50, "Talleres Monte"), (300, "B12345674")],
            170: [(50, "CONCEPTOS")],
        }
    )
    assert ask(document, "NIF del cliente") == "B12345674"
    assert ask(document, "NIF del emisor") == "A58818501"


@pytest.mark.parametrize(
    ("rows", "question", "expected"),
    [
        (
            {
                100: [(50, "c Employer's name and address"), (330, "3 Pension pay")],
                115: [(60, "HOLMBURY 12")],
                130: [(60, "4 Cooper Wharf")],
            },
            "What is the name of the employer?",
            "HOLMBURY 12",
        ),
        (
            {
                100: [(50, "e Employee's first name"), (250, "Last name"), (450, "9 Other")],
                115: [(60, "Rosa"), (255, "Imber")],
            },
            "Who is the employee?",
            "Rosa Imber",
        ),
    ],
)
def test_party_stands_under_the_label_of_a_numbered_box(
    rows: Any, question: str, expected: str
) -> None:
    assert ask(pages(rows), question) == expected


def test_numbered_boxes_over_each_other_are_no_column() -> None:
    document = text(
        """\
1  Pay and tips        2  Income tax kept back
   30,165.20              3,402.55
3  Pension wages       4  Pension tax kept back
   31,806.00              1,971.97
"""
    )
    assert ask(document, "Pay and tips", "number") == 30165.2
    assert ask(document, "How much income tax was kept back?", "number") == 3402.55


def test_next_label_in_capitals_is_no_value() -> None:
    document = pages(
        {
            100: [(50, "EMPLOYEE NAME"), (150, "Maud Ketter")],
            114: [(150, "9 Fuller Steps")],
            120: [(50, "ADDRESS")],
            128: [(150, "Ostrel")],
        }
    )
    assert ask(document, "Name of the employee") == "Maud Ketter"


@pytest.mark.parametrize(
    ("head", "date"), [("Invoice No. 40117", "14/3/2031"), ("Rechnung Nr. 7-20", "14.03.2031")]
)
def test_date_alone_beside_the_number_is_the_invoices(head: str, date: str) -> None:
    document = text(f"Tidewater Signs\n{head}        {date}\nTotal        360.00\n")
    assert ask(document, "Invoice date", "date") == "2031-03-14"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("BILJETT\nNamn: Ulla Berg\nPlats 14\n", "Ulla Berg"),
        ("E-TICKET\nName (nur für diese Person) / Name\nBERG, ULLA\n", "BERG, ULLA"),
        ("Name: Ulla Berg\nName: Otto Vik\n", None),
    ],
)
def test_only_name_of_a_ticket_is_who_it_is_for(content: str, expected: str | None) -> None:
    assert ask(text(content), "Name of the passenger") == expected


@pytest.mark.parametrize(("sender", "to"), [("From", "To"), ("Von", "An")])
def test_customer_of_an_order_by_mail_is_the_first_ones_sender(sender: str, to: str) -> None:
    document = text(
        f"{sender}: Desk <desk@shop.example>\n{to}: erp@shop.example\n\n"
        f"{sender}: Ulla <ulla@vik.example>\n{to}: info@shop.example\n\n"
        "Order number: 551\n"
    )
    assert ask(document, "E-mail address of the customer", "email") == "ulla@vik.example"


def test_other_amount_does_not_answer_for_a_row_of_a_table() -> None:
    document = pages(
        {
            100: [(50, "Earnings"), (200, "Hours"), (-350, "Current"), (-450, "To date")],
            115: [(50, "Regular"), (200, "80"), (-350, "1,680.00"), (-450, "15,120.00")],
            130: [(50, "Holiday"), (200, "8"), (-350, "168.00"), (-450, "504.00")],
            145: [(50, "Gross pay"), (-350, "1,848.00"), (-450, "15,624.00")],
            200: [(50, "NET PAY"), (200, "1,620.80")],
        }
    )
    assert ask(document, "Gross pay this period", "number") in {None, 1848}


def test_masked_digits_are_of_the_number() -> None:
    document = text("Account number: 5500 11XX XXXX 2090\n")
    assert ask(document, "Account number") == "5500 11XX XXXX 2090"
