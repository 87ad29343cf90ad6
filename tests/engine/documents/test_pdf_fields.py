"""PDF: form fields, notes typed onto pages, attachments, and text of odd programs."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.engine.documents.files import inline, lines, pdf, pdf_of, read, stream, text_at, xlsx

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
LABEL = b"BT /F1 11 Tf 60 700 Td (%b) Tj ET"


def page_with(
    *annotations: bytes, text: bytes = b"Name:", rotation: int = 0, has_form: bool = True
) -> bytes:
    """A page of one line of text, and what is typed onto it."""
    numbers = b" ".join(b"%d 0 R" % (6 + index) for index in range(len(annotations)))
    form = b"/AcroForm<</Fields[%b]/DR<</Font<</F1 5 0 R>>>>>>" % numbers if has_form else b""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % form,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Rotate %d"
        b"/Resources<</Font<</F1 5 0 R>>>>/Annots[%b]>>" % (rotation, numbers),
        stream(LABEL % text),
        FONT,
        *annotations,
    )


def field(kind: bytes, more: bytes, box: bytes = b"140 696 340 712", flags: int = 4) -> bytes:
    return b"<</Type/Annot/Subtype/Widget/FT/%b/T(f)/Rect[%b]/F %d%b>>" % (kind, box, flags, more)


def note(text: bytes, box: bytes = b"140 701 340 717", flags: int = 4) -> bytes:
    return b"<</Type/Annot/Subtype/FreeText/Rect[%b]/F %d/DA(/F1 9 Tf)/Contents(%b)>>" % (
        box,
        flags,
        text,
    )


def test_a_value_without_an_appearance_is_read(tmp_path):
    assert lines(read(tmp_path, page_with(field(b"Tx", b"/V(Ada Lovelace)")))) == [
        "Name:  Ada Lovelace"
    ]


def test_a_value_is_read_though_its_appearance_is_of_yesterday(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Name:")
        canvas.acroForm.textfield(name="name", value="Yesterday", x=120, y=692, width=200)

    data = pdf(draw).replace(b"/V (Yesterday)", b"/V (Today 123)")

    assert lines(read(tmp_path, data)) == ["Name:  Today 123"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        (b"/V/Yes/AS/Yes/AP<</N<</Yes 5 0 R/Off 5 0 R>>>>", "☒"),
        (b"/V/Off/AS/Off/AP<</N<</Yes 5 0 R/Off 5 0 R>>>>", "☐"),
        (b"", "☐"),
    ],
)
def test_boxes_are_shown_ticked_or_not(tmp_path, more, shown):
    data = page_with(field(b"Btn", more, b"100 698 112 710"))

    assert read(tmp_path, data).text.split() == ["Name:", shown]


def test_of_a_choice_the_chosen_entry_is_shown(tmp_path):
    options = b"/Ff 131072/Opt[[(PT)(Portugal)][(ES)(Spain)]]"
    data = page_with(field(b"Ch", options + b"/V(ES)"))

    assert lines(read(tmp_path, data)) == ["Name:  Spain"]


def test_a_value_of_several_lines_stands_in_lines(tmp_path):
    data = page_with(field(b"Tx", rb"/Ff 4096/V(12 Quay Road\rCork)", b"140 670 340 712"))

    assert lines(read(tmp_path, data)) == ["Name:  12 Quay Road", "Cork"]


@pytest.mark.parametrize(
    "annotation",
    [
        field(b"Tx", b"/V(hidden)", flags=2),
        field(b"Tx", b"/Ff 8192/V(password)"),
        field(b"Tx", b""),
        note(b"hidden", flags=2),
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(link)>>",
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(yellow slip)>>",
        b"<</Type/Annot/Subtype/Widget>>",
        b"<</Subtype/FreeText/Contents(no place)>>",
        b"<</Subtype/FreeText/Rect[0 0 0 0]>>",
        b"null",
        b"7",
    ],
)
def test_what_is_not_seen_is_not_read(tmp_path, annotation):
    assert lines(read(tmp_path, page_with(annotation))) == ["Name:"]


@pytest.mark.parametrize("has_form", [True, False])
def test_notes_typed_onto_a_page_stand_beside_their_labels(tmp_path, has_form):
    data = page_with(note(b"M. Castellan"), has_form=has_form)

    assert lines(read(tmp_path, data)) == ["Name:  M. Castellan"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_fields_on_turned_pages_are_upright(tmp_path, rotation):
    data = page_with(field(b"Tx", b"/V(one two)", b"200 300 400 420"), text=b"", rotation=rotation)

    (page,) = read(tmp_path, data).pages

    (line,) = page.lines
    assert line.text == "one two"
    one, two = line.words
    assert one.x1 <= two.x0
    assert one.x1 - one.x0 > one.y1 - one.y0
    assert 0 < one.x0 < page.width
    assert 0 < one.y0 < page.height


def attached(document: bytes, *files: tuple[str, bytes], is_portfolio: bool = False) -> bytes:
    """A PDF with files in it."""
    opened = pypdfium2.PdfDocument(document)
    for name, content in files:
        opened.new_attachment(name).set_data(content)
    output = io.BytesIO()
    opened.save(output)
    data = output.getvalue()
    return (
        data.replace(b"/Type/Catalog", b"/Collection<</View/T>>/Type/Catalog")
        if is_portfolio
        else data
    )


COVER = pdf(text_at((72, 72, "Open this portfolio in another program")))
INVOICE = pdf(text_at((72, 72, "Invoice INV-7")))
BOOK = xlsx({"Hours": [[inline("hours"), inline("7")]]})


def test_of_a_portfolio_its_documents_are_read(tmp_path):
    data = attached(COVER, ("a.pdf", INVOICE), ("b.xlsx", BOOK), is_portfolio=True)

    assert read(tmp_path, data).text == "Invoice INV-7\fhours\t7"


def test_documents_attached_to_a_pdf_follow_its_pages(tmp_path):
    data = attached(INVOICE, ("hours.xlsx", BOOK), ("broken.pdf", b"%PDF-1.7 broken"))

    assert read(tmp_path, data).text == "Invoice INV-7\fhours\t7"


def test_data_of_the_pages_is_no_page(tmp_path):
    data = attached(INVOICE, ("factur-x.xml", b"<?xml version='1.0'?><a>data</a>"))

    assert read(tmp_path, data).text == "Invoice INV-7"


def test_pdfs_inside_pdfs_end_somewhere(tmp_path):
    data = INVOICE
    for _ in range(8):
        data = attached(pdf(text_at((72, 72, "outer"))), ("inner.pdf", data))

    text = read(tmp_path, data).text

    assert text.startswith("outer")
    assert "INV-7" not in text


def mapped_pdf(*placed: tuple[float, float, str], alphabet: str) -> bytes:
    """Texts drawn with glyphs that stand for the characters of the alphabet."""
    codes = {character: 33 + index for index, character in enumerate(sorted(set(alphabet)))}
    drawn = "".join(
        f"BT /F1 12 Tf {x} {y} Td <{''.join(f'{codes[c]:02x}' for c in text)}> Tj ET "
        for x, y, text in placed
    )
    pairs = " ".join(f"<{code:02x}> <{ord(character):04x}>" for character, code in codes.items())
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(codes)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    font = (
        "<</Type/Font/Subtype/TrueType/BaseFont/Helvetica/FirstChar 0/LastChar 255/Widths["
        f"{'500 ' * 256}]/ToUnicode 6 0 R/Encoding/WinAnsiEncoding>>"
    )
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(drawn.encode()),
        font.encode(),
        stream(unicode_map.encode()),
    )


def test_words_divided_by_tabs_and_line_ends_are_words(tmp_path):
    """Word for Mac writes a tab, a line end and a no-break space between words."""
    text = "Blue\t\r\xa0Harbour\t\r\xa0Shipping"

    document = read(tmp_path, mapped_pdf((60, 700, text), alphabet=text))

    assert document.text.split() == ["Blue", "Harbour", "Shipping"]


@pytest.mark.parametrize(
    ("drawn", "read_as"),
    [
        ("908 :רפסמ תינובשח", "חשבונית מספר: 908"),
        ("וינבו ןהכ :חוקל", "לקוח: כהן ובניו"),
        ("1,250.00 כהס", "סהכ 1,250.00"),
        ("INV-7 :ןובשח", "חשבון: INV-7"),
        ("03/11/2026 ךיראת", "תאריך 03/11/2026"),
        ("Invoice for םולש 7", "Invoice for שלום 7"),
        ("Dear all ןהכ 5 דוד 12 yours", "Dear all דוד 5 כהן 12 yours"),
        ("ةروتافلا مقر", "رقم الفاتورة"),
    ],
)
def test_text_that_runs_to_the_left_is_in_the_order_of_reading(tmp_path, drawn, read_as):
    document = read(tmp_path, mapped_pdf((60, 700, drawn), alphabet=drawn))

    assert document.text.split() == read_as.split()


def test_words_that_run_to_the_left_keep_their_places(tmp_path):
    drawn = "908 :תינובשח"

    (page,) = read(tmp_path, mapped_pdf((60, 700, drawn), alphabet=drawn)).pages

    label, number = page.lines[0].words
    assert (label.text, number.text) == ("חשבונית:", "908")
    assert number.x1 < label.x0


def test_letters_in_the_shapes_of_a_font_are_letters(tmp_path):
    drawn = "ﻢﻗﺭ"

    assert read(tmp_path, mapped_pdf((60, 700, drawn), alphabet=drawn)).text == "رقم"
