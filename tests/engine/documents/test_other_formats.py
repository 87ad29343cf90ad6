"""PPTX, OpenDocument, RTF, EPUB, Markdown, and ZIP archives of one document."""

from __future__ import annotations

import pytest

from engine.types import UnreadableDocument
from tests.engine.documents.files import (
    ODF,
    OFFICE,
    PACKAGE,
    lines,
    pdf,
    read,
    text_at,
    unzipped,
    word,
    zipped,
)

INVOICE = pdf(text_at((72, 72, "Invoice INV-7")))
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"


def pptx(*slides: str) -> bytes:
    numbers = range(1, len(slides) + 1)
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/slide" Target="slides/slide{n}.xml"/>'
        for n in numbers
    )
    named = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
            'PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.presentationml.presentation.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="/ppt/presentation.xml"/></Relationships>',
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{related}</Relationships>",
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{OFFICE}">'
            f"<p:sldIdLst>{named}</p:sldIdLst></p:presentation>",
            **{f"ppt/slides/slide{n}.xml": slide for n, slide in zip(numbers, slides, strict=True)},
        }
    )


def slide(*shapes: str, more: str = "") -> str:
    return (
        f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"{more}><p:cSld><p:spTree>'
        f"{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    )


def shape(text: str, x: int | None = None, y: int = 0) -> str:
    place = "" if x is None else f'<a:xfrm><a:off x="{x}" y="{y}"/></a:xfrm>'
    runs = "<a:br/>".join(f"<a:r><a:t>{part}</a:t></a:r>" for part in text.split("\n"))
    return f"<p:sp><p:spPr>{place}</p:spPr><p:txBody><a:p>{runs}</a:p></p:txBody></p:sp>"


def test_slides_are_pages_with_their_texts_from_top_to_bottom(tmp_path):
    document = read(
        tmp_path,
        pptx(
            slide(shape("below", 0, 900), shape("above\nit", 0, 100), shape("Title")),
            slide(shape("hidden"), more=' show="0"'),
            slide(f"<p:grpSp>{shape('inside a group')}</p:grpSp>"),
        ),
    )

    assert document.mime_type.endswith("presentationml.presentation")
    assert [line for line in lines(document) if line] == ["Title", "above", "it", "below"]
    assert lines(document, 2) == ["inside a group"]


def test_tables_on_slides_are_tables(tmp_path):
    def cell(text: str, **merged: int) -> str:
        said = "".join(f' {name}="{value}"' for name, value in merged.items())
        return f"<a:tc{said}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    table = (
        f"<a:tbl><a:tr>{cell('P-1', rowSpan=2)}{cell('4')}</a:tr>"
        f"<a:tr>{cell('', vMerge=1)}{cell('5')}</a:tr>"
        f"<a:tr>{cell('all', gridSpan=2)}{cell('', hMerge=1)}</a:tr></a:tbl>"
    )
    data = pptx(slide(f"<p:graphicFrame><a:graphic>{table}</a:graphic></p:graphicFrame>"))

    assert read(tmp_path, data).pages[0].tables[0].rows == (("P-1", "4"), ("P-1", "5"), ("all", ""))


@pytest.mark.parametrize("data", [pptx(), zipped({"ppt/presentation.xml": "<p/>"})])
def test_a_presentation_without_slides_is_named(tmp_path, data):
    with pytest.raises(UnreadableDocument, match="presentation has no slides"):
        read(tmp_path, data)


def odf(kind: str, body: str, styles: str = "", automatic: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "draw")
    )
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>",
    }
    if styles:
        members["styles.xml"] = (
            f"<office:document-styles {spaces}>{styles}</office:document-styles>"
        )
    return zipped(members)


def test_open_document_texts_are_read(tmp_path):
    document = read(
        tmp_path,
        odf(
            "text",
            "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
            "<text:h>Order<text:s text:c='2'/>7</text:h><text:list><text:list-item>"
            "<text:p>one<text:span> two</text:span><text:line-break/>three</text:p>"
            "</text:list-item></text:list><text:section><table:table><table:table-row>"
            "<table:table-cell><text:p>Oak</text:p></table:table-cell><table:table-cell>"
            "<text:p>9</text:p></table:table-cell></table:table-row></table:table></text:section>"
            "<text:p>around<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box>"
            "</draw:frame><office:annotation><text:p>remark</text:p></office:annotation></text:p>",
            "<office:master-styles><style:master-page><style:header><text:p>Head</text:p>"
            "</style:header><style:footer><text:p>Foot</text:p></style:footer></style:master-page>"
            "</office:master-styles>",
        ),
    )

    assert lines(document) == [
        "Head",
        "Order  7",
        "one two",
        "three",
        "Oak\t9",
        "around",
        "boxed",
        "Foot",
    ]
    assert document.pages[0].tables[0].rows == (("Oak", "9"),)


