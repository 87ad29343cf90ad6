"""Cuts a document into parts that fit one request, at page ends where that is possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.types import Document, Page

PAGE_MARK_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the document, or a piece of one that is too long, with the place it stands at."""

    page: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive lines. The first ``overlap`` of them end the chunk before, too."""

    lines: tuple[SourceLine, ...]
    overlap: int = 0

    def render(self, *, with_page_marks: bool) -> str:
        """The lines as text, each page announced by its number if asked for."""
        rows: list[str] = []
        page = None
        for line in self.lines:
            if with_page_marks and line.page != page:
                rows.append(f"[page {line.page}]")
            page = line.page
            rows.append(line.text)
        return "\n".join(rows)


def split(document: Document, *, room: int, overlap_lines: int) -> list[Chunk]:
    """The document in chunks of at most ``room`` characters as rendered."""
    chunks: list[Chunk] = []
    current: list[SourceLine] = []
    overlap = 0

    def close() -> None:
        nonlocal current, overlap
        chunks.append(Chunk(tuple(current), overlap))
        current = _tail(current, overlap_lines, room // 4)
        overlap = len(current)

    used = 0
    for page in document.pages:
        lines = list(_pieces(page, max(1, room // 2)))
        whole = _size(lines)
        fits_alone = whole <= room - room // 4
        if len(current) > overlap and used + whole > room and fits_alone:
            close()
            used = _size(current)
        for line in lines:
            cost = len(line.text) + 1
            if not current or current[-1].page != line.page:
                cost += PAGE_MARK_CHARACTERS
            if len(current) > overlap and used + cost > room:
                close()
                cost = _size([*current, line])
                used = 0
            current.append(line)
            used += cost
    if len(current) > overlap:
        chunks.append(Chunk(tuple(current), overlap))
    return chunks


def _pieces(page: Page, longest: int) -> Iterator[SourceLine]:
    for line in page.lines:
        for start in range(0, len(line.text) or 1, longest):
            yield SourceLine(page.number, line.number, line.text[start : start + longest])


def _size(lines: Sequence[SourceLine]) -> int:
    pages = len({line.page for line in lines})
    return sum(len(line.text) + 1 for line in lines) + pages * PAGE_MARK_CHARACTERS


def _tail(lines: Sequence[SourceLine], count: int, room: int) -> list[SourceLine]:
    """The last lines, as many as allowed and as fit."""
    tail = list(lines[-count:]) if count else []
    while tail and _size(tail) > room:
        tail.pop(0)
    return tail
