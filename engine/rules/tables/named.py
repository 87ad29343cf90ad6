"""The columns that a question names, found among the header cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from engine.concepts import COLUMNS
from engine.languages.loading import Vocabulary
from engine.rules.tables.header_words import concept_in
from engine.rules.tables.model import Column, joined
from engine.values.words import Phrase, phrase

# A shortened word has so many letters at most: "Amt", "Qty", "Descr".
MAX_SHORT = 6
# Endings that make a plural of a word, by their length.
MAX_ENDING = 2
MIN_STEM = 4

NO_RANK = 1_000_000

Match = Callable[[Phrase, "_Spelled", Vocabulary], bool]


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A column with its header's words, whole and by lines: one may be of another language."""

    column: Column
    spellings: tuple[Phrase, ...]


def _has_words(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    del vocabulary
    return words in header.spellings


def _has_like_words(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    del vocabulary
    return any(is_alike(words, each) for each in header.spellings)


def _is_of_own_concept(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    return header.column.concept in own_concepts(words, vocabulary)


def _is_of_other_concept(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    return header.column.concept in _other_concepts(words, vocabulary)


def _means_the_same(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    meanings = _meanings(words, vocabulary)
    return any(meanings & _meanings(each, vocabulary) for each in header.spellings)


def _has_words_among_others(words: Phrase, header: _Spelled, vocabulary: Vocabulary) -> bool:
    del vocabulary
    return any(_is_part(words, each) for each in header.spellings)


# The ways in which a name can be a header cell's, the surest first.
MATCHES: tuple[Match, ...] = (
    _has_words,
    _has_like_words,
    _is_of_own_concept,
    _is_of_other_concept,
    _means_the_same,
    _has_words_among_others,
)


def columns_for(
    names: Sequence[str], columns: Sequence[Column], vocabulary: Vocabulary
) -> dict[str, int | None]:
    """For each name the place of its column, None where no header cell has it, or several have.

    Sure matches come first, for all names, so that no name takes the column of another.
    """
    headers = [_Spelled(column, tuple(_spellings(column))) for column in columns]
    found: dict[str, int | None] = dict.fromkeys(names)
    taken = {
        i for i, header in enumerate(headers) if _is_of_two(header, set(map(_words_of, names)))
    }
    doubtful: set[str] = set()
    for match in MATCHES:
        for name in names:
            if found[name] is not None or name in doubtful:
                continue
            words = _words_of(name)
            fitting = [
                i
                for i, header in enumerate(headers)
                if i not in taken and match(words, header, vocabulary)
            ]
            if len(fitting) > 1:
                fitting = _closest(words, fitting, headers)
            if len(fitting) > 1:
                fitting = _surest(fitting, columns, vocabulary)
            if len(fitting) == 1:
                found[name] = fitting[0]
                taken.add(fitting[0])
            elif fitting:
                doubtful.add(name)
    return found


def _words_of(name: str) -> Phrase:
    return phrase(name.replace("_", " "))


def _is_of_two(header: _Spelled, names: Set[Phrase]) -> bool:
    """Whether an unknown header cell is two of the names side by side: so are the cells below."""
    words = phrase(header.column.header)
    return header.column.concept is None and any(
        words[:size] in names and words[size:] in names for size in range(1, len(words))
    )


def _spellings(column: Column) -> Iterator[Phrase]:
    lines = column.lines
    for size in range(len(lines), 0, -1):
        for start in range(len(lines) - size + 1):
            yield phrase(joined(lines[start : start + size]))


def is_alike(words: Phrase, header: Phrase) -> bool:
    """Whether the words are the same but for endings and abbreviations."""
    return len(words) == len(header) and all(map(_is_same_word, words, header))


def _is_same_word(one: str, other: str) -> bool:
    if one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    is_stem = len(short) >= MIN_STEM and len(long) - len(short) <= MAX_ENDING
    return one == other or (is_stem and long.startswith(short)) or _abbreviates(short, long)


def _abbreviates(short: str, long: str) -> bool:
    """Whether a short word has letters of a long one in order; they begin with the same."""
    if not 2 <= len(short) <= MAX_SHORT or len(long) <= len(short):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and (
        long.startswith(short) or short[-1] == long[-1]
    )


def _is_part(words: Phrase, header: Phrase) -> bool:
    """Whether a header cell has the words, and not many more."""
    rest = list(header)
    for word in words:
        same = next((each for each in rest if _is_same_word(word, each)), None)
        if same is None:
            return False
        rest.remove(same)
    return bool(words) and len(rest) <= len(words)


def own_concepts(words: Phrase, vocabulary: Vocabulary) -> set[str]:
    """The columns that a name means first of all."""
    names = vocabulary.columns.names_of(words)
    own = "_".join(words)
    if own in COLUMNS:
        return {own}
    if not names:
        found = concept_in(words, vocabulary)
        return {found} if found else set()
    best = min(names.values())
    return {name for name, rank in names.items() if rank == best}


def _other_concepts(words: Phrase, vocabulary: Vocabulary) -> set[str]:
    names = {*vocabulary.columns.names_of(words), *own_concepts(words, vocabulary)}
    others = {COLUMNS[name].else_take for name in names}
    return names | {name for name in others if name}


def _meanings(words: Phrase, vocabulary: Vocabulary) -> set[str]:
    return set(vocabulary.labels.names_of(words)) - {"other"}


def _closest(words: Phrase, fitting: Sequence[int], headers: Sequence[_Spelled]) -> list[int]:
    """Those with the most words of the name unchanged: "tax amount" is "Tax amt", not "Taxable"."""
    same = {
        index: max(len(set(words) & set(spelled)) for spelled in headers[index].spellings)
        for index in fitting
        if headers[index].spellings
    }
    most = max(same.values(), default=0)
    return [index for index in fitting if same.get(index, 0) == most]


def _surest(fitting: Sequence[int], columns: Sequence[Column], vocabulary: Vocabulary) -> list[int]:
    """Of several columns of one concept the one that its language calls so first of all."""
    ranks = {index: _rank(columns[index], vocabulary) for index in fitting}
    best = min(ranks.values())
    return [index for index in fitting if ranks[index] == best]


def _rank(column: Column, vocabulary: Vocabulary) -> int:
    """The place of a header's phrase among those of its concept, the lower the surer."""
    words = phrase(column.header)
    found = (vocabulary.columns.longest(words, start) for start in range(len(words)))
    ranks = [each[1].get(column.concept or "", NO_RANK) for each in found if each]
    return min(ranks, default=NO_RANK)