def sheet_cell(attributes: str, text: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_cells_of_open_document_sheets_are_shown_exactly(tmp_path):
    rows = (
        "<table:table-row>"
        + sheet_cell('office:value-type="date" office:date-value="2026-02-27"', "27.02.26")
        + sheet_cell('office:value-type="percentage" office:value="0.19"', "19 %")
        + sheet_cell('office:value-type="currency" office:value="1710" office:currency="EUR"', "x")
        + sheet_cell('office:value-type="float" office:value="12.5"', "13")
        + "</table:table-row>"
    )
    data = odf("spreadsheet", f"<table:table>{rows}</table:table>")

    assert read(tmp_path, data).pages[0].tables[0].rows == (
        ("2026-02-27", "19%", "1710.00 EUR", "12.5"),
    )


def test_hidden_repeated_and_merged_cells_of_open_document_sheets(tmp_path):
    def row(*cells: str, more: str = "") -> str:
        return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"

    covered = "<table:covered-table-cell/>"
    body = (
        '<table:table><table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="9"/>'
        + row(
            sheet_cell('table:number-rows-spanned="2"', "P-1"),
            sheet_cell("", "hidden"),
            sheet_cell('table:number-columns-repeated="2"', "4"),
        )
        + row(covered, sheet_cell("", "hidden"), sheet_cell("", "5"))
        + row(sheet_cell("", "filtered"), more='table:visibility="filter"')
        + row(
            sheet_cell('table:number-columns-repeated="16000"'),
            more='table:number-rows-repeated="1000000"',
        )
        + row(sheet_cell("", "end"))
        + "</table:table>"
        '<table:table table:style-name="gone"><table:table-row><table:table-cell>'
        "<text:p>hidden sheet</text:p></table:table-cell></table:table-row></table:table>"
    )
    automatic = (
        '<style:style style:name="gone"><style:table-properties table:display="false"/>'
        "</style:style>"
    )

    (page,) = read(tmp_path, odf("spreadsheet", body, automatic=automatic)).pages

    assert page.tables[0].rows == (("P-1", "4", "4"), ("P-1", "5", ""), ("end", "", ""))


def test_pages_of_open_document_presentations_are_pages(tmp_path):
    body = "".join(
        f"<draw:page><draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box>"
        "</draw:frame></draw:page>"
        for text in ("one", "two")
    )

    assert read(tmp_path, odf("presentation", body)).text == "one\ftwo"


def rtf(body: str) -> bytes:
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 MS;}}"
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{{\info{{\title hidden}}}}{body}}}".encode(
        "ascii"
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"\pard Total\tab 12\par next\line line\par", ["Total\t12", "next", "line"]),
        (r"Gr\'fc\'dfe, \'80 5 \u8364?6 {\uc2 \u1046??x}", ["Grüße, € 5 €6 Жx"]),
        (r"\u-10179?\u-8704?", ["😀"]),
        (r"\f1 \'cd\'ee\'ec\'e5\'f0 \f0 7", ["Номер 7"]),
        (r"\f2 \'93\'fa\'95\'74", ["日付"]),
        (r"seen{\v hidden} {\deleted gone}\ldblquote a\rdblquote \emdash\~b\_c", ["seen “a”— b-c"]),
        (r"{\*\unknown hidden}{\pict\bin4 }}}} hidden}seen\{\}\\", [r"seen{}\ "[:-1]]),
        (r"{\field{\*\fldinst MERGEFIELD n}{\fldrslt Ada}}", ["Ada"]),
        (r"{\header\pard Head\par}\pard Body\par", ["Head", "Body"]),
    ],
)
def test_rtf_is_read_as_it_is_shown(tmp_path, body, shown):
    document = read(tmp_path, rtf(body), "a.rtf")

    assert document.mime_type == "application/rtf"
    assert lines(document) == shown


