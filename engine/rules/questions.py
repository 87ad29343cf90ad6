"""Prompts as questions: the concept that a prompt asks for, and the words it may stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache
from itertools import pairwise, takewhile

from engine.concepts import CONCEPTS, Finder, Party
from engine.languages.loading import Vocabulary
from engine.rules.finders.names_listed import QUOTED, columns_named
from engine.types import Prompt, ValueType
from engine.values.words import Phrase, key_phrase, phrase

MAX_PROMPT_CHARACTERS = 4_000
# The part of a long prompt, in characters, whose words say what is asked.
ASKING_CHARACTERS = 500
MAX_LABEL_WORDS = 7
MAX_OWN_LABEL_WORDS = 12
# "quantity/price" are two columns, "price w/o tax" is one
CLAUSE_END = re.compile(r"[.?!;:()\n](?:\s|$)|[()\n]")
MAX_CLAUSES = 40
MAX_CLAUSE_WORDS = 24
# "Post code" also as "Postcode"; longer compounds are no labels.
MAX_JOINED_WORDS = 3
LEAST_COMPOUND_ENDING = 5
MAX_WORDS_TO_WHO = 3
GENITIVE = re.compile(r"(?<=[^\W\d_]{4})e?s$")
JOINTS = ("", "s", "en")
"""What stands between the parts of a compound: "Angebotsnummer", "Kundennummer"."""
TABLE_TYPES = frozenset({ValueType.TABLE, ValueType.LINE_ITEM})


Speech = Mapping[str, frozenset[str]]
"""Kind of words → the words, in the language that a prompt is in."""


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
    own words, the surest first, ``said`` all its words in order, ``telling`` those that are not
    idle. ``party`` is who is meant, where a question for an e-mail address or the like says so.
    ``is_named_by_key`` says that the key alone names the concept, while the question has telling
    words of its own.
    """

    key: str
    value_type: ValueType
    concept: str | None
    labels: tuple[OwnLabel, ...]
    words: frozenset[str]
    said: Phrase = ()
    telling: Phrase = ()
    party: Party | None = None
    columns: tuple[str, ...] = ()
    asks_for_number: bool = False
    asks_who: bool = False
    asks_for_percentage: bool = False
    is_named_by_key: bool = False
    members: tuple[Question, ...] = ()

    @property
    def literal(self) -> str:
        """The name of the prompt's own labels in the tree of labels."""
        return f"={self.key}"

    @property
    def of_customer(self) -> bool:
        return self.party is Party.CUSTOMER


TYPE_OF_MEMBER = {
    Finder.AMOUNT: ValueType.NUMBER,
    Finder.RATE: ValueType.NUMBER,
    Finder.DATE: ValueType.DATE,
    Finder.EMAIL: ValueType.EMAIL,
    Finder.ROWS: ValueType.TABLE,
}
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
    is_of_key: bool = False


@cache
def nothing_own(concept: str) -> Question:
    """The question for a concept, without any words of a prompt."""
    return Question(f"{concept} alone", ValueType.TEXT, concept, (), frozenset())


def question_of(prompt: Prompt, vocabulary: Vocabulary) -> Question:
    question = _question_of(prompt, vocabulary)
    if prompt.value_type is not ValueType.JSON:
        return question
    return replace(question, members=tuple(_members(prompt, vocabulary)))


def _members(prompt: Prompt, vocabulary: Vocabulary) -> list[Question]:
    """The questions for the members of an object, where a prompt lists several known values."""
    fillers, ends = vocabulary.single_words["filler"], vocabulary.single_words["clause_ends"]
    members = []
    for name in columns_named(prompt.text[:MAX_PROMPT_CHARACTERS], vocabulary):
        words = tuple(takewhile(lambda word: word not in ends, key_phrase(name)))
        words = _without(words, fillers)
        concept = vocabulary.names.get(words)
        if concept is None:
            return []
        value_type = TYPE_OF_MEMBER.get(CONCEPTS[concept].finder, ValueType.TEXT)
        asked = Prompt("_".join(words), " ".join(words), value_type)
        members.append(_question_of(asked, vocabulary))
    return members if len(members) > 1 else []


