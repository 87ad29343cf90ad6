"""Prompts as questions: the concept that a prompt asks for, and the words it may stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache
from itertools import pairwise

from engine.concepts import CONCEPTS, Party
from engine.languages.loading import Vocabulary
from engine.types import Prompt, ValueType
from engine.values.words import UNSPACED, Phrase, folded, key_phrase, phrase

MAX_PROMPT_CHARACTERS = 4_000
MAX_LABEL_WORDS = 7
MAX_OWN_LABEL_WORDS = 12
MAX_COLUMNS = 40
MAX_COLUMN_WORDS = 4
QUOTED = re.compile(r"[\"“„«‘`]([^\"“”„«»‘’`\n]{1,60})[\"”“»’`]|(?<!\w)'([^'\n]{1,60})'(?!\w)")
JSON_KEY = re.compile(r"\"([^\"\n]{1,60})\"\s*:")
# "quantity/price" are two columns, "price w/o tax" is one
DIVIDERS = re.compile(r"[,;\n|•、，；]|(?<!\b\w)/(?!\w\b)|\s-\s")
UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+")
AFTER_COLON = re.compile(r"[:(\[{]")
SPACES = re.compile(r"[\s-]+")
IDENTIFIER = re.compile(r"[\w %#.&/'’-]{1,60}")
CLAUSE_END = re.compile(r"[.?!;:()\n](?:\s|$)|[()\n]")
MAX_CLAUSES = 40
MAX_CLAUSE_WORDS = 24
# "Post code" also as "Postcode"; longer compounds are no labels.
MAX_JOINED_WORDS = 3
LEAST_COMPOUND_ENDING = 5
MAX_WORDS_TO_WHO = 3
TABLE_TYPES = frozenset({ValueType.TABLE, ValueType.LINE_ITEM})


class Source(StrEnum):
    """Where a prompt has the words of a label from, the surest first."""

    QUOTED = "quoted"
    QUESTION = "question"
    KEY = "key"
    PART = "part"


@dataclass(frozen=True, slots=True)
class OwnLabel:
    """Words of a prompt that the document can have for a label.

    ``share`` is how much of the question's telling words they are, 0 to 1.
    """

    words: Phrase
    source: Source
    share: float


@dataclass(frozen=True, slots=True)
class Question:
    """What a prompt asks for.

    ``concept`` is None where it names nothing that the engine knows, ``labels`` are the prompt's
    own words, the surest first, ``telling`` those that are not idle. ``party`` is who is meant,
    where a question for an e-mail address or the like says so.
    """

    key: str
    value_type: ValueType
    concept: str | None
    labels: tuple[OwnLabel, ...]
    words: frozenset[str]
    telling: Phrase = ()
    party: Party | None = None
    columns: tuple[str, ...] = ()
    asks_for_number: bool = False
    asks_who: bool = False

    @property
    def literal(self) -> str:
        """The name of the prompt's own labels in the tree of labels."""
        return f"={self.key}"

    @property
    def of_customer(self) -> bool:
        return self.party is Party.CUSTOMER


ORDER = {source: rank for rank, source in enumerate(Source)}


class _Certainty(IntEnum):
    """How clearly some words name a concept."""

    WITH_IDLE_WORDS = 1
    EXACTLY = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    concept: str
    certainty: _Certainty
    party: Party | None = None


@cache
def nothing_own(concept: str) -> Question:
    """The question for a concept, without any words of a prompt."""
    return Question(f"{concept} alone", ValueType.TEXT, concept, (), frozenset())


def question_of(prompt: Prompt, vocabulary: Vocabulary) -> Question:
    text = prompt.text[:MAX_PROMPT_CHARACTERS]
    asked = _asked(prompt, text, vocabulary)
    concept = asked.concept if asked else None
    if prompt.value_type in TABLE_TYPES:
        concept = "line_items"
    fillers = vocabulary.single_words["filler"]
    return Question(
        key=prompt.key,
        value_type=prompt.value_type,
        concept=concept,
        labels=tuple(_own_labels(prompt, text, vocabulary)),
        words=frozenset(key_phrase(prompt.key)) | frozenset(phrase(text[:500])),
        telling=_without(phrase(QUOTED.sub(" ", text)), fillers),
        party=asked.party if asked else None,
        columns=columns_named(text, vocabulary) if concept == "line_items" else (),
        asks_for_number=_asks_for_number(phrase(text[:500]), vocabulary),
        asks_who=not vocabulary.single_words["who"].isdisjoint(phrase(text)[:MAX_WORDS_TO_WHO]),
    )


