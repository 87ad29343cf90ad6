"""Regular expressions found in modules, texts made against them, and the time that they take."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from time import process_time
from types import ModuleType

# The parse tree of a pattern, as the module ``re`` makes it; it has had two names.
_parser = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")

SIZES = (2_000, 4_000, 8_000)
MAX_SECONDS = 0.05
QUICK_SECONDS = 0.001
"""What takes less at the smallest size isn't measured again: what is quadratic takes longer."""
MAX_GROWTH = 9.0
"""From the smallest to the largest size: 4 where time is linear, 16 where it is quadratic."""
RUNS = 3
MAX_SAMPLE = 24
_CALL = re.compile(r"\b(\w+)\.(\w+)\(")
PLAIN = (" ", "\n", "0", "1", "a", "A", "x ", "1 ", "1,", "a.", "é", "語")


@dataclass(frozen=True)
class Found:
    """A pattern of a module; ``is_anchored`` where it is matched at given places only."""

    place: str
    pattern: re.Pattern[str]
    is_anchored: bool = False


def patterns_in(package: str) -> list[Found]:
    """The patterns of all modules of a package, each once."""
    found: dict[re.Pattern[str], Found] = {}
    modules = list(_modules(package))
    methods: dict[tuple[str, str], set[str]] = {}
    for module in modules:
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        for name, method in _CALL.findall(source):
            owner = module.__name__ if name.startswith("_") else ""
            methods.setdefault((owner, name), set()).add(method)
    for module in modules:
        for name, value in vars(module).items():
            owner = module.__name__ if name.startswith("_") else ""
            is_anchored = methods.get((owner, name), {"search"}) <= {"match", "fullmatch"}
            for pattern in _patterns(value, depth=4):
                if isinstance(pattern.pattern, str):
                    place = f"{module.__name__}.{name}"
                    found.setdefault(pattern, Found(place, pattern, is_anchored))
    return list(found.values())


def _modules(package: str) -> Iterator[ModuleType]:
    module = import_module(package)
    yield module
    for found in walk_packages(getattr(module, "__path__", ()), f"{package}."):
        if ".migrations" not in found.name and ".management" not in found.name:
            yield import_module(found.name)


def _patterns(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth:
        for inner in _inside(value):
            yield from _patterns(inner, depth - 1)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name, None) for field in fields(value)]
    return ()


def texts_against(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Short texts that a pattern may take long to refuse when repeated: its signs, its prefixes."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    signs = sorted(set(_signs(tree)))
    sample = "".join(_sample(tree))[:MAX_SAMPLE]
    prefixes = (sample[:size] for size in range(1, len(sample) + 1))
    return tuple(dict.fromkeys((*PLAIN, *signs, *prefixes)))


def _signs(tree: object) -> Iterator[str]:
    """Each character that a pattern names, and one of each of its ranges."""
    for code, argument in tree if isinstance(tree, list | _parser.SubPattern) else ():
        if str(code) in {"LITERAL", "NOT_LITERAL"}:
            yield chr(argument)
        elif str(code) == "RANGE":
            yield chr(argument[0])
        elif str(code) == "IN":
            yield from _signs(argument)
        else:
            yield from _signs_of_parts(argument)


def _signs_of_parts(argument: object) -> Iterator[str]:
    for part in argument if isinstance(argument, tuple | list) else ():
        if isinstance(part, _parser.SubPattern):
            yield from _signs(part)
        else:
            yield from _signs_of_parts(part)


_OF_CATEGORY = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "w"}


def _sample(tree: object) -> Iterator[str]:
    """The parts of a text that has the pattern's form: the last branch of each, one repetition."""
    for code, argument in tree:  # type: ignore[attr-defined]
        match str(code):
            case "LITERAL":
                yield chr(argument)
            case "NOT_LITERAL" | "ANY":
                yield "q"
            case "IN":
                yield _member(argument)
            case "BRANCH":
                yield from _sample(argument[1][0])
            case "SUBPATTERN":
                yield from _sample(argument[-1])
            case "ATOMIC_GROUP":
                yield from _sample(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield from list(_sample(argument[2])) * max(argument[0], 1)


def _member(choices: list[tuple[object, object]]) -> str:
    """A character of a class; of one that is defined by what it excludes, a letter."""
    code, argument = choices[0]
    match str(code):
        case "LITERAL":
            return chr(argument)  # type: ignore[arg-type]
        case "RANGE":
            return chr(argument[0])  # type: ignore[index]
        case "CATEGORY":
            return _OF_CATEGORY.get(str(argument), "q")
    return "q"


def fault_of(found: Found) -> str | None:
    """What speaks against a pattern: the text that it takes too long for, None for none."""
    for text in texts_against(found.pattern):
        for ending in ("", "\0"):
            if _seconds(found, text, SIZES[0], ending) < QUICK_SECONDS:
                continue
            times = [
                min(_seconds(found, text, size, ending) for _ in range(RUNS)) for size in SIZES
            ]
            if times[-1] > MAX_SECONDS or times[-1] > MAX_GROWTH * max(times[0], QUICK_SECONDS):
                shown = ", ".join(f"{1000 * seconds:.1f} ms" for seconds in times)
                return f"{text!r} repeated to {SIZES} characters: {shown}"
    return None


def _seconds(found: Found, text: str, size: int, ending: str) -> float:
    whole = (text * (size // len(text) + 1))[:size] + ending
    started = process_time()
    found.pattern.match(whole)
    found.pattern.fullmatch(whole)
    if not found.is_anchored:
        for _ in found.pattern.finditer(whole):
            pass
    return process_time() - started
