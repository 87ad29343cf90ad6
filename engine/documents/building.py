"""What every reader shares: clean text, pages put together by lines, and what is used up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from engine.data import StructuredDocument
from engine.types import Limits, Line, Page, Table, UnreadableDocument, Word

TICKED, UNTICKED = "☒", "☐"
"""How boxes of forms are shown, whatever the format."""

MAX_TABLE_COLUMNS = 1_000
MAX_REPEATED_CHARACTERS = 80

LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_INVISIBLE = {
    **dict.fromkeys(range(0x20)),
    **dict.fromkeys(range(0x7F, 0xA0)),
    **dict.fromkeys(range(0x200B, 0x2010)),
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2060, 0x2070)),
    **dict.fromkeys(range(0xD800, 0xE000)),
    **dict.fromkeys(range(0xFFF9, 0xFFFC)),
    0x00AD: None,
    0x0640: None,  # only makes an Arabic word longer
    0xFEFF: None,
    0xFFFE: None,
    0xFFFF: None,
}
_SPACES = {0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000}
_CLEANED = {
    **_INVISIBLE,
    **dict.fromkeys(_SPACES, " "),
    **{ord(character): plain for character, plain in LIGATURES.items()},
    0x09: "\t",
}
# Arabic and Hebrew letters in the shapes that fonts give them
_SHAPED = re.compile("[\ufb1d-\ufdfb\ufe70-\ufefc]+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """One line's text: composed, every space a space, no ligatures, nothing that can't be seen."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _SHAPED.sub(_unshaped, text.translate(_CLEANED)))