def _asks_for_number(words: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether a question asks for the number of something: "Angebotsnummer", "policy no"."""
    numbers = vocabulary.single_words["number"]
    endings = tuple(word for word in numbers if len(word) >= LEAST_COMPOUND_ENDING)
    return any(word in numbers or word.endswith(endings) for word in words)


def _asked(prompt: Prompt, text: str, vocabulary: Vocabulary) -> _Asked | None:
    """The concept asked for: the question decides, the key helps where the question is silent."""
    said = [
        found
        for clause in _clauses(text, vocabulary)
        if (found := _named(clause, vocabulary)) and _can_answer(found, prompt.value_type)
    ]
    if said:
        return max(said, key=lambda found: found.certainty)
    key = key_phrase(prompt.key)
    by_key = _named(key, vocabulary)
    if by_key and _can_answer(by_key, prompt.value_type):
        return by_key
    clear = (word for word in key if word in CONCEPTS and CONCEPTS[word].is_unmistakable)
    word = next(clear, None)
    return _Asked(word, _Certainty.WITH_IDLE_WORDS) if word else None


def _can_answer(asked: _Asked, value_type: ValueType) -> bool:
    if value_type is ValueType.BOOLEAN or value_type in TABLE_TYPES:
        return False
    return value_type in CONCEPTS[asked.concept].finder.types


def _clauses(text: str, vocabulary: Vocabulary) -> list[Phrase]:
    """The parts of a prompt that can name what is asked for, each as its words."""
    ends = vocabulary.single_words["clause_ends"]
    clauses: list[Phrase] = []
    for part in CLAUSE_END.split(QUOTED.sub(" ", text))[:MAX_CLAUSES]:
        words = phrase(part)
        clauses.append(words)
        marks = [index for index, word in enumerate(words) if word in ends]
        for start, end in pairwise([-1, *marks, len(words)]) if marks else ():
            clauses.append(words[start + 1 : end])
    return [words for words in clauses if 0 < len(words) <= MAX_CLAUSE_WORDS]


def _named(words: Phrase, vocabulary: Vocabulary) -> _Asked | None:
    """What some words name: a concept, alone, turned round, of a party, or among idle words."""
    fillers = vocabulary.single_words["filler"]
    content = _without(words, fillers)
    for each in (words, content, *_turned(words, vocabulary)):
        if each in vocabulary.names:
            return _Asked(vocabulary.names[each], _Certainty.EXACTLY)
    for party in (Party.VENDOR, Party.CUSTOMER):
        rest = _without(content, vocabulary.party_words[f"{party}_name"])
        named = vocabulary.names.get(rest)
        if named and len(rest) < len(content) and CONCEPTS[named].is_of_either_party:
            return _Asked(named, _Certainty.EXACTLY, party)
    everyday = vocabulary.concept_asked(words)
    if everyday:
        return _Asked(everyday, _Certainty.EXACTLY)
    within = _within(content, vocabulary, fillers | vocabulary.single_words["titles"])
    return _Asked(within, _Certainty.WITH_IDLE_WORDS) if within else None


def _within(words: Phrase, vocabulary: Vocabulary, rest: frozenset[str]) -> str | None:
    """The concept of the longest known phrases in the words, where only idle words remain.

    Several phrases may name it together: "grand total including VAT".
    """
    if len(words) > MAX_LABEL_WORDS * 2:
        return None
    covered: dict[str, set[int]] = {}
    for size in range(min(len(words), MAX_LABEL_WORDS), 0, -1):
        for start in range(len(words) - size + 1):
            concept = vocabulary.names.get(words[start : start + size])
            if concept is None:
                continue
            places = covered.setdefault(concept, set())
            places.update(range(start, start + size))
            if rest.issuperset(word for i, word in enumerate(words) if i not in places):
                return concept
    return None


def _without(words: Phrase, idle: frozenset[str]) -> Phrase:
    return tuple(word for word in words if word not in idle)


def _own_labels(prompt: Prompt, text: str, vocabulary: Vocabulary) -> Iterator[OwnLabel]:
    """Labels that the prompt's words can be: its quotes, its question, its key, parts of it."""
    found: dict[Phrase, OwnLabel] = {}
    for words, source, share in _said(prompt, text, vocabulary):
        if 0 < len(words) <= MAX_OWN_LABEL_WORDS and len("".join(words)) > 1:
            found.setdefault(words, OwnLabel(words, source, share))
    numbers = vocabulary.single_words["number"]
    for label in list(found.values()):
        others = numbers if len(label.words) > 1 and label.words[-1] in numbers else ()
        spellings = [(*label.words[:-1], other) for other in sorted(others)]
        if 1 < len(label.words) <= MAX_JOINED_WORDS:
            spellings.append(("".join(label.words),))
        for words in spellings:
            found.setdefault(words, replace(label, words=words))
    yield from sorted(found.values(), key=lambda label: (ORDER[label.source], -label.share))


def _said(
    prompt: Prompt, text: str, vocabulary: Vocabulary
) -> Iterator[tuple[Phrase, Source, float]]:
    fillers = vocabulary.single_words["filler"]
    asked = phrase(QUOTED.sub(" ", text))
    content = _without(asked, fillers)
    for match in QUOTED.finditer(text):
        yield phrase(match[1] or match[2]), Source.QUOTED, 1.0
    for words in (asked, content, *_turned(asked, vocabulary)):
        yield words, Source.QUESTION, 1.0
    for clause in _clauses(text, vocabulary):
        yield clause, Source.QUESTION, 1.0
        yield _without(clause, fillers), Source.QUESTION, 1.0
    key = key_phrase(prompt.key)
    for words in (key, _without(key, fillers)):
        if set(words) < set(content):
            yield words, Source.PART, len(words) / len(content)
        else:
            yield words, Source.KEY, 1.0
    if len(content) <= MAX_LABEL_WORDS:
        # "Does the applicant have a driving licence?" asks for the label "Driving licence".
        for size in range(len(content) - 1, 1, -1):
            for start in range(len(content) - size + 1):
                yield content[start : start + size], Source.PART, size / len(content)


def _turned(words: Phrase, vocabulary: Vocabulary) -> list[Phrase]:
    """ "Name of the patient" as "patient name"."""
    of, fillers = vocabulary.single_words["of"], vocabulary.single_words["filler"]
    place = next((i for i, word in enumerate(words) if word in of), None)
    if not place:
        return []
    owner, thing = _without(words[place + 1 :], fillers), _without(words[:place], fillers)
    return [(*owner, *(thing or words[place - 1 : place]))] if owner else []


def columns_named(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The columns that a prompt names, as it writes them, in small letters and with "_" for spaces.

    Single words keep their capitals.
    """
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
    ands = vocabulary.and_words(set(phrase(sentence)))
    parts = [part for chunk in DIVIDERS.split(sentence) for part in _at_ands(chunk, ands)]
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


def _at_ands(text: str, ands: frozenset[str]) -> list[str]:
    """The parts of a list that words for "and" divide."""
    parts: list[list[str]] = [[]]
    for word in UNSPACED_RUN.sub(lambda run: " ".join(_apart(run.group(), ands)), text).split():
        if folded(word) in ands and parts[-1]:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts]


def _apart(run: str, ands: frozenset[str]) -> list[str]:
    """Characters of a script without spaces, divided at those that mean "and"."""
    apart = [""]
    for sign in run:
        apart += [sign, ""] if sign in ands else []
        apart[-1] += "" if sign in ands else sign
    return apart


def _column_name(part: str, vocabulary: Vocabulary, *, is_first: bool) -> str | None:
    part = part.strip().strip("'\"`“”„")
    if is_first:
        part = AFTER_COLON.split(part)[-1]
        part = _after_marker(part, vocabulary)
    part = re.split(r"[)\]}:=(]", part)[0].strip().strip("'\"`“”„*- ")
    words = part.split()
    while len(words) > 1 and _idle(words[0], vocabulary) and not _is_column(words, vocabulary):
        words.pop(0)
    if not words or len(words) > MAX_COLUMN_WORDS or not IDENTIFIER.fullmatch(" ".join(words)):
        return None
    name = " ".join(words)
    return name if len(words) == 1 else SPACES.sub("_", name.lower())


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


def _is_column(words: list[str], vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.columns.names_of(phrase(" ".join(words))))


def _idle(word: str, vocabulary: Vocabulary) -> bool:
    return word.lower() in vocabulary.single_words["filler"] | vocabulary.single_words["and"]


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
