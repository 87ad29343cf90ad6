"""Several documents in one file: where one ends and the next begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from engine.concepts import CONCEPTS, Finder
from engine.languages.loading import Vocabulary
from engine.rules.labels.hits import Hit, find_hits, pieces_below, pieces_right
from engine.rules.layout import Layout, lay_out
from engine.types import Document, Page, Part
from engine.values.identifiers import leading_code
from engine.values.words import phrase

# The head of a page says which document it is, its foot which page of it.
HEAD_LINES = 30
FOOT_LINES = 4
# A copy has nearly all lines of the first, and enough of them that it is no chance.
SAME_LINES = 0.8
MIN_LINES_OF_COPY = 6

IDENTITIES = tuple(
    name
    for name, concept in CONCEPTS.items()
    if concept.finder is Finder.IDENTIFIER and concept.tells_business
)

Identity = tuple[str, str]


def with_parts(document: Document, vocabulary: Vocabulary) -> Document:
    """The document with the places of the documents in it, where they are several.

    Another begins where a page has another number under the same label, counts its pages from 1
    anew, or is the first page again, as a copy is.
    """
    if document.parts or len(document.pages) < 2:
        return document
    starts = _starts(document, vocabulary)
    if len(starts) < 2:
        return document
    numbers = [page.number for page in document.pages]
    ends = [numbers[start - 1] for start in starts[1:]] + [numbers[-1]]
    parts = tuple(Part(numbers[start], end) for start, end in zip(starts, ends, strict=True))
    return replace(document, parts=parts)


def _starts(document: Document, vocabulary: Vocabulary) -> list[int]:
    """The places of the first pages among all; what stands before the first number is its own."""
    heads = _by_page(document, vocabulary)
    identity: Identity | None = None
    starts = [0]
    for place, page in enumerate(document.pages):
        found = heads.get(page.number, {})
        if place and (
            _is_other(found, identity)
            or _is_copy(page, document.pages[starts[-1]])
            or _counts_anew(document.pages[place - 1], page, vocabulary)
        ):
            starts.append(place)
            identity = None
        identity = identity or next(iter(found.items()), None)
    return starts


def _is_other(found: Mapping[str, str], identity: Identity | None) -> bool:
    if identity is None:
        return False
    name, code = identity
    return found.get(name, code) != code


def _by_page(document: Document, vocabulary: Vocabulary) -> dict[int, dict[str, str]]:
    """Page → concept → the number of the document that the page's head has under its label."""
    heads = tuple(replace(page, lines=page.lines[:HEAD_LINES]) for page in document.pages)
    layout = lay_out(replace(document, pages=heads))
    hits = find_hits(layout, vocabulary.labels)
    found: dict[int, dict[str, str]] = {}
    for _, of_row in sorted(hits.items()):
        for hit in of_row:
            names = [name for name in IDENTITIES if name in hit.names and not hit.is_weak_for(name)]
            code = _code_at(hit, layout, hits) if names and hit.starts_segment else None
            if code is not None:
                for name in names:
                    found.setdefault(hit.row.page, {}).setdefault(name, code)
    return found


def _code_at(hit: Hit, layout: Layout, hits: Mapping[int, tuple[Hit, ...]]) -> str | None:
    for piece in pieces_right(hit, hits):
        return leading_code(piece.text)
    if hit.fills_segment:
        for piece in pieces_below(hit, layout, hits, rows=1):
            return leading_code(piece.text)
    return None


def _is_copy(page: Page, first: Page) -> bool:
    """Whether a page has nearly all lines of another, numbers included."""
    mine, theirs = _texts(page), _texts(first)
    if len(theirs) < MIN_LINES_OF_COPY:
        return False
    same = len(mine & theirs)
    return same >= SAME_LINES * max(len(mine), len(theirs))


def _texts(page: Page) -> frozenset[str]:
    return frozenset(line.text.strip() for line in page.lines if line.text.strip())


def _counts_anew(before: Page, page: Page, vocabulary: Vocabulary) -> bool:
    """Whether a page says that it is the first, and the one before has a number, too."""
    words = vocabulary.single_words["page"]
    return _page_number(before, words) is not None and _page_number(page, words) == 1


def _page_number(page: Page, words: frozenset[str]) -> int | None:
    """The number that a page gives itself in its head or foot."""
    edges = [*page.lines[:FOOT_LINES], *page.lines[-FOOT_LINES:]]
    for line in edges:
        tokens = phrase(line.text)
        for word, after in pairwise(tokens):
            if word in words and after.isdecimal():
                return int(after)
    return None
