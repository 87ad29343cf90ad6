"""Looks values up by the data's own names: ``<ShippingCarrier>`` for "shipping carrier"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.concepts import COLUMNS
from engine.data import Fact, StructuredDocument
from engine.documents.structured.facts import iso_date, number
from engine.documents.structured.tree import NUMBER, ORIGINAL_NAME, Element
from engine.languages.loading import Vocabulary
from engine.rules.questions import Question
from engine.types import Prompt, ValueType
from engine.values.words import Phrase, key_phrase, phrase

_MAX_LEAVES = 50_000
_MAX_LEAVES_OF_ROW = 60
_MAX_ROWS_LOOKED_AT = 20
# What names have beside the word that matters: created_at, ordered_on, is_paid.
_IDLE_IN_NAMES = frozenset(["at", "on", "the", "of", "is", "has", "was"])
_FIRST_NAMES = frozenset([("first", "name"), ("firstname",), ("given", "name")])
_LAST_NAMES = frozenset([("last", "name"), ("lastname",), ("family", "name"), ("surname",)])
_MAX_UNASKED = 1
_OF_CONCEPT = 100
# 1,234 can be a thousand or one and a bit.
_UNCLEAR = re.compile(r"-?\d{1,3}[.,]\d{3}")
_WITH_CURRENCY = re.compile(r"(?:[A-Z]{3}|[$€£])\s?(-?[\d.,]+)|(-?[\d.,]+)\s?(?:[A-Z]{3}|[$€£])")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value with the words of its name and of the names above it, the nearest first."""

    words: Phrase
    above: tuple[Phrase, ...]
    text: str
    path: str
    line: int | None
    is_number: bool = False

    @property
    def depth(self) -> int:
        return len(self.above)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2].removeprefix("@")


@lru_cache(maxsize=4096)
def _words(name: str) -> Phrase:
    return key_phrase(name)


def _name(element: Element) -> str:
    return str(element.get(ORIGINAL_NAME) or element.tag)


def leaves(root: Element) -> Iterator[Leaf]:
    """Every attribute and every text of the data, and persons' names put together."""
    stack: list[tuple[Element, tuple[Phrase, ...], str]] = [(root, (), "")]
    while stack:
        element, above, path = stack.pop()
        name = _words(_name(element))
        path = f"{path}/{_name(element)}"
        line = element.sourceline
        for attribute, value in element.attrib.items():
            if str(attribute) not in {ORIGINAL_NAME, NUMBER} and str(value).strip():
                words = _words(str(attribute))
                yield Leaf(words, (name, *above), str(value), f"{path}/@{attribute}", line)
        children = list(element)
        text = " ".join((element.text or "").split())
        if text and not children:
            yield Leaf(name, above, text, path, line, element.get(NUMBER) is not None)
        person = _person(children)
        if person:
            yield Leaf(("name",), (name, *above), person, path, line)
        stack += ((child, (name, *above), path) for child in reversed(children))


def _first(found: Iterator[Leaf], most: int) -> list[Leaf]:
    return [leaf for leaf, _ in zip(found, range(most), strict=False)]


@lru_cache(maxsize=1)
def _leaves_of(data: StructuredDocument) -> list[Leaf]:
    """Gone through once for all prompts."""
    return _first(leaves(data.root), _MAX_LEAVES)


def _person(children: Sequence[Element]) -> str:
    names = {_words(_name(child)): (child.text or "").strip() for child in children}
    if ("name",) in names:
        return ""
    first = next((names[words] for words in _FIRST_NAMES if words in names), "")
    last = next((names[words] for words in _LAST_NAMES if words in names), "")
    return f"{first} {last}".strip() if first or last else ""


def called(name: str, data: StructuredDocument, value_type: ValueType) -> list[Fact]:
    """The values of the elements and attributes of exactly this name, whatever its case."""
    wanted = name.lower()
    return [
        Fact(value, leaf.path, leaf.line, term=leaf.name, text=leaf.text)
        for leaf in _leaves_of(data)
        if leaf.name.lower() == wanted and (value := _typed(leaf, value_type)) is not None
    ]


