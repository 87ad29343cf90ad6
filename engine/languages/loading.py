"""The languages' words, one TOML table per language in ``languages/``.

A table says how a language names what stands in business documents; adding a language is adding
a file. Of all tables one phrase book is made, since documents mix languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from engine.concepts import COLUMNS, CONCEPTS, DOCUMENT_TYPES, check_names
from engine.values.words import Phrase, folded, phrase

FOLDER = Path(__file__).parent
MONTHS = tuple(map(str, range(1, 13)))
WEAK = 1_000

KINDS_OF_WORDS = (
    "titles",
    "receipt",
    "page",
    "yes",
    "no",
    "not",
    "carried",
    "filler",
    "columns_follow",
    "and",
    "date_fillers",
    "joining",
    "number",
    "base_follows",
    "clause_ends",
    "of",
    "name_labels",
    "who",
    "percentage",
    "owning",
    "asking",
)

KNOWN_NAMES = {
    "labels": CONCEPTS,
    "weak": CONCEPTS,
    "names": CONCEPTS,
    "questions": CONCEPTS,
    "other": ("labels",),
    "columns": COLUMNS,
    "words": KINDS_OF_WORDS,
    "kinds": DOCUMENT_TYPES,
    "dates": ("month_first", "day_first"),
    "companies": ("suffixes",),
    "months": MONTHS,
}
"""The tables of a language's file, with the keys that each may have."""
PARTS = ("code", "decimal", "currencies", "common", "also_written", *KNOWN_NAMES)


@dataclass(frozen=True)
class Language:
    """The words of one language.

    Args:
        currencies: what signs such as "kr" and "¥" mean in it.
        months: folded names and abbreviations, 1 to 12.
    """

    code: str
    decimal: str
    currencies: tuple[str, ...]
    common: frozenset[str]
    labels: Mapping[str, tuple[Phrase, ...]]
    weak: Mapping[str, tuple[Phrase, ...]]
    other: tuple[Phrase, ...]
    columns: Mapping[str, tuple[Phrase, ...]]
    names: Mapping[str, tuple[Phrase, ...]]
    questions: Mapping[str, tuple[Phrase, ...]]
    words: Mapping[str, tuple[Phrase, ...]]
    kinds: Mapping[str, tuple[Phrase, ...]]
    months: Mapping[str, int]
    month_first: tuple[Phrase, ...]
    day_first: tuple[Phrase, ...]
    company_suffixes: tuple[Phrase, ...]

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Words that speak for this language when a document has them."""
        tables = (*self.labels.values(), *self.columns.values())
        labels = {word for phrases in tables for words in phrases for word in words}
        return self.common | {word for word in labels if len(word) > 2}

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Words that a question in this language has, whatever it asks for."""
        kinds = ("filler", "asking", "and", "columns_follow")
        return self.common | {
            words[0] for kind in kinds for words in self.words.get(kind, ()) if len(words) == 1
        }


def read_language(content: str, file_name: str) -> Language:
    """A language from the text of its TOML table.

    Raises:
        UnknownConcept: the table has words for what the engine doesn't know.
    """
    table = tomllib.loads(content)
    check_names(table, PARTS, file_name)
    for part, known in KNOWN_NAMES.items():
        check_names(table.get(part, ()), known, f"{file_name}: [{part}]")
    also_written = table.get("also_written", {})

    def phrases(part: str) -> dict[str, tuple[Phrase, ...]]:
        return {
            name: tuple(phrase(each) for text in texts for each in _spellings(text, also_written))
            for name, texts in table.get(part, {}).items()
        }

    dates = phrases("dates")
    return Language(
        code=table["code"],
        decimal=table["decimal"],
        currencies=tuple(table.get("currencies", ())),
        common=frozenset(
            folded(each)
            for word in table.get("common", ())
            for each in _spellings(word, also_written)
        ),
        labels=phrases("labels"),
        weak=phrases("weak"),
        other=phrases("other").get("labels", ()),
        columns=phrases("columns"),
        names=phrases("names"),
        questions=phrases("questions"),
        words=phrases("words"),
        kinds=phrases("kinds"),
        months={
            folded(each): int(number)
            for number, names in table.get("months", {}).items()
            for name in names
            for each in _spellings(name, also_written)
        },
        month_first=dates.get("month_first", ()),
        day_first=dates.get("day_first", ()),
        company_suffixes=phrases("companies").get("suffixes", ()),
    )


