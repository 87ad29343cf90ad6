"""Prompts as questions: the concept that a prompt asks for, and the words it may stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.concepts import CONCEPTS
from engine.languages.loading import Vocabulary
from engine.types import Prompt, ValueType
from engine.values.words import Phrase, key_phrase, phrase, snake_case

MAX_PROMPT_CHARACTERS = 4_000
MAX_LABEL_WORDS = 7
MAX_COLUMNS = 40
MAX_COLUMN_WORDS = 4
QUOTED = re.compile(r"[\"“„«‘`]([^\"“”„«»‘’`\n]{1,60})[\"”“»’`]|(?<!\w)'([^'\n]{1,60})'(?!\w)")
JSON_KEY = re.compile(r"\"([^\"\n]{1,60})\"\s*:")
DIVIDERS = re.compile(r"[,;/\n|•]|\s-\s")
AFTER_COLON = re.compile(r"[:(\[{]")
IDENTIFIER = re.compile(r"[\w %#.&-]{1,60}")
TABLE_TYPES = frozenset({ValueType.TABLE, ValueType.LINE_ITEM})


@dataclass(frozen=True, slots=True)
class Question:
    """``phrases`` are labels from the prompt's own words, the surest first."""

    key: str
    value_type: ValueType
    concept: str | None
    phrases: tuple[Phrase, ...]
    words: frozenset[str]
    of_customer: bool = False
    columns: tuple[str, ...] = ()

    @property
    def literal(self) -> str:
        """The name of the prompt's own labels in the tree of labels."""
        return f"={self.key}"


def question_of(prompt: Prompt, vocabulary: Vocabulary) -> Question:
    text = prompt.text[:MAX_PROMPT_CHARACTERS]
    concept, of_customer = _concept(prompt, text, vocabulary)
    if prompt.value_type in TABLE_TYPES:
        concept = "line_items"
    elif concept is not None and prompt.value_type not in CONCEPTS[concept].finder.types:
        concept = None
    return Question(
        key=prompt.key,
        value_type=prompt.value_type,
        concept=concept,
        phrases=_literal_phrases(prompt, text, vocabulary, is_known=concept is not None),
        words=frozenset(key_phrase(prompt.key)) | frozenset(phrase(text[:500])),
        of_customer=of_customer,
        columns=columns_named(text, vocabulary) if concept == "line_items" else (),
    )


def _concept(prompt: Prompt, text: str, vocabulary: Vocabulary) -> tuple[str | None, bool]:
    """The concept asked for, and whether it is expressly the customer's."""
    fillers = vocabulary.single_words["filler"]
    titles = vocabulary.single_words["titles"]
    key = key_phrase(prompt.key)
    asked = phrase(QUOTED.sub(" ", text))
    for words in (key, _without(key, fillers), _without(asked, fillers)):
        if words in vocabulary.names:
            return vocabulary.names[words], False
    turned = next(iter(_turned(asked, vocabulary)), ())
    if turned in vocabulary.names:
        return vocabulary.names[turned], False
    for words in (key, _without(asked, fillers)):
        for party in ("vendor_name", "customer_name"):
            rest = _without(words, vocabulary.party_words[party])
            named = vocabulary.names.get(rest)
            if named and len(rest) < len(words) and CONCEPTS[named].is_of_either_party:
                return named, party == "customer_name"
    for words in (key, _without(asked, fillers)):
        concept = _within(words, vocabulary, fillers | titles)
        if concept:
            return concept, False
    is_clear = (word for word in key if word in CONCEPTS and CONCEPTS[word].is_unmistakable)
    return next(is_clear, None), False


def _within(words: Phrase, vocabulary: Vocabulary, rest: frozenset[str]) -> str | None:
    """The concept of the longest known phrase in the words, where only idle words remain."""
    if len(words) > MAX_LABEL_WORDS * 2:
        return None
    for size in range(min(len(words), MAX_LABEL_WORDS), 0, -1):
        for start in range(len(words) - size + 1):
            part = words[start : start + size]
            if part in vocabulary.names and rest.issuperset(words[:start] + words[start + size :]):
                return vocabulary.names[part]
    return None


def _without(words: Phrase, idle: frozenset[str]) -> Phrase:
    return tuple(word for word in words if word not in idle)


