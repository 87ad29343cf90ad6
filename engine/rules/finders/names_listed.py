"""The names of columns, or of members of an object, that a prompt lists."""

from __future__ import annotations

import re

from engine.languages.loading import Vocabulary
from engine.values.words import UNSPACED, folded, phrase

MAX_COLUMNS = 40
MAX_COLUMN_WORDS = 4
# The concept that words for a table name.
ROWS = "line_items"
JSON_KEY = re.compile(r"\"([^\"\n]{1,60})\"\s*:")
DIVIDERS = re.compile(r"[,;\n|•、，；]|(?<!\b\w)/(?!\w\b)|\s-\s")
AFTER_COLON = re.compile(r"[:(\[{]")
LAST_BRACKETS = re.compile(r"\(([^()]{1,400})\)\s*[.?!]?\s*$")
IDENTIFIER = re.compile(r"[\w %#.&/'’-]{1,60}")
SPACES = re.compile(r"[\s-]+")
UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+")
QUOTED = re.compile(r"[\"“„«‘`]([^\"“”„«»‘’`\n]{1,60})[\"”“»’`]|(?<!\w)'([^'\n]{1,60})'(?!\w)")


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
    best = _in_brackets(text, vocabulary)
    if best:
        return best
    for sentence in re.split(r"(?<=[\w)])[.?!](?:\s|$)", text):
        names = _named_in(sentence, vocabulary)
        if len(names) > len(best):
            best = names
    return best


def _in_brackets(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The list in the brackets that end a prompt: "... for each seat (seat, name and price)"."""
    match = LAST_BRACKETS.search(text)
    if match is None or not re.search(r"[,;、，；]", match[1]):
        return ()
    return _named_in(match[1], vocabulary)


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
    words = _without_form(words, vocabulary)
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


def _without_form(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """A name without what form the answer is to have: "... and price as a table"."""
    ends = vocabulary.single_words["clause_ends"]
    for index in range(1, len(words) - 1):
        rest = [word for word in words[index + 1 :] if not _idle(word, vocabulary)]
        if folded(words[index]) in ends and vocabulary.names.get(phrase(" ".join(rest))) == ROWS:
            return words[:index]
    return words