def _spellings(text: str, also_written: Mapping[str, str]) -> Iterator[str]:
    """The text, and the same in the language's other letters, if it has any."""
    yield text
    other = text.lower()
    for written in sorted(also_written, key=len, reverse=True):
        other = other.replace(written, also_written[written])
    if also_written and other != text.lower():
        yield other


class PhraseTree:
    """Finds the longest of many phrases at a position of a row of words."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, words: Phrase, name: str, rank: int) -> None:
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        named: dict[str, int] = node.setdefault("", {})
        named[name] = min(rank, named.get(name, rank))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Mapping[str, int]] | None:
        """How many words the longest phrase at ``start`` has, and its names with their ranks."""
        node = self._root
        found = None
        for index in range(start, len(words)):
            following = node.get(words[index])
            if following is None:
                break
            node = following
            if "" in node:
                found = (index - start + 1, node[""])
        return found

    def names_of(self, words: Phrase) -> Mapping[str, int]:
        """The names of exactly this phrase."""
        found = self.longest(words, 0)
        return found[1] if found and found[0] == len(words) else {}


@dataclass(frozen=True)
class Vocabulary:
    """The words of all languages together."""

    languages: tuple[Language, ...]

    @cached_property
    def labels(self) -> PhraseTree:
        tree = PhraseTree()
        for language in self.languages:
            for concept, phrases in language.labels.items():
                for rank, words in enumerate(phrases):
                    tree.add(words, concept, rank)
            for concept, phrases in language.weak.items():
                for rank, words in enumerate(phrases):
                    tree.add(words, concept, WEAK + rank)
            for words in language.other:
                tree.add(words, "other", 0)
        return tree

    @cached_property
    def columns(self) -> PhraseTree:
        tree = PhraseTree()
        for language in self.languages:
            for concept, phrases in language.columns.items():
                for rank, words in enumerate(phrases):
                    tree.add(words, concept, rank)
        return tree

    @cached_property
    def names(self) -> Mapping[Phrase, str]:
        """What prompts call a concept → the concept. A concept's own name comes first."""
        names: dict[Phrase, str] = {}
        for language in self.languages:
            names |= {tuple(concept.split("_")): concept for concept in language.labels}
        for part in ("names", "labels"):
            for language in self.languages:
                table: Mapping[str, tuple[Phrase, ...]] = getattr(language, part)
                for concept, phrases in table.items():
                    for words in phrases:
                        names.setdefault(words, concept)
                    names.setdefault(tuple(concept.split("_")), concept)
        fillers = self.single_words["filler"]
        for words, concept in list(names.items()):
            telling = tuple(word for word in words if word not in fillers)
            if len(telling) > 1:
                names.setdefault(telling, concept)
        return names

    @cached_property
    def months(self) -> Mapping[str, int]:
        return all_months(self.languages)

    @cached_property
    def _questions(self) -> Mapping[str, tuple[tuple[Phrase, str], ...]]:
        """First word → everyday questions that begin with it, the longest first, and concepts."""
        questions: dict[str, list[tuple[Phrase, str]]] = {}
        for language in self.languages:
            for concept, phrases in language.questions.items():
                for words in phrases:
                    questions.setdefault(words[0], []).append((words, concept))
        return {
            word: tuple(sorted(each, key=lambda question: -len(question[0])))
            for word, each in questions.items()
        }

    def concept_asked(self, words: Phrase) -> str | None:
        """The concept that an everyday question asks for: "How much do we owe?".

        Idle words may stand between the question's words and after them; any other makes it
        another question ("How much is the total budget?").
        """
        words_by_kind = self.single_words
        idle = words_by_kind["filler"] | words_by_kind["titles"] | words_by_kind["asking"]
        for start, word in enumerate(words):
            for wanted, concept in self._questions.get(word, ()):
                end = _end_of(wanted, words, start, idle)
                if end and idle.issuperset(words[end:]):
                    return concept
        return None

    @cached_property
    def name_labels(self) -> frozenset[Phrase]:
        """What stands before the name under a party's heading: "Name", "Ragione sociale"."""
        return frozenset(self.all_words("name_labels"))

    @cached_property
    def titles(self) -> frozenset[Phrase]:
        return frozenset(self.all_words("titles"))

    @cached_property
    def titles_of(self) -> Mapping[str, tuple[Phrase, ...]]:
        """Type of document → what documents of it call themselves, in all languages."""
        titles: dict[str, tuple[Phrase, ...]] = {}
        for language in self.languages:
            for kind, phrases in language.kinds.items():
                titles[kind] = (*titles.get(kind, ()), *phrases)
        return titles

    @cached_property
    def kinds(self) -> PhraseTree:
        """What documents call themselves → the kind of document, the same in all languages."""
        tree = PhraseTree()
        for language in self.languages:
            for kind, phrases in language.kinds.items():
                for words in (*phrases, tuple(kind.split("_"))):
                    tree.add(words, kind, 0)
        return tree

    @cached_property
    def party_words(self) -> Mapping[str, frozenset[str]]:
        """What a party is called in one word: "supplier", "Kunde"."""
        return {
            concept: frozenset(
                words[0]
                for language in self.languages
                for words in language.labels.get(concept, ())
                if len(words) == 1 and len(words[0]) > 3
            )
            for concept in ("vendor_name", "customer_name")
        }

    @cached_property
    def company_suffixes(self) -> PhraseTree:
        tree = PhraseTree()
        for language in self.languages:
            for words in language.company_suffixes:
                tree.add(words, "company", 0)
        return tree

    def all_words(self, kind: str) -> Iterator[Phrase]:
        for language in self.languages:
            yield from language.words.get(kind, ())

    @cached_property
    def single_words(self) -> Mapping[str, frozenset[str]]:
        """Kind of words → those of them that are one word, of all languages."""
        return {
            kind: frozenset(words[0] for words in self.all_words(kind) if len(words) == 1)
            for kind in KINDS_OF_WORDS
        }

    def and_words(self, words: Set[str]) -> frozenset[str]:
        """What joins the last two of a list, in the language that some words are in.

        Elsewhere it may be another word: "a" is "and" in Czech.
        """
        return self.speech_of(words)["and"]

    def speech_of(self, words: Set[str]) -> Mapping[str, frozenset[str]]:
        """Kind of words → those of them that are one word, in the language some words are in."""
        shares = {language.code: len(words & language.small_words) for language in self.languages}
        most = max(shares.values())
        return self._speech(frozenset(code for code, share in shares.items() if share == most))

    def _speech(self, codes: frozenset[str]) -> Mapping[str, frozenset[str]]:
        if codes not in self._speeches:
            spoken = tuple(each for each in self.languages if each.code in codes)
            self._speeches[codes] = Vocabulary(spoken).single_words
        return self._speeches[codes]

    @cached_property
    def _speeches(self) -> dict[frozenset[str], Mapping[str, frozenset[str]]]:
        return {}

    def by_likelihood(self, words: Set[str]) -> tuple[Language, ...]:
        """The languages, that of a document's words first: its labels and small words tell it."""
        return tuple(
            sorted(self.languages, key=lambda language: -len(words & language.telling_words))
        )


def all_months(languages: Iterable[Language]) -> Mapping[str, int]:
    """Month names of all languages; where two disagree the earlier language in the order wins."""
    months: dict[str, int] = {}
    for language in languages:
        for name, number in language.months.items():
            months.setdefault(name, number)
    return months


def _end_of(wanted: Phrase, words: Phrase, start: int, idle: Set[str]) -> int | None:
    """Where the wanted words end that begin at ``start``, None where they don't stand there."""
    position = 0
    for index in range(start, len(words)):
        if words[index] == wanted[position]:
            position += 1
            if position == len(wanted):
                return index + 1
        elif words[index] not in idle:
            return None
    return None


def vocabulary_of(tables: Mapping[str, str]) -> Vocabulary:
    """A vocabulary from TOML tables: file name → content."""
    languages = [read_language(content, name) for name, content in tables.items()]
    return Vocabulary(tuple(sorted(languages, key=lambda language: language.code != "en")))


@cache
def default_vocabulary() -> Vocabulary:
    paths = sorted(FOLDER.glob("*.toml"))
    return vocabulary_of({path.name: path.read_text(encoding="utf-8") for path in paths})
