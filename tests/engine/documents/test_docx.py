"""DOCX."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from tests.engine.documents.files import lines, read, sample, word

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHAPES = "urn:schemas-microsoft-com:vml"


def body(*blocks: str) -> bytes:
    """A document of these blocks, as a word processor writes them."""

    def fill(document: Any) -> None:
        document._body.clear_content()
        for block in blocks:
            container = parse_xml(
                f'<w:body xmlns:w="{WORD}" xmlns:w14="{WORD_2010}" xmlns:mc="{MARKUP}" '
                f'xmlns:v="{SHAPES}">{block}</w:body>'
            )
            for element in list(container):
                document.element.body.append(element)

    return word(fill)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def field(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def form_field(inside: str) -> str:
    return field("begin", f"<w:ffData>{inside}</w:ffData>") + field("separate") + field("end")


def test_word_paragraphs_and_tables_come_in_order(tmp_path):
    def fill(document: Any) -> None:
        document.add_paragraph("Order 7")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("Item", "Price", "Shelf", "12.50"), strict=True):
            cell.text = text
        document.add_paragraph("Thank you")

    document = read(tmp_path, word(fill))

    assert document.mime_type.endswith("wordprocessingml.document")
    assert lines(document) == ["Order 7", "Item\tPrice", "Shelf\t12.50", "Thank you"]
    (table,) = document.pages[0].tables
    assert (table.rows, table.first_line) == ((("Item", "Price"), ("Shelf", "12.50")), 2)


def test_word_headers_and_footers_are_read_once(tmp_path):
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Harbour & Pine"
        document.sections[0].footer.paragraphs[0].text = "IBAN GB44"
        document.add_paragraph("body")
        document.add_section()
        document.add_paragraph("more")

    assert lines(read(tmp_path, word(fill))) == [
        "Harbour & Pine",
        "body",
        "",
        "more",
        "IBAN GB44",
    ]


def test_merged_word_cells_are_read_once(tmp_path):
    def fill(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "wide"
        table.cell(1, 2).text = "last"

    (table,) = read(tmp_path, word(fill)).pages[0].tables
    assert table.rows == (("wide", "", ""), ("", "", "last"))


def test_tables_in_word_cells_are_text_of_the_cell(tmp_path):
    def fill(document: Any) -> None:
        cell = document.add_table(rows=1, cols=2).cell(0, 1)
        cell.text = "outer"
        cell.add_table(rows=1, cols=2).cell(0, 0).text = "inner"

    assert "inner" in read(tmp_path, word(fill)).text


def test_word_documents_have_the_sample_order(tmp_path):
    document = read(tmp_path, sample("purchase_order.docx"))

    assert document.pages[0].tables


def test_content_controls_are_read_wherever_they_stand(tmp_path):
    row = f"<w:tr>{cell(paragraph(run('Rope')))}{control(cell(paragraph(run('45.00'))))}</w:tr>"
    data = body(
        paragraph(run("Order: "), control(run("PO-7")), run(" (new)")),
        control(paragraph(run("Bill to: Lantern Ltd"))),
        f"<w:tbl><w:tr>{cell(paragraph(run('Item')))}{cell(paragraph(run('Price')))}</w:tr>"
        f"{control(row)}</w:tbl>",
    )

    document = read(tmp_path, data)

    assert lines(document) == [
        "Order: PO-7 (new)",
        "Bill to: Lantern Ltd",
        "Item\tPrice",
        "Rope\t45.00",
    ]


def test_tags_links_and_fields_hold_text(tmp_path):
    data = body(
        paragraph(
            f'<w:smartTag w:element="city">{run("Porto")}</w:smartTag>',
            f'<w:customXml w:element="a">{run(", 4 May")}</w:customXml>',
            f"<w:hyperlink>{run(', see there')}</w:hyperlink>",
        ),
        paragraph(run("Dear "), f'<w:fldSimple w:instr="MERGEFIELD n">{run("Ada")}</w:fldSimple>'),
    )

    assert lines(read(tmp_path, data)) == ["Porto, 4 May, see there", "Dear Ada"]


def test_of_a_field_its_result_alone_is_shown(tmp_path):
    data = body(
        paragraph(
            run("Due "),
            field("begin"),
            run("IF "),
            field("begin"),
            run("inner instruction"),
            field("separate"),
            run("inner result"),
            field("end"),
            field("separate"),
            run("4 May"),
            field("end"),
            run("."),
        )
    )

    assert lines(read(tmp_path, data)) == ["Due 4 May."]


def test_tracked_insertions_are_read_and_deletions_are_not(tmp_path):
    removed = '<w:del w:id="1"><w:r><w:delText>200</w:delText></w:r></w:del>'
    data = body(
        paragraph(run("Fee 1,"), removed, f'<w:ins w:id="2">{run("450")}</w:ins>', run(".00")),
        paragraph(
            f'<w:moveFrom w:id="3">{run("moved")}</w:moveFrom>',
            f'<w:moveTo w:id="4">{run("here")}</w:moveTo>',
        ),
        f"<w:tbl><w:tr>{cell(paragraph(run('kept')))}</w:tr>"
        f'<w:tr><w:trPr><w:del w:id="5"/></w:trPr>{cell(paragraph(run("gone")))}</w:tr></w:tbl>',
    )

    assert lines(read(tmp_path, data)) == ["Fee 1,450.00", "here", "kept"]


def test_boxes_are_shown_ticked_or_not(tmp_path):
    def box(state: str) -> str:
        checked = f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>'
        return control(run("?"), checked)

    data = body(
        paragraph(box("1"), run(" a")),
        paragraph(box("0"), run(" b")),
        paragraph(form_field('<w:checkBox><w:checked w:val="1"/></w:checkBox>'), run(" c")),
        paragraph(form_field('<w:checkBox><w:default w:val="0"/></w:checkBox>'), run(" d")),
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', run(" e")),
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', run(" f")),
    )

    assert lines(read(tmp_path, data)) == ["☒ a", "☐ b", "☒ c", "☐ d", "☒ e", "☐ f"]


def test_the_chosen_entry_of_a_list_is_shown(tmp_path):
    entries = '<w:listEntry w:val="north"/><w:listEntry w:val="south"/>'
    data = body(
        paragraph(form_field(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')),
        paragraph(form_field(f"<w:ddList>{entries}</w:ddList>")),
    )

    assert lines(read(tmp_path, data)) == ["south", "north"]


def test_text_boxes_are_read_once_with_their_tables(tmp_path):
    table = f"<w:tbl><w:tr>{cell(paragraph(run('a')))}{cell(paragraph(run('b')))}</w:tr></w:tbl>"
    box = f"<w:txbxContent>{paragraph(control(run('boxed')))}{table}</w:txbxContent>"
    shape = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent></w:r>"
    )

    document = read(tmp_path, body(paragraph(run("around"), both)))

    assert lines(document) == ["around", "boxed", "a\tb"]
    assert document.pages[0].tables[0].rows == (("a", "b"),)


def test_hidden_words_and_invitations_to_type_are_not_read(tmp_path):
    def fill(document: Any) -> None:
        prompt = document.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
        prompt.element.set(f"{{{WORD}}}styleId", "Platzhaltertext")
        document.add_paragraph("Name: ").add_run("Click here to enter text.", style=prompt)
        document.add_paragraph("seen").add_run("unseen").font.hidden = True

    assert lines(read(tmp_path, word(fill))) == ["Name:", "seen"]


def test_cells_merged_over_rows_stand_in_each_row(tmp_path):
    def row(merge: str, *texts: str) -> str:
        first = cell(paragraph(run(texts[0])), f"<w:vMerge{merge}/>")
        return f"<w:tr>{first}{''.join(cell(paragraph(run(text))) for text in texts[1:])}</w:tr>"

    data = body(
        "<w:tbl>"
        + row(' w:val="restart"', "P-1", "grey", "40")
        + row("", "", "white", "25")
        + row(' w:val="restart"', "P-2", "grout", "12")
        + "</w:tbl>"
    )

    (table,) = read(tmp_path, data).pages[0].tables

    assert table.rows == (("P-1", "grey", "40"), ("P-1", "white", "25"), ("P-2", "grout", "12"))


def test_rows_that_begin_later_keep_their_columns(tmp_path):
    data = body(
        f"<w:tbl><w:tr>{''.join(cell(paragraph(run(text))) for text in 'abc')}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{cell(paragraph(run("12")))}</w:tr>'
        "</w:tbl>"
    )

    (table,) = read(tmp_path, data).pages[0].tables

    assert table.rows == (("a", "b", "c"), ("", "", "12"))


def test_tables_inside_a_table_that_lays_out_the_page_are_tables(tmp_path):
    inner = f"<w:tbl><w:tr>{cell(paragraph(run('Oak')))}{cell(paragraph(run('9')))}</w:tr></w:tbl>"
    data = body(
        f"<w:tbl><w:tr>{cell(paragraph(run('logo')))}{cell(paragraph(run('date')))}</w:tr>"
        f"<w:tr>{cell(inner + paragraph())}{cell(paragraph(run('aside')))}</w:tr></w:tbl>"
    )

    tables = [table.rows for table in read(tmp_path, data).pages[0].tables]

    assert tables == [(("logo", "date"),), (("Oak", "9"),)]
