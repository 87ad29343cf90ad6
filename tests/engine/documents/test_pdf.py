"""PDF: visual lines, positions, pages, and what PDFs do to text."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.engine.documents.files import A4, lines, pdf, read, sample, text_at

FIRST = text_at((72, 100, "Invoice INV-7"), (400, 100, "2026-11-03"), (72, 130, "Total 12.50"))


def test_a_page_has_its_visual_lines_and_size(tmp_path):
    document = read(tmp_path, pdf(FIRST))

    assert document.mime_type == "application/pdf"
    (page,) = document.pages
    assert (page.number, page.width, page.height) == (1, *A4)
    assert lines(document) == ["Invoice INV-7  2026-11-03", "Total 12.50"]
    assert [line.number for line in page.lines] == [1, 2]


def test_words_carry_their_place_from_the_top_left_corner(tmp_path):
    (page,) = read(tmp_path, pdf(FIRST)).pages

    date = page.lines[0].words[-1]
    assert date.text == "2026-11-03"
    assert date.x0 == pytest.approx(400, abs=2)
    assert date.y0 < 100 < date.y1 < 110
    assert date.x1 > date.x0 + 40


def test_pages_are_numbered_in_their_order(tmp_path):
    document = read(tmp_path, pdf(*(text_at((72, 72, f"Page {n}")) for n in "ABC")))

    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.text == "Page A\fPage B\fPage C"


def test_what_is_drawn_later_stands_where_it_is_shown(tmp_path):
    document = read(
        tmp_path, pdf(text_at((72, 300, "bottom"), (72, 100, "top"), (300, 100, "right")))
    )

    assert lines(document) == ["top  right", "bottom"]


def test_columns_side_by_side_are_divided_by_two_spaces(tmp_path):
    rows = [(72, 100 + 14 * n, f"left {n}") for n in range(3)]
    rows += [(320, 100 + 14 * n, f"right {n}") for n in range(3)]

    document = read(tmp_path, pdf(text_at(*rows)))

    assert lines(document) == [f"left {n}  right {n}" for n in range(3)]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path, degrees):
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(degrees)  # which turns the sheet, so that A4 is shown
        width, height = A4 if degrees % 180 == 0 else A4[::-1]
        canvas.translate(width / 2, height / 2)
        canvas.rotate(degrees)
        canvas.translate(-A4[0] / 2, -A4[1] / 2)
        FIRST(canvas)

    (page,) = read(tmp_path, pdf(draw)).pages

    assert [line.text for line in page.lines] == ["Invoice INV-7  2026-11-03", "Total 12.50"]
    assert (page.width, page.height) == A4
    assert page.lines[0].words[0].x0 == pytest.approx(72, abs=2)
    assert page.lines[0].words[0].y1 == pytest.approx(103, abs=5)


def test_text_outside_the_page_is_not_shown(tmp_path):
    document = read(
        tmp_path, pdf(text_at((72, 100, "seen"), (900, 100, "beside"), (72, -50, "up")))
    )

    assert document.text == "seen"


def test_bold_by_drawing_twice_is_one_word(tmp_path):
    document = read(tmp_path, pdf(text_at((72, 100, "Total"), (72.4, 100, "Total"))))

    assert document.text == "Total"


def test_digits_raised_behind_a_number_stay_raised(tmp_path):
    def draw(canvas):
        canvas.setFont("Helvetica", 14)
        canvas.drawString(72, 700, "Total $1,249")
        end = 72 + canvas.stringWidth("Total $1,249", "Helvetica", 14)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(end + 0.5, 705, "95")

    assert read(tmp_path, pdf(draw)).text == "Total $1,249⁹⁵"


def test_an_invisible_text_layer_is_text(tmp_path):
    """Scanners write what they recognized that way."""

    def draw(canvas: Canvas) -> None:
        layer = canvas.beginText(72, 700)
        layer.setTextRenderMode(3)
        layer.textLine("Recognized 42")
        canvas.drawText(layer)

    assert read(tmp_path, pdf(draw)).text == "Recognized 42"


def test_form_fields_are_read_with_what_was_typed_in(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Name:")
        canvas.acroForm.textfield(name="name", value="Ada Lovelace", x=120, y=692, width=200)

    assert lines(read(tmp_path, pdf(draw))) == ["Name:  Ada Lovelace"]


@pytest.mark.parametrize("size", [(10, 10), (14_400, 14_400), (200, 14_000)])
def test_pages_of_any_size_are_read(tmp_path, size):
    document = read(tmp_path, pdf(lambda canvas: canvas.drawString(1, 2, "x1"), size=size))

    assert document.text == "x1"
    assert (document.pages[0].width, document.pages[0].height) == size


def test_a_page_without_text_among_others_keeps_its_number(tmp_path):
    document = read(tmp_path, pdf(text_at((72, 72, "one")), text_at(), text_at((72, 72, "three"))))

    assert [len(page.lines) for page in document.pages] == [1, 0, 1]


def test_the_samples_are_read_whole(tmp_path):
    document = read(tmp_path, sample("invoice_multipage.pdf"))

    assert len(document.pages) > 1
    assert "Shannonside" in document.text
    assert all(
        0 <= word.x0 < word.x1 <= page.width and 0 <= word.y0 < word.y1 <= page.height
        for page in document.pages
        for line in page.lines
        for word in line.words
    )