def _question_of(prompt: Prompt, vocabulary: Vocabulary) -> Question:
    text = prompt.text[:MAX_PROMPT_CHARACTERS]
    speech = vocabulary.speech_of(frozenset(phrase(text)))
    asked = _asked(prompt, text, vocabulary, speech)
    if speech["who"].intersection(phrase(text)) and speech["owning"].intersection(phrase(text)):
        # "Who owns the dog?" names the dog, which is no label of its owner
        return _owner_of(prompt)
    concept = asked.concept if asked else None
    if prompt.value_type in TABLE_TYPES:
        concept = "line_items"
    fillers = speech["filler"]
    asked_words = _without_percentage(phrase(QUOTED.sub(" ", text)), vocabulary)
    telling = _without(asked_words, fillers)
    words = frozenset(phrase(text[:ASKING_CHARACTERS]))
    key = frozenset(key_phrase(prompt.key))
    return Question(
        key=prompt.key,
        value_type=prompt.value_type,
        concept=concept,
        labels=tuple(_own_labels(prompt, text, asked, vocabulary, speech)),
        words=key | words,
        said=phrase(text[:ASKING_CHARACTERS]),
        telling=telling,
        party=asked.party if asked else None,
        columns=columns_named(text, vocabulary) if concept == "line_items" else (),
        asks_for_number=_asks_for_number(phrase(text[:ASKING_CHARACTERS]), vocabulary),
        asks_who=not speech["who"].isdisjoint(phrase(text)[:MAX_WORDS_TO_WHO]),
        asks_for_percentage=len(asked_words) < len(phrase(QUOTED.sub(" ", text))),
        is_named_by_key=bool(asked and asked.is_of_key) and not key <= set(asked_words),
    )


def _owner_of(prompt: Prompt) -> Question:
    key = key_phrase(prompt.key)
    label = OwnLabel(key, Source.KEY, 1.0)
    return Question(
        prompt.key, prompt.value_type, "owner_name", (label,), frozenset(key), asks_who=True
    )


