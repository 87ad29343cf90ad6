"""How well the rules read documents: ``python -m tests.engine.rules_evaluation``.

Every file in ``layouts/`` is one document with what is to be found in it: TOML, a line ``+++``,
then the pages, drawn in characters and parted by a line ``---``. A line that begins with ``^`` is
in large print. Every document is read twice, as the PDF that is drawn from it and as plain text.
What the TOML gives no value for is not in the document: to answer it all the same is an error.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from engine.documents.reading import read_document
from engine.rules.extractor import RulesExtractor
from engine.types import Document, ExtractionRequest, Limits, Prompt, ValueType
from tests.engine.rules_pages import DEMO_PROMPTS

LAYOUTS = Path(__file__).parent / "layouts"
ITEM_COLUMNS = ("description", "quantity", "unit_price", "amount")
NOTHING = "-"
LEFT, TOP, LINE_PITCH = 36.0, 40.0, 13.0
SIZE, LARGE_SIZE = 8.5, 15.0
WIDE_LINE = 96
SEGMENT = re.compile(r"[^ ]+(?: [^ ]+)*")
FLUSH_RIGHT = re.compile(r"[^\W\d]{0,3}[€£$₹¥]?\s?[-(]?\d[\d.,'’ \u00a0]*\)?-?\s?(?:%|€|[A-Z]{3})?")
NUMERIC_HEADER_GAP = 5


@dataclass(frozen=True)
class Example:
    """One document, and by prompt key what is in it; a key without a value is not in it."""

    name: str
    prompts: tuple[Prompt, ...]
    expected: Mapping[str, Any]
    pages: tuple[tuple[str, ...], ...]


@dataclass
class Score:
    """Counts of values: right, wrong, not found, and answered though not in the document."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Which share of the answers is right."""
        given = self.right + self.wrong + self.invented
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        """Which share of what is in the documents was found."""
        there = self.right + self.wrong + self.missed
        return self.right / there if there else 1.0


def examples() -> Iterator[Example]:
    for path in sorted(LAYOUTS.glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("+++\n")
        table = tomllib.loads(head)
        asked = table.pop("ask", {})
        own = tuple(Prompt(key, text, ValueType(kind)) for key, (kind, text) in asked.items())
        demo = DEMO_PROMPTS if table.pop("demo", True) else ()
        prompts = (*(prompt for prompt in demo if prompt.key not in asked), *own)
        expected = {key: _expected(key, value) for key, value in table.items()}
        unasked = expected.keys() - {prompt.key for prompt in prompts}
        if unasked:
            raise ValueError(f"{path.name} has values that no prompt asks for: {sorted(unasked)}")
        pages = tuple(tuple(page.strip("\n").splitlines()) for page in body.split("\n---\n"))
        yield Example(path.stem, prompts, expected, pages)


def _expected(key: str, value: Any) -> Any:
    if key == "line_items":
        value = [dict(zip(ITEM_COLUMNS, row, strict=True)) for row in value]
    if isinstance(value, list):
        return [
            {name: None if cell == NOTHING else cell for name, cell in row.items()} for row in value
        ]
    return value


def as_text(example: Example) -> bytes:
    pages = ("\n".join(line.removeprefix("^") for line in page) for page in example.pages)
    return "\f".join(pages).encode()


def as_pdf(example: Example) -> bytes:
    target = io.BytesIO()
    longest = max(len(line) for page in example.pages for line in page)
    width, height = landscape(A4) if longest > WIDE_LINE else A4
    pitch = (width - 2 * LEFT) / longest
    canvas = Canvas(target, pagesize=(width, height), invariant=1)
    for page in example.pages:
        for number, line in enumerate(page):
            is_large = line.startswith("^")
            size = LARGE_SIZE if is_large else SIZE
            canvas.setFont("Helvetica", size)
            y = height - TOP - number * LINE_PITCH
            for match in SEGMENT.finditer(line.removeprefix("^")):
                text = match.group().replace("₹", "Rs.")
                if match.start() and FLUSH_RIGHT.fullmatch(text):
                    canvas.drawRightString(LEFT + match.end() * pitch, y, text)
                else:
                    canvas.drawString(LEFT + match.start() * pitch, y, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def document_of(content: bytes, suffix: str) -> Document:
    with NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        return read_document(Path(file.name), f"document{suffix}", Limits())


@cache
def scores() -> dict[str, Score]:
    """The scores by prompt key, those of rare keys together under "other"."""
    found: dict[str, Score] = {}
    counts: Counter[str] = Counter()
    for example in examples():
        counts.update(prompt.key for prompt in example.prompts)
    for example in examples():
        for suffix, content in ((".pdf", as_pdf(example)), (".txt", as_text(example))):
            document = document_of(content, suffix)
            values = RulesExtractor().extract(document, ExtractionRequest(example.prompts)).values
            for prompt in example.prompts:
                name = prompt.key if counts[prompt.key] > 4 else "other"
                score = found.setdefault(name, Score())
                place = f"{example.name}{suffix} {prompt.key}"
                _count(score, example.expected.get(prompt.key), values[prompt.key], place)
    return found


def total(by_key: Mapping[str, Score]) -> Score:
    whole = Score()
    for score in by_key.values():
        whole.right += score.right
        whole.wrong += score.wrong
        whole.missed += score.missed
        whole.invented += score.invented
        whole.errors += score.errors
    return whole


def _count(score: Score, expected: Any, value: Any, place: str) -> None:
    """Rows of tables count cell by cell; every cell is wrong where their number is."""
    if isinstance(expected, list) and isinstance(value, list):
        if len(expected) != len(value):
            value = [dict.fromkeys(row, NOTHING) for row in expected]
        for number, (row, found) in enumerate(zip(expected, value, strict=True), 1):
            for name, cell in row.items():
                _count_one(score, cell, found.get(name), f"{place} {number}.{name}")
    elif isinstance(expected, list):
        for number, row in enumerate(expected, 1):
            for name, cell in row.items():
                _count_one(score, cell, None, f"{place} {number}.{name}")
    else:
        _count_one(score, expected, value, place)


def _count_one(score: Score, expected: Any, value: Any, place: str) -> None:
    if expected is None and value is None:
        return
    if expected == value:
        score.right += 1
        return
    if value is None:
        score.missed += 1
    elif expected is None:
        score.invented += 1
    else:
        score.wrong += 1
    score.errors.append(f"{place}: {value!r} instead of {expected!r}")


def main() -> None:
    by_key = scores()
    write = sys.stdout.write
    write(f"{'prompt':22}precision  recall  right wrong missed invented\n")
    for name, score in [*sorted(by_key.items()), ("all", total(by_key))]:
        write(
            f"{name:22}{score.precision:9.3f}{score.recall:8.3f}{score.right:7}"
            f"{score.wrong:6}{score.missed:7}{score.invented:9}\n"
        )
    write("".join(f"{error}\n" for error in total(by_key).errors))


if __name__ == "__main__":
    main()