def _literal_phrases(
    prompt: Prompt, text: str, vocabulary: Vocabulary, *, is_known: bool
) -> tuple[Phrase, ...]:
    """Labels that the prompt's words can be: its quotes, its key, its question, parts of it."""
    fillers = vocabulary.single_words["filler"]
    key = key_phrase(prompt.key)
    own = [phrase(match[1] or match[2]) for match in QUOTED.finditer(text)]
    own += [key, _without(key, fillers)]
    without_quotes = _without(phrase(QUOTED.sub(" ", text)), fillers)
    if len(without_quotes) <= MAX_LABEL_WORDS:
        own += [without_quotes, phrase(text)]
    own += _turned(phrase(text), vocabulary)
    if not is_known and len(without_quotes) <= MAX_LABEL_WORDS:
        # "Does the applicant have a driving licence?" asks for the label "Driving licence".
        own += [
            without_quotes[start : start + size]
            for size in range(len(without_quotes) - 1, 1, -1)
            for start in range(len(without_quotes) - size + 1)
        ]
    numbers = vocabulary.single_words["number"]
    own += [(*w[:-1], other) for w in own if len(w) > 1 and w[-1] in numbers for other in numbers]
    own += [("".join(words),) for words in own if 1 < len(words) <= 3]
    phrases = [words for words in own if 0 < len(words) <= MAX_LABEL_WORDS]
    return tuple(dict.fromkeys(words for words in phrases if len("".join(words)) > 1))


def _turned(words: Phrase, vocabulary: Vocabulary) -> list[Phrase]:
    """ "Name of the patient" as "patient name"."""
    joining, fillers = vocabulary.single_words["joining"], vocabulary.single_words["filler"]
    place = next((i for i, word in enumerate(words) if word in joining), None)
    if not place:
        return []
    owner = _without(words[place + 1 :], fillers)
    return [(*owner, words[place - 1])] if owner else []


def columns_named(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The columns that a prompt names, as it writes them, in snake_case where they have spaces."""
    keys = [match[1] for match in JSON_KEY.finditer(text)]
    if keys:
        return _distinct(keys)
    quoted = [match[1] or match[2] for match in QUOTED.finditer(text)]
    if len(quoted) > 1:
        return _distinct([name.strip() for name in quoted])
    best: tuple[str, ...] = ()
    for sentence in re.split(r"(?<=[\w)])[.?!](?:\s|$)", text):
        names = _named_in(sentence, vocabulary)
        if len(names) > len(best):
            best = names
    return best


def _named_in(sentence: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The list in one sentence: "... with description, quantity and amount"."""
    ands = "|".join(sorted(map(re.escape, vocabulary.single_words["and"])))
    parts = [
        part
        for chunk in DIVIDERS.split(sentence)
        for part in re.split(rf"\s(?:{ands})\s", f" {chunk} ")
    ]
    if len(parts) < 2:
        return ()
    named: list[str] = []
    for index, part in enumerate(parts[:MAX_COLUMNS]):
        name = _column_name(part, vocabulary, is_first=not named)
        if name:
            named.append(name)
        elif part.strip() and index and len(named) > 1:
            break
        elif part.strip():
            named.clear()
    return _distinct(named) if len(named) > 1 else ()


def _column_name(part: str, vocabulary: Vocabulary, *, is_first: bool) -> str | None:
    part = part.strip().strip("'\"`“”„")
    if is_first:
        part = AFTER_COLON.split(part)[-1]
        part = _after_marker(part, vocabulary)
    part = re.split(r"[)\]}:=(]", part)[0].strip().strip("'\"`“”„*- ")
    words = part.split()
    while len(words) > 1 and _idle(words[0], vocabulary):
        words.pop(0)
    if not words or len(words) > MAX_COLUMN_WORDS or not IDENTIFIER.fullmatch(" ".join(words)):
        return None
    name = " ".join(words)
    return name if len(words) == 1 else snake_case(name)


def _after_marker(part: str, vocabulary: Vocabulary) -> str:
    """What follows the last word that announces a list of columns."""
    words = part.split()
    markers = vocabulary.single_words["columns_follow"]
    for index in range(len(words) - 1, -1, -1):
        if words[index].lower().strip(",:") in markers:
            return " ".join(words[index + 1 :])
    if len(words) > 1 and not vocabulary.columns.names_of(phrase(part.replace("_", " "))):
        for size in (3, 2, 1):
            tail = " ".join(words[-size:])
            if vocabulary.columns.names_of(phrase(tail.replace("_", " "))):
                return tail
    return part


def _idle(word: str, vocabulary: Vocabulary) -> bool:
    return word.lower() in vocabulary.single_words["filler"] | vocabulary.single_words["and"]


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