def _asks_for_number(words: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether a question asks for the number of something: "Angebotsnummer", "policy no"."""
    numbers = vocabulary.single_words["number"]
    endings = tuple(word for word in numbers if len(word) >= LEAST_COMPOUND_ENDING)
    return any(word in numbers or word.endswith(endings) for word in words)


def _asked(prompt: Prompt, text: str, vocabulary: Vocabulary, speech: Speech) -> _Asked | None:
    """The concept asked for: the question decides, the key helps where the question is silent."""
    said = [
        found
        for clause in _clauses(text, speech)
        if (found := _named(clause, vocabulary, speech)) and _can_answer(found, prompt.value_type)
    ]
    if said:
        return max(said, key=lambda found: found.certainty)
    key = key_phrase(prompt.key)
    by_key = _named(key, vocabulary, speech)
    if by_key and _can_answer(by_key, prompt.value_type):
        return replace(by_key, is_of_key=True)
    clear = (word for word in key if word in CONCEPTS and CONCEPTS[word].is_unmistakable)
    word = next(clear, None)
    return _Asked(word, _Certainty.WITH_IDLE_WORDS, is_of_key=True) if word else None


def _can_answer(asked: _Asked, value_type: ValueType) -> bool:
    if value_type is ValueType.BOOLEAN or value_type in TABLE_TYPES:
        return False
    return value_type in CONCEPTS[asked.concept].finder.types


def _clauses(text: str, speech: Speech) -> list[Phrase]:
    """The parts of a prompt that can name what is asked for, each as its words."""
    ends = speech["clause_ends"]
    clauses: list[Phrase] = []
    for part in CLAUSE_END.split(QUOTED.sub(" ", text))[:MAX_CLAUSES]:
        words = phrase(part)
        clauses.append(words)
        marks = [index for index, word in enumerate(words) if word in ends]
        for start, end in pairwise([-1, *marks, len(words)]) if marks else ():
            clauses.append(words[start + 1 : end])
    return [words for words in clauses if 0 < len(words) <= MAX_CLAUSE_WORDS]


def _named(words: Phrase, vocabulary: Vocabulary, speech: Speech) -> _Asked | None:
    """What some words name: a concept, alone, turned round, of a party, or among idle words."""
    fillers = speech["filler"]
    content = _without(words, fillers)
    for each in (words, content, _without(content, speech["who"]), *_turned(words, speech)):
        if each in vocabulary.names:
            return _Asked(vocabulary.names[each], _Certainty.EXACTLY)
    rate = _rate_named(words, content, vocabulary, speech)
    if rate:
        return rate
    for party in (Party.VENDOR, Party.CUSTOMER):
        rest = _without(content, vocabulary.party_words[f"{party}_name"])
        named = vocabulary.names.get(rest)
        if named and len(rest) < len(content) and CONCEPTS[named].is_of_either_party:
            return _Asked(named, _Certainty.EXACTLY, party)
    everyday = vocabulary.concept_asked(words)
    if everyday:
        return _Asked(everyday, _Certainty.EXACTLY)
    within = _within(content, vocabulary, fillers | speech["titles"])
    return _Asked(within, _Certainty.WITH_IDLE_WORDS) if within else None


def _rate_named(
    words: Phrase, content: Phrase, vocabulary: Vocabulary, speech: Speech
) -> _Asked | None:
    """The rate that is asked for in percent: "VAT in percent" is the rate, not the amount."""
    plain = _without(_without_percentage(words, vocabulary), speech["filler"])
    named = vocabulary.names.get(plain) if len(plain) < len(content) else None
    if named == "tax_amount":
        named = "tax_rate"
    if named is None or CONCEPTS[named].finder is not Finder.RATE:
        return None
    return _Asked(named, _Certainty.EXACTLY)


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


def _without_percentage(words: Phrase, vocabulary: Vocabulary) -> Phrase:
    """The words without the form that an answer is asked in: "bonus rate in percent"."""
    for each in sorted(vocabulary.all_words("percentage"), key=len, reverse=True):
        for start in range(len(words) - len(each) + 1):
            if words[start : start + len(each)] == each:
                return (*words[:start], *words[start + len(each) :])
    return words


def _own_labels(
    prompt: Prompt, text: str, asked: _Asked | None, vocabulary: Vocabulary, speech: Speech
) -> Iterator[OwnLabel]:
    """Labels that the prompt's words can be: its quotes, its question, its key, parts of it.

    The key is none where it names another concept than the question does.
    """
    named = vocabulary.names.get(key_phrase(prompt.key))
    is_other = bool(asked and not asked.is_of_key and named and named != asked.concept)
    found: dict[Phrase, OwnLabel] = {}
    numbers = vocabulary.single_words["number"]
    for words, source, share in _said(prompt, text, vocabulary, speech):
        is_number_alone = source is Source.PART and numbers.issuperset(words)
        is_short = 0 < len(words) <= MAX_OWN_LABEL_WORDS
        if is_other and source is Source.KEY:
            continue
        if is_short and len("".join(words)) > 1 and not is_number_alone:
            found.setdefault(words, OwnLabel(words, source, share))
    for label in list(found.values()):
        others = numbers if len(label.words) > 1 and label.words[-1] in numbers else ()
        spellings = [(*label.words[:-1], other) for other in sorted(others)]
        if 1 < len(label.words) <= MAX_JOINED_WORDS:
            spellings.append(("".join(label.words),))
        for words in spellings:
            found.setdefault(words, replace(label, words=words))
    yield from sorted(found.values(), key=lambda label: (ORDER[label.source], -label.share))


def _said(
    prompt: Prompt, text: str, vocabulary: Vocabulary, speech: Speech
) -> Iterator[tuple[Phrase, Source, float]]:
    fillers = speech["filler"]
    asked = phrase(QUOTED.sub(" ", text))
    content = _without(asked, fillers)
    for match in QUOTED.finditer(text):
        yield phrase(match[1] or match[2]), Source.QUOTED, 1.0
    plain = _without(_without_percentage(asked, vocabulary), fillers)
    for words in (asked, content, plain, *_turned(asked, speech)):
        yield words, Source.QUESTION, 1.0
    for clause in _clauses(text, speech):
        short = _without(clause, fillers)
        is_part = set(short) < set(content) and len(content) <= MAX_LABEL_WORDS
        source = Source.PART if is_part else Source.QUESTION
        share = len(short) / len(content) if is_part else 1.0
        yield clause, source, share
        yield short, source, share
    key = key_phrase(prompt.key)
    for words in (key, _without(key, fillers)):
        if set(words) < set(content):
            yield words, Source.PART, len(words) / len(content)
        else:
            yield words, Source.KEY, 1.0
    if len(content) <= MAX_LABEL_WORDS:
        yield from _parts(asked, content, fillers)


def _parts(
    asked: Phrase, content: Phrase, fillers: frozenset[str]
) -> Iterator[tuple[Phrase, Source, float]]:
    """ "Does the applicant have a driving licence?" asks for the label "Driving licence".

    Idle words may stand inside of a label, not at its ends: "taxe de séjour".
    """
    for size in range(len(content) - 1, 1, -1):
        for start in range(len(content) - size + 1):
            yield content[start : start + size], Source.PART, size / len(content)
    for start in range(len(asked)):
        for end in range(start + 2, min(start + MAX_LABEL_WORDS, len(asked)) + 1):
            part = asked[start:end]
            if part[0] not in fillers and part[-1] not in fillers:
                yield part, Source.PART, len(_without(part, fillers)) / len(content)


def _turned(words: Phrase, speech: Speech) -> list[Phrase]:
    """ "Name of the patient" as "patient name", "Nummer des Angebots" as "Angebotsnummer"."""
    of, fillers = speech["of"], speech["filler"]
    place = next((i for i, word in enumerate(words) if word in of), None)
    if not place:
        return []
    owner, thing = _without(words[place + 1 :], fillers), _without(words[:place], fillers)
    thing = thing or words[place - 1 : place]
    if not owner:
        return []
    stem = GENITIVE.sub("", owner[0])
    is_compound = len(owner) == len(thing) == 1
    compounds = [(f"{stem}{joint}{thing[0]}",) for joint in JOINTS] if is_compound else []
    return [(*owner, *thing), *compounds]
