"""Looks values up by the data's own names: ``<ShippingCarrier>`` for "shipping carrier"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.concepts import COLUMNS
from engine.data import Fact, StructuredDocument
from engine.documents.structured.normalize import iso_date, number
from engine.documents.structured.tree import NUMBER, ORIGINAL_NAME, Element
from engine.languages.loading import Vocabulary
from engine.rules.questions import Question
from engine.types import Prompt, ValueType
from engine.values.words import Phrase, key_phrase, phrase

_MAX_LEAVES = 50_000
_MAX_LEAVES_OF_ROW = 60
# What names of dates and codes have beside the word that matters: created_at, ordered_on.
_IDLE_IN_NAMES = frozenset(["at", "on", "the", "of"])
_FIRST_NAMES = frozenset([("first", "name"), ("firstname",), ("given", "name")])
_LAST_NAMES = frozenset([("last", "name"), ("lastname",), ("family", "name"), ("surname",)])
_MAX_UNASKED = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value with the words of its name and of the names above it, the nearest first."""

    words: Phrase
    above: tuple[Phrase, ...]
    text: str
    path: str
    line: int | None

    @property
    def depth(self) -> int:
        return len(self.above)


@lru_cache(maxsize=4096)
def _words(name: str) -> Phrase:
    return key_phrase(name)


def _name(element: Element) -> str:
    return str(element.get(ORIGINAL_NAME) or element.tag)


def leaves(root: Element) -> Iterator[Leaf]:
    """Every attribute and every text of the data, and persons' names put together."""
    stack: list[tuple[Element, tuple[Phrase, ...], str]] = [(root, (), "")]
    count = 0
    while stack and count < _MAX_LEAVES:
        element, above, path = stack.pop()
        name = _words(_name(element))
        path = f"{path}/{_name(element)}"
        for attribute, value in element.attrib.items():
            if str(attribute) not in {ORIGINAL_NAME, NUMBER} and str(value).strip():
                count += 1
                words = _words(str(attribute))
                yield Leaf(
                    words, (name, *above), str(value), f"{path}/@{attribute}", element.sourceline
                )
        children = list(element)
        text = " ".join((element.text or "").split())
        if text and not children:
            count += 1
            yield Leaf(name, above, text, path, element.sourceline)
        person = _person(children)
        if person:
            yield Leaf(("name",), (name, *above), person, path, element.sourceline)
        stack += ((child, (name, *above), path) for child in reversed(children))


def _person(children: Sequence[Element]) -> str:
    names = {_words(_name(child)): (child.text or "").strip() for child in children}
    if ("name",) in names:
        return ""
    first = next((names[words] for words in _FIRST_NAMES if words in names), "")
    last = next((names[words] for words in _LAST_NAMES if words in names), "")
    return f"{first} {last}".strip() if first or last else ""


def named_leaf(prompt: Prompt, data: StructuredDocument, vocabulary: Vocabulary) -> Fact | None:
    """The value whose name the question names, None where several different ones fit as well."""
    asked = _asked(phrase(prompt.text), vocabulary) or _asked(key_phrase(prompt.key), vocabulary)
    concept = None
    for words in (phrase(prompt.text), key_phrase(prompt.key)):
        plain = tuple(word for word in words if word not in vocabulary.single_words["filler"])
        concept = concept or vocabulary.names.get(plain) or vocabulary.names.get(words)
    fitting: dict[tuple[int, int], dict[str, Leaf]] = {}
    for leaf in leaves(data.root):
        score = _score(leaf, asked, concept, vocabulary)
        if score:
            value = _typed(leaf, prompt.value_type)
            if value is not None:
                fitting.setdefault((-score, leaf.depth), {}).setdefault(str(value), leaf)
    if not fitting:
        return None
    best = fitting[min(fitting)]
    if len(best) > 1:
        return None
    leaf = next(iter(best.values()))
    return Fact(_typed(leaf, prompt.value_type), leaf.path, leaf.line, text=leaf.text)


