"""Files of every kind that is read, made by other libraries than those that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from engine.documents.reading import read_document
from engine.types import Document, Limits

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
A4 = (595.0, 842.0)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"

Draw = Callable[[Canvas], Any]


def read(folder: Path, data: bytes, name: str = "document", **limits: Any) -> Document:
    path = folder / "stored"
    path.write_bytes(data)
    return read_document(path, name, Limits(**limits))


def lines(document: Document, page: int = 1) -> list[str]:
    return [line.text for line in document.pages[page - 1].lines]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def pdf(*pages: Draw, size: tuple[float, float] = A4, password: str = "") -> bytes:
    output = io.BytesIO()
    encrypt = StandardEncryption(password) if password else None
    canvas = Canvas(output, pagesize=size, encrypt=encrypt, invariant=True)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of objects numbered from 1, the first of them the catalog, whatever they say."""
    output = b"%PDF-1.7\n"
    offsets = []
    for index, content in enumerate(objects, 1):
        offsets.append(len(output))
        output += b"%d 0 obj\n%b\nendobj\n" % (index, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return output + (
        b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(output))
    )


def stream(content: bytes, described: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (described, len(content), content)


def text_at(*placed: tuple[float, float, str]) -> Draw:
    """Draw texts at places from the page's top left corner."""

    def draw(canvas: Canvas) -> None:
        for x, y, text in placed:
            canvas.drawString(x, A4[1] - y, text)

    return draw


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word(fill: Callable[[Any], Any]) -> bytes:
    document = docx.Document()
    fill(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number(value: float, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


DATE_STYLE, TIME_STYLE = 1, 2


def xlsx(
    sheets: Mapping[str, Iterable[Sequence[str]]],
    merged: str = "",
    hidden: Sequence[str] = (),
    formats: Sequence[str] = (),
) -> bytes:
    """A workbook of sheets of rows of cells.

    Styles 1 and 2 show dates and dates with times, those from 3 the formats.
    """
    names = list(sheets)
    states = {False: "visible", True: "hidden"}
    described = "".join(
        f'<sheet name="{name}" sheetId="{index}" r:id="r{index}" state="{states[name in hidden]}"/>'
        for index, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{index}.xml"/>'
        for index in range(1, len(names) + 1)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{index}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for index in range(1, len(names) + 1)
    )
    codes = "".join(
        f'<numFmt numFmtId="{index}" formatCode={quoteattr(code)}/>'
        for index, code in enumerate(formats, 164)
    )
    styles = "".join(f'<xf numFmtId="{index}"/>' for index in range(164, 164 + len(formats)))
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{parts}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">'
        f"<sheets>{described}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="rs" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts>{codes}</numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
        f"{styles}</cellXfs></styleSheet>",
    }
    for index, rows in enumerate(sheets.values(), 1):
        body = "".join(
            f'<row r="{place}">' + "".join(row) + "</row>" for place, row in enumerate(rows, 1)
        )
        merging = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
        members[f"xl/worksheets/sheet{index}.xml"] = (
            f'<worksheet xmlns="{SHEET}"><sheetData>{body}</sheetData>{merging}</worksheet>'
        )
    return zipped(members)


def ods(rows: Iterable[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content xmlns:office="{ODF}:office:1.0" '
            f'xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="Orders">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>',
        }
    )
