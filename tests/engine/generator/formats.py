"""Generated documents as files of the formats that the engine reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from engine.types import Document
from tests.engine.documents.files import inline, word, xlsx
from tests.engine.generator.documents import Generated
from tests.engine.rules_evaluation import Example, as_pdf, document_of


def _text(document: Generated) -> bytes:
    return "\n".join(document.lines).encode()


def _pdf(document: Generated) -> bytes:
    return as_pdf(Example("generated", (), {}, (tuple(document.lines),)))


def _html(document: Generated) -> bytes:
    lines = "".join(f"<p>{escape(line)}</p>" for line in document.lines[:8])
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td>{escape(value)}</td></tr>"
        for label, value in document.pairs
    )
    return f"<html><meta charset=utf-8><body>{lines}<table>{rows}</table></body></html>".encode()


def _mail(document: Generated) -> bytes:
    head = "From: billing@sender.example\nTo: you@reader.example\nSubject: Documents\n"
    body = "\n".join(document.lines)
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


def _docx(document: Generated) -> bytes:
    def fill(target: object) -> None:
        for line in document.lines[:8]:
            target.add_paragraph(line)  # type: ignore[attr-defined]
        for label, value in document.pairs:
            target.add_paragraph(f"{label}: {value}")  # type: ignore[attr-defined]

    return word(fill)


def _xlsx(document: Generated) -> bytes:
    rows = [[inline(line)] for line in document.lines[:8]]
    rows += [[inline(label), inline(value)] for label, value in document.pairs]
    return xlsx({"Sheet": rows})


FORMATS: Mapping[str, Callable[[Generated], bytes]] = {
    ".txt": _text,
    ".pdf": _pdf,
    ".html": _html,
    ".eml": _mail,
    ".docx": _docx,
    ".xlsx": _xlsx,
}


def read_as(document: Generated, suffix: str) -> Document:
    return document_of(FORMATS[suffix](document), suffix)