def test_tables_in_rtf_are_tables(tmp_path):
    cells = r"\cellx1000\cellx2000"
    body = (
        r"\pard before\par"
        rf"\trowd{cells}\pard\intbl Item\cell Price\cell\row"
        rf"\trowd{cells}\pard\intbl Oak\par\pard\intbl shelf\cell 9\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\pard\intbl\cell 10\cell\row"
        r"\trowd\clmgf\cellx1000\clmrg\cellx2000\pard\intbl all\cell\cell\row"
        r"\pard after\par"
    )

    document = read(tmp_path, rtf(body))

    assert lines(document) == [
        "before",
        "Item\tPrice",
        "Oak shelf\t9",
        "Oak shelf\t10",
        "all",
        "after",
    ]
    assert document.pages[0].tables[0].rows == (
        ("Item", "Price"),
        ("Oak\nshelf", "9"),
        ("Oak\nshelf", "10"),
        ("all", ""),
    )


def epub(*documents: str) -> bytes:
    numbers = range(1, len(documents) + 1)
    items = "".join(f'<item id="i{n}" href="text/c%20{n}.xhtml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="i{n}"/>' for n in numbers)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:x"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": f'<package xmlns="urn:y"><manifest>{items}</manifest>'
            f"<spine>{spine}</spine></package>",
            **{
                f"OPS/text/c {n}.xhtml": f"<html><body>{document}</body></html>"
                for n, document in zip(numbers, documents, strict=True)
            },
        }
    )


def test_an_epub_is_read_in_its_order(tmp_path):
    document = read(tmp_path, epub("<p>one</p>", "<h1>two</h1>"))

    assert document.mime_type == "application/epub+zip"
    assert document.text == "one\ftwo"


@pytest.mark.parametrize("name", ["a.md", "A.MARKDOWN"])
def test_markdown_is_read_as_it_is_shown(tmp_path, name):
    data = b"# Order *7*\n\n- one\n- two\n\n| Item | Price |\n|---|--:|\n| Oak | 9 |\n| Elm | 4 |\n"

    document = read(tmp_path, data, name)

    assert document.mime_type == "text/markdown"
    assert [line for line in lines(document) if line][:3] == ["Order 7", "one", "two"]
    assert document.pages[0].tables[0].rows == (("Item", "Price"), ("Oak", "9"), ("Elm", "4"))


@pytest.mark.parametrize(
    "beside", [{}, {"__MACOSX/._invoice.pdf": b"x", ".DS_Store": b"y", "folder/": b""}]
)
def test_of_an_archive_the_only_document_is_read(tmp_path, beside):
    data = zipped({"folder/invoice.pdf": INVOICE, **beside})

    assert read(tmp_path, data, "a.zip").text == "Invoice INV-7"


def test_several_documents_in_an_archive_are_said_to_be_several(tmp_path):
    data = zipped({"a.pdf": INVOICE, "b.pdf": INVOICE})

    with pytest.raises(UnreadableDocument, match="a ZIP archive of 2 files"):
        read(tmp_path, data)


def test_an_archive_without_a_document_is_named(tmp_path):
    with pytest.raises(UnreadableDocument, match="ZIP archive without a document"):
        read(tmp_path, zipped({".DS_Store": b"x"}))


def test_an_archive_whose_names_are_in_another_encoding_is_read(tmp_path):
    data = zipped({"Rechnung Maerz.txt": b"Total 7"}).replace(b"Maerz", b"M\x84rz\xff")

    assert read(tmp_path, data).text == "Total 7"


def test_archives_inside_archives_end_somewhere(tmp_path):
    data = INVOICE
    for _ in range(8):
        data = zipped({"inner.zip": data})

    with pytest.raises(UnreadableDocument, match="too deep"):
        read(tmp_path, data)


def test_documents_with_macros_and_templates_are_read(tmp_path):
    data = word(lambda document: document.add_paragraph("seen"))
    main = b"wordprocessingml.document.main+xml"
    kind = b"application/vnd.ms-word.document.macroEnabled.main+xml"

    members = unzipped(data)
    types = members["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument." + main, kind
    )

    assert read(tmp_path, zipped({**members, "[Content_Types].xml": types})).text == "seen"