def _unshaped(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def split_lines(text: str) -> list[str]:
    """The clean lines of a text, whatever ends them, without white space at their ends."""
    return [clean(line).rstrip() for line in _LINE_ENDS.split(text)]


def one_line(text: str) -> str:
    """The text in a single line, white space collapsed."""
    return " ".join(clean(_LINE_ENDS.sub(" ", text)).split())


class LimitExceeded(UnreadableDocument):
    """The document costs more than its limits allow, whatever part of it does."""


@dataclass(slots=True)
class Budget:
    """What is left of the limits for a document and all that is packed into it."""

    limits: Limits
    allow_scan: Callable[[], None] = lambda: None
    """Called before a page is read by OCR, which costs far more than any other."""
    pages: int = 0
    scans: int = 0
    characters: int = 0
    unpacked_bytes: int = 0
    data: StructuredDocument | None = None
    """The first structured data that any reader found."""
    is_signed: bool = False
    """Whether they came inside a signature."""

    def take_data(self, data: StructuredDocument | None) -> None:
        """Keep the first data that were found; those of a known standard before others."""
        if data is not None and (self.data is None or (data.standard and not self.data.standard)):
            self.data = data

    def check_pages(self, count: int) -> None:
        """Refuse a document before its ``count`` pages are read."""
        if self.pages + count > self.limits.max_pages:
            raise LimitExceeded(
                f"The document has more than {self.limits.max_pages} pages; send fewer at a time."
            )

    def take_page(self) -> None:
        self.check_pages(1)
        self.pages += 1

    def check_pixels(self, count: int) -> None:
        """Refuse a picture before its ``count`` pixels are decoded."""
        if count > self.limits.max_pixels:
            most = self.limits.max_pixels / 1_000_000
            raise LimitExceeded(
                f"The document has a picture of over {most:.4g} megapixels; send a smaller one."
            )

    def take_scan(self) -> None:
        if self.scans >= self.limits.max_scans:
            raise LimitExceeded(
                f"The document has more than {self.limits.max_scans} scanned pages; "
                "send fewer at a time."
            )
        self.scans += 1
        self.allow_scan()

    def check_characters(self, count: int) -> None:
        """Refuse a text before its ``count`` characters are read."""
        if self.characters + count > self.limits.max_characters:
            raise LimitExceeded(
                f"The document has more than {self.limits.max_characters} characters; "
                "send a smaller one."
            )

    def take_characters(self, count: int) -> None:
        self.check_characters(count)
        self.characters += count

    def check_bytes(self, count: int) -> None:
        """Refuse what is packed into a file before its ``count`` bytes are unpacked."""
        if self.unpacked_bytes + count > self.limits.max_unpacked_bytes:
            most = self.limits.max_unpacked_bytes / 1024**2
            raise LimitExceeded(
                f"The document is larger than {most:.4g} MB when unpacked; send a smaller one."
            )

    def take_bytes(self, count: int) -> None:
        self.check_bytes(count)
        self.unpacked_bytes += count


@dataclass(slots=True)
class Rows:
    """The rows of a table in the making, whose cells may reach over others.

    A cell that reaches over columns is followed by empty ones; one that reaches over rows is
    repeated in each, as a person reads it, unless it holds more than a few words.
    """

    _rows: list[list[str]] = field(default_factory=list)
    _reaching: dict[int, tuple[str, int]] = field(default_factory=dict)
    """By column, what a cell above puts into it, and for how many rows more."""

    def start(self, skipped: int = 0) -> None:
        """Begin a row, after as many empty cells."""
        self._fill()
        self._reaching = {
            column: (text, rows - 1) for column, (text, rows) in self._reaching.items() if rows > 1
        }
        self._rows.append([""] * skipped)

    def add(self, text: str, columns: int = 1, rows: int = 1) -> None:
        self._fill()
        row = self._rows[-1]
        if rows > 1:
            repeated = text if len(text) <= MAX_REPEATED_CHARACTERS else ""
            for offset in range(columns):
                # this row counts too
                self._reaching[len(row) + offset] = (repeated if offset == 0 else "", rows)
        row += [text, *[""] * (columns - 1)]

    def repeat(self, columns: int = 1) -> None:
        """Add a cell that goes on from the row above."""
        column = len(self._rows[-1])
        above = self._rows[-2] if len(self._rows) > 1 else []
        text = above[column] if column < len(above) else ""
        self.add(text if len(text) <= MAX_REPEATED_CHARACTERS else "", columns)

    def taken(self) -> list[list[str]]:
        """The rows so far that show something; the next row begins another table."""
        self._fill()
        self._reaching.clear()
        taken = [row for row in self._rows if any(row)]
        self._rows = []
        return taken

    def _fill(self) -> None:
        while self._rows and len(self._rows[-1]) in self._reaching:
            row = self._rows[-1]
            row.append(self._reaching[len(row)][0])


@dataclass(slots=True)
class PageBuilder:
    """A page in the making. Its number is given in the end, when the document is complete."""

    budget: Budget
    width: float | None = None
    height: float | None = None
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget.take_page()

    def add_line(self, text: str, words: Sequence[Word] = ()) -> None:
        """Add one line, which is clean already."""
        self.budget.take_characters(len(text) + 1)
        self.lines.append(Line(len(self.lines) + 1, text, tuple(words)))

    def add_text(self, text: str) -> None:
        """Add the lines of a text; empty ones only between others, and one at a time."""
        for line in split_lines(text):
            if line or (self.lines and self.lines[-1].text):
                self.add_line(line)

    def add_table(self, rows: Iterable[Sequence[str]]) -> None:
        """Add a table, one line a row. Empty rows and columns at the end are dropped."""
        cleaned: list[list[str]] = []
        shown: list[str] = []
        for row in rows:
            cells = ["\n".join(split_lines(cell)).strip() for cell in row[:MAX_TABLE_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            cleaned.append(cells)
            shown.append("\t".join(one_line(cell) for cell in cells))
            # every row is padded to the widest: what that takes is not in the lines
            self.budget.take_characters(len(shown[-1]) + 1)
        while cleaned and not cleaned[-1]:
            cleaned.pop()
            shown.pop()
        if not cleaned:
            return
        width = max(map(len, cleaned))
        self.budget.take_bytes(width * len(cleaned) * 8)
        first = len(self.lines) + 1
        self.lines += (Line(first + offset, text) for offset, text in enumerate(shown))
        self.tables.append(
            Table(
                rows=tuple(tuple(cells) + ("",) * (width - len(cells)) for cells in cleaned),
                first_line=first,
            )
        )

    def take_over(self, other: PageBuilder) -> None:
        """Add another page's lines and tables below this one's."""
        offset = len(self.lines)
        for line in other.lines:
            self.add_line(line.text, line.words)
        for table in other.tables:
            self.tables.append(Table(table.rows, table.first_line + offset))

    @property
    def has_text(self) -> bool:
        return any(line.text.strip() for line in self.lines)

    def build(self, number: int) -> Page:
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        return Page(number, tuple(self.lines), tuple(self.tables), self.width, self.height)


ReadAttachment = Callable[[bytes, str], list[PageBuilder]]
"""Reads what is packed into a file, by its bytes and its name."""
