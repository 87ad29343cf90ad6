"""What travels through the engine: a document's text with positions in, values out.

Everything here is plain data that can be written as JSON, because documents are read in a child
process (``sandbox.py``), whose answers cross a pipe. The engine knows neither Django nor the
database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from engine.data import StructuredDocument


class EngineError(Exception):
    """A document or an extraction failed; the message is shown to the API's caller.

    It says what is wrong with the file or the set-up and what to do, never a path or a secret.
    """


class UnreadableDocument(EngineError):
    """The file is empty, damaged, protected, too large, or of a type that no reader takes."""


class ExtractionFailed(EngineError):
    """The extractor got no answer: no credential, an unreachable model, a refused request."""


@dataclass(frozen=True, slots=True)
class Word:
    """One run of characters without white space, in points from the page's top left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line, its words in the order in which they are read.

    ``words`` is empty in formats without a layout. ``number`` counts from 1 in its page.
    """

    number: int
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the format itself marks as one (DOCX, XLSX, CSV, HTML); all rows equally long.

    ``first_line`` is the number of the page's line that shows the first row, one line a row.
    """

    rows: tuple[tuple[str, ...], ...]
    first_line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page, a sheet, or the whole of a format without pages. ``number`` counts from 1."""

    number: int
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    width: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one of the documents that a file holds, counted from 1, both included."""

    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file with its positions, whatever the file's format was.

    ``parts`` are the documents in the file, where they are several: the first one answers. ``data``
    are the structured data that the file is, or has in it beside its pages.
    """

    mime_type: str
    pages: tuple[Page, ...]
    parts: tuple[Part, ...] = ()
    data: StructuredDocument | None = None

    @property
    def first(self) -> Document:
        """The first of the documents in the file, which is the one that answers."""
        if not self.parts:
            return self
        last = self.parts[0].last_page
        return replace(self, pages=tuple(page for page in self.pages if page.number <= last))

    @property
    def text(self) -> str:
        """All lines, pages separated by a form feed as in ``pdftotext``."""
        return "\f".join("\n".join(line.text for line in page.lines) for page in self.pages)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Beyond any of them it fails with an ``UnreadableDocument``.

    A page that is read by OCR adds ``scan_seconds`` to the time; the first adds
    ``scan_memory_bytes``, which the engine needs.
    """

    max_pages: int = 500
    max_characters: int = 5_000_000
    max_unpacked_bytes: int = 200 * 1024 * 1024
    wall_seconds: float = 60.0
    cpu_seconds: int = 60
    memory_bytes: int = 1024 * 1024 * 1024
    max_scans: int = 100
    max_pixels: int = 80_000_000
    scan_seconds: float = 20.0
    scan_memory_bytes: int = 1024 * 1024 * 1024
    scan_threads: int = 1


class ValueType(StrEnum):
    """The shapes a prompt can ask for (contract: ``enforce_type``)."""

    TEXT = "text"
    NUMBER = "number"
    EMAIL = "email"
    DATE = "date"
    BOOLEAN = "boolean"
    JSON = "json"
    TABLE = "table"
    LINE_ITEM = "line-item"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One value to extract: the key it is returned under, the question, the shape of the answer."""

    key: str
    text: str
    value_type: ValueType = ValueType.TEXT


@dataclass(frozen=True, slots=True)
class ExtractionRequest:
    """What to take from one document. ``custom_data`` is already filled into the prompts' text."""

    prompts: tuple[Prompt, ...]
    preamble: str = ""
    postamble: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, from its top left corner, in fractions of the page's size."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """Where one row of a table stands. ``boxes`` is null in formats without a layout."""

    page: int
    line: int
    boxes: tuple[Box, ...] | None = None


@dataclass(frozen=True, slots=True)
class DataEvidence:
    """Where a value stands in the data of an e-invoice, an order, or own XML and JSON.

    ``path`` is that of the standard's table, ``line`` of the file, ``term`` the standard's own name
    of the value. ``signature`` is empty where there is none. ``page_shows`` is the page's value
    where it shows another one than the data state.
    """

    standard: str
    path: str
    line: int | None
    term: str
    signature: str = ""
    failed_checks: tuple[str, ...] = ()
    page_shows: Any = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands in the document, and how sure it is.

    ``page`` and ``line`` count from 1, ``text`` is the line's. ``boxes`` is null in formats without
    a layout, ``confidence``, from 0 to 1, where nothing is known of it. ``rows`` has an entry for
    each row of a table, in the order of the rows. ``source`` is "structured" for what data state.
    """

    page: int
    line: int
    text: str
    boxes: tuple[Box, ...] | None = None
    confidence: float | None = None
    rows: tuple[RowEvidence, ...] = ()
    source: str = "text"
    data: DataEvidence | None = None


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What asking one model cost, as the provider counted it. ``cost_usd`` is null when unknown."""

    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The answer: a value for every prompt's key (null where not found).

    ``evidence`` has a key only for a value whose place in the document is known, ``not_in_text``
    the keys of values that the document's text does not show, wholly or in part.
    """

    values: Mapping[str, Any]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    not_in_text: Sequence[str] = ()
    usage: Sequence[ModelUsage] = ()


class Extractor(Protocol):
    """Turns a document's text into values. One member runs embedded, another asks a model."""

    def extract(self, document: Document, request: ExtractionRequest) -> Extraction:
        """Answer every prompt of ``request``.

        Raises:
            ExtractionFailed: with a sentence for the API's caller.
        """
        ...