def _asked(words: Phrase, vocabulary: Vocabulary) -> frozenset[str]:
    idle = vocabulary.single_words["filler"] | _IDLE_IN_NAMES
    return frozenset(_singular(word) for word in words if word not in idle)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _score(leaf: Leaf, asked: frozenset[str], concept: str | None, vocabulary: Vocabulary) -> int:
    """How well a leaf's name fits the question; 0 where it doesn't."""
    own = {_singular(word) for word in leaf.words} - _IDLE_IN_NAMES
    if concept is not None and _is_called(leaf, concept, vocabulary):
        return 100 + len(own & asked)
    if not own or not own <= asked:
        return 0
    above = {_singular(word) for words in leaf.above for word in words}
    unasked = asked - own - above
    if len(unasked) > (_MAX_UNASKED if len(own | (above & asked)) > 1 else 0):
        return 0
    return len(own) * 2 + len(asked & above)


def _is_called(leaf: Leaf, concept: str, vocabulary: Vocabulary) -> bool:
    """Whether the languages' words give the leaf, alone or with the name above it, this concept."""
    if vocabulary.names.get(leaf.words) == concept:
        return True
    return bool(leaf.above) and vocabulary.names.get(leaf.above[0] + leaf.words) == concept


def _typed(leaf: Leaf, value_type: ValueType) -> Any:
    match value_type:
        case ValueType.NUMBER:
            return number(leaf.text)
        case ValueType.DATE:
            return iso_date(leaf.text)
        case ValueType.EMAIL:
            return leaf.text if re.fullmatch(r"[^@\s]+@[^@\s]+", leaf.text) else None
        case ValueType.BOOLEAN:
            return {"true": True, "false": False}.get(leaf.text.lower())
    return leaf.text


def named_rows(
    question: Question, columns: Sequence[str], vocabulary: Vocabulary, data: StructuredDocument
) -> list[tuple[dict[str, Any], Fact]]:
    """The rows of the repeated element that has the most of the columns.

    Of several that have as many, the one whose name the question names, then the one that stands
    highest, for what is listed once more deeper down is a part of it.
    """
    best: tuple[tuple[int, int, int], list[Element]] | None = None
    for depth, group in _groups(data.root):
        found = sum(
            any(_cell(name, row, vocabulary) is not None for row in group[:20]) for name in columns
        )
        named = len(question.words & set(_words(_name(group[0]))))
        rank = (found, named, -depth)
        if found * 2 > len(columns) and (best is None or rank > best[0]):
            best = rank, group
    if best is None:
        return []
    return [
        (
            {name: _cell(name, row, vocabulary) for name in columns},
            Fact(None, _name(row), row.sourceline),
        )
        for row in best[1]
    ]


def _groups(root: Element) -> Iterator[tuple[int, list[Element]]]:
    """Siblings of one name that have members of their own, with their depth."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        by_name: dict[str, list[Element]] = {}
        for child in element:
            if isinstance(child.tag, str) and (len(child) or len(child.attrib) > 1):
                by_name.setdefault(_name(child), []).append(child)
                stack.append((child, depth + 1))
        for group in by_name.values():
            yield depth, group


def column_in_rows(name: str, row: Element) -> Any:
    """A row's value by its own name for it."""
    wanted = key_phrase(name)
    for leaf in _row_leaves(row):
        if leaf.words == wanted:
            return leaf.text
    return None


def _row_leaves(row: Element) -> list[Leaf]:
    found = []
    for leaf in leaves(row):
        found.append(leaf)
        if len(found) >= _MAX_LEAVES_OF_ROW:
            break
    return sorted(found, key=lambda leaf: leaf.depth)


def _cell(name: str, row: Element, vocabulary: Vocabulary) -> Any:
    wanted = key_phrase(name)
    meant = set(vocabulary.columns.names_of(wanted))
    is_number = any(COLUMNS[column].cell.is_numeric for column in meant)
    found = _row_leaves(row)
    for is_meant in (
        lambda leaf: leaf.words == wanted,
        lambda leaf: bool(meant & set(vocabulary.columns.names_of(leaf.words))),
    ):
        for leaf in found:
            if is_meant(leaf):
                value = number(leaf.text) if is_number or _is_plain_number(row, leaf) else None
                return leaf.text if value is None else value
    return None


def _is_plain_number(row: Element, leaf: Leaf) -> bool:
    """Whether the data themselves write it as a number, as JSON can."""
    name = leaf.path.rpartition("/")[2]
    return any(_name(child) == name and child.get(NUMBER) is not None for child in row)
