"""Yes or no: what follows a statement's label, or the box that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.rules.candidates import Candidate
from engine.rules.labels.hits import Hit
from engine.rules.labels.labelled import labels_of
from engine.rules.layout import Row
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.values.words import phrase

CHECKED = r"\[\s?[xX✓✔]\s?\]|\([xX]\)|[☒☑✓✔🗹]"
UNCHECKED = r"\[\s{0,3}\]|\(\s{0,3}\)|[☐□✗✘]"
BOX = re.compile(f"(?P<checked>{CHECKED})|(?P<unchecked>{UNCHECKED})")
BOX_BEFORE = re.compile(f"(?:(?P<checked>{CHECKED})|(?P<unchecked>{UNCHECKED}))\\s*$")
MAX_STAMP_WORDS = 3
TITLE_ROWS = 25
# How far behind a statement, in characters, its answer or its boxes can stand.
ANSWER_WITHIN = 40
BOXES_WITHIN = 120


def check_candidates(question: Question, reading: Reading) -> Iterator[Candidate]:
    """True or False as the document says."""
    for hit, facts in labels_of(question, reading):
        answer = _answer(hit, reading)
        if answer is not None:
            yield Candidate(answer, hit.row, facts={**facts, "box is ticked": 1.0})
            return
    kind = _kind_asked(question, reading)
    titles = _titles(reading) if kind else {}
    facts = {"one of its kind": 1.0}
    if kind in titles:
        yield Candidate(value=True, row=titles[kind], facts=facts)
    elif len(titles) == 1:
        # A document of another kind says so itself; several titles at once say nothing.
        yield Candidate(value=False, row=next(iter(titles.values())), facts=facts)


def _kind_asked(question: Question, reading: Reading) -> str | None:
    """The kind of document, where that is all that is asked: "Is this a credit note?"."""
    kinds = {
        next(iter(reading.vocabulary.kinds.names_of(label.words)), None)
        for label in question.labels
    }
    kinds.discard(None)
    return kinds.pop() if len(kinds) == 1 else None


def _titles(reading: Reading) -> dict[str, Row]:
    """The kinds of document that titles on the first page name, with their rows."""
    titles: dict[str, Row] = {}
    for row in reading.layout.rows[:TITLE_ROWS]:
        if row.page != 1 or row.index in reading.header_rows:
            break
        for segment in row.segments:
            words = phrase(segment.text)
            found = reading.vocabulary.kinds.longest(words, 0)
            if found is None:
                continue
            rest = segment.text[segment.text.lower().find(words[found[0] - 1]) :]
            if found[0] == len(words) or any(sign.isdigit() for sign in rest):
                titles.setdefault(next(iter(found[1])), row)
    return titles


def _answer(hit: Hit, reading: Reading) -> bool | None:
    row = hit.row
    after = row.text[hit.end :].lstrip(" .:?=-–")
    yes, no = reading.vocabulary.single_words["yes"], reading.vocabulary.single_words["no"]
    box = BOX_BEFORE.search(row.text[: hit.start])
    if box:
        return box["checked"] is not None
    first_box = BOX.match(after)
    if first_box or BOX.search(after[:ANSWER_WITHIN]):
        return _ticked(after, yes, no)
    words = phrase(after[:ANSWER_WITHIN])
    if words and words[0] in yes | no:
        return words[0] in yes
    return _stamp(hit, reading)


def _ticked(after: str, yes: frozenset[str], no: frozenset[str]) -> bool | None:
    """Which of "[x] Yes [ ] No" or "Yes [x] No [ ]" is ticked; a lone box speaks for itself."""
    boxes = list(BOX.finditer(after[:BOXES_WITHIN]))
    box_first = boxes[0].start() == 0
    ends = [box.start() for box in boxes[1:]] + [len(after)]
    starts = [0] + [box.end() for box in boxes[:-1]]
    named = False
    for index, box in enumerate(boxes):
        text = after[box.end() : ends[index]] if box_first else after[starts[index] : box.start()]
        words = phrase(text)
        word = (words[0] if box_first else words[-1]) if words else ""
        if word in yes | no:
            named = True
            if box["checked"]:
                return word in yes
    return None if named else boxes[0]["checked"] is not None


def _stamp(hit: Hit, reading: Reading) -> bool | None:
    """A statement alone on its line, in capitals: "PAID", "NOT PAID"."""
    row = hit.row
    if len(row.segments) > 1 or not row.text.isupper() or len(row.tokens) > MAX_STAMP_WORDS:
        return None
    words = [token.text for token in row.tokens]
    if hit.fills_segment and not hit.has_mark:
        return True
    negations = reading.vocabulary.single_words["not"]
    rest = words[: len(words) - len(hit.words)]
    return False if rest and set(rest) <= negations else None