def named_leaf(prompt: Prompt, data: StructuredDocument, vocabulary: Vocabulary) -> Fact | None:
    """The value whose name the question names, None where several different ones fit as well."""
    asked = _asked(phrase(prompt.text), vocabulary) or _asked(key_phrase(prompt.key), vocabulary)
    concept = None
    for words in (phrase(prompt.text), key_phrase(prompt.key)):
        plain = tuple(word for word in words if word not in vocabulary.single_words["filler"])
        concept = concept or vocabulary.names.get(plain) or vocabulary.names.get(words)
    fitting: dict[tuple[int, int], dict[str, Leaf]] = {}
    for leaf in _leaves_of(data):
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


@lru_cache(maxsize=4096)
def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _score(leaf: Leaf, asked: frozenset[str], concept: str | None, vocabulary: Vocabulary) -> int:
    """How well a leaf's name fits the question; 0 where it doesn't."""
    own = {_singular(word) for word in leaf.words} - _IDLE_IN_NAMES
    if concept is not None and _is_called(leaf, concept, vocabulary):
        return _OF_CONCEPT + len(own & asked)
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
            return _own_number(leaf)
        case ValueType.DATE:
            return iso_date(leaf.text)
        case ValueType.EMAIL:
            return leaf.text if re.fullmatch(r"[^@\s]+@[^@\s]+", leaf.text) else None
        case ValueType.BOOLEAN:
            return {"true": True, "false": False}.get(leaf.text.lower())
    return leaf.text


def _own_number(leaf: Leaf) -> float | None:
    """A number as anybody's own data may write it; None where it can be read in two ways."""
    if leaf.is_number or not _UNCLEAR.fullmatch(leaf.text):
        match = _WITH_CURRENCY.fullmatch(leaf.text)
        return number((match[1] or match[2]) if match else leaf.text)
    return number(leaf.text) if "." in leaf.text else None


def named_rows(
    question: Question, columns: Sequence[str], vocabulary: Vocabulary, data: StructuredDocument
) -> list[tuple[dict[str, Any], Fact]]:
    """The rows of the repeated element that has the most of the columns.

    Of several that have as many, the one whose name the question names, then the one that stands
    highest, for what is listed once more deeper down is a part of it.
    """
    best: tuple[tuple[int, int, int], list[Element]] | None = None
    for depth, group in _groups(data.root):
        sample = [_cells(columns, row, vocabulary) for row in group[:_MAX_ROWS_LOOKED_AT]]
        found = sum(any(cells[name] is not None for cells in sample) for name in columns)
        named = len(question.words & set(_words(_name(group[0]))))
        rank = (found, named, -depth)
        if found * 2 > len(columns) and (best is None or rank > best[0]):
            best = rank, group
    if best is None:
        return []
    return [
        (_cells(columns, row, vocabulary), Fact(None, _name(row), row.sourceline))
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
    return next((leaf.text for leaf in _leaves_of_row(row) if leaf.words == wanted), None)


def _leaves_of_row(row: Element) -> list[Leaf]:
    return sorted(_first(leaves(row), _MAX_LEAVES_OF_ROW), key=lambda leaf: leaf.depth)


def _cells(names: Iterable[str], row: Element, vocabulary: Vocabulary) -> dict[str, Any]:
    found = _leaves_of_row(row)
    return {name: _cell(name, found, vocabulary) for name in names}


def _cell(name: str, found: Sequence[Leaf], vocabulary: Vocabulary) -> Any:
    """The value of the member that is called so, else of one that means the same column."""
    wanted = key_phrase(name)
    meant = set(vocabulary.columns.names_of(wanted))
    leaf = next((each for each in found if each.words == wanted), None) or next(
        (each for each in found if meant & set(vocabulary.columns.names_of(each.words))), None
    )
    if leaf is None:
        return None
    is_number = leaf.is_number or any(COLUMNS[column].cell.is_numeric for column in meant)
    value = _own_number(leaf) if is_number else None
    return leaf.text if value is None else value
