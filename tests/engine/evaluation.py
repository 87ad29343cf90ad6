"""How well the embedded extractor reads documents: ``python -m tests.engine.evaluation [FOLDER]``.

FOLDER holds documents and what is right for them, in the format that ``cases/README.md`` describes;
without it the project's own cases are read. Every wrong value is printed in full.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from engine.comparison import Verdict, compare
from engine.documents.reading import read_document
from engine.rules.extractor import RulesExtractor
from engine.types import (
    Document,
    EngineError,
    Extraction,
    ExtractionRequest,
    Limits,
    Prompt,
    ValueType,
)

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One document: what is asked of it, and what is right."""

    name: str
    kind: str
    path: Path
    file_name: str
    prompts: tuple[Prompt, ...]
    expected: Mapping[str, Any]
    accepted: Mapping[str, list[Any]]
    names: frozenset[str]
    error: Mapping[str, str] | None


@dataclass(frozen=True)
class Outcome:
    """What became of one value. ``key`` is empty for a file that was to be refused.

    ``family`` is the standard of a structured document, "own data" where it is nobody's.
    """

    case: Case
    key: str
    verdict: Verdict
    got: object
    confidence: float | None = None
    family: str = ""


def cases(folder: Path = CASES) -> Iterator[Case]:
    for row in json.loads((folder / "cases.json").read_text(encoding="utf-8"))["cases"]:
        path = folder / row["file"]
        yield Case(
            name=row["name"],
            kind=row.get("fault_kind", ""),
            path=path,
            file_name=row.get("filename", path.name),
            prompts=tuple(
                Prompt(key, prompt["text"], ValueType(prompt["type"]))
                for key, prompt in row["prompts"].items()
            ),
            expected=row["expected"],
            accepted=row.get("accept", {}),
            names=frozenset(row.get("names", ())),
            error=row.get("error"),
        )


@cache
def _extractor() -> RulesExtractor:
    return RulesExtractor()


def read(case: Case) -> Document:
    """What the engine reads.

    Raises:
        EngineError: the file is refused.
    """
    return read_document(case.path, case.file_name, Limits())


def outcomes_of(case: Case) -> list[Outcome]:
    try:
        document = read(case)
    except EngineError as refusal:
        return _refused(case, str(refusal))
    extraction = _extractor().extract(document, ExtractionRequest(case.prompts))
    family = _family(document)
    outcomes = [
        Outcome(
            case,
            prompt.key,
            compare(
                extraction.values.get(prompt.key),
                case.expected[prompt.key],
                prompt.value_type,
                accepted=case.accepted.get(prompt.key, ()),
                is_name=prompt.key in case.names,
            ),
            extraction.values.get(prompt.key),
            _confidence(extraction, prompt.key),
            family,
        )
        for prompt in case.prompts
        if prompt.key in case.expected
    ]
    if case.error and not outcomes:
        return [Outcome(case, "", Verdict.WRONG, "the file was read")]
    return outcomes


def _confidence(extraction: Extraction, key: str) -> float | None:
    evidence = extraction.evidence.get(key)
    return evidence.confidence if evidence else None


def _family(document: Document) -> str:
    if document.data is None:
        return ""
    return document.data.standard or "own data"


def _refused(case: Case, refusal: str) -> list[Outcome]:
    keys = [key for key in case.expected if case.expected[key] is not None]
    if case.error is None:
        return [Outcome(case, key, Verdict.MISSED, refusal) for key in keys]
    is_clear = re.search(case.error["says"], refusal, re.IGNORECASE) and not re.search(
        case.error["not"], refusal, re.IGNORECASE
    )
    return [Outcome(case, "", Verdict.RIGHT if is_clear else Verdict.WRONG, refusal)]


def evaluated(folder: Path = CASES) -> list[Outcome]:
    return [outcome for case in cases(folder) for outcome in outcomes_of(case)]


def _share(counts: Counter[Verdict], verdict: Verdict) -> str:
    return f"{counts[verdict] / counts.total():.1%}" if counts.total() else ""


def print_table(outcomes: list[Outcome], console: Console) -> None:
    kinds = sorted({outcome.case.kind for outcome in outcomes}, key=_kind_order)
    table = Table("kind", "values", "right", "null", "wrong", "right %", "wrong %")
    for kind in kinds:
        counts = Counter(each.verdict for each in outcomes if each.case.kind == kind)
        table.add_row(kind, str(counts.total()), *_counted(counts))
    counts = Counter(outcome.verdict for outcome in outcomes)
    table.add_row("all", str(counts.total()), *_counted(counts))
    console.print(table)


def print_families(outcomes: list[Outcome], console: Console) -> None:
    """The structured documents by their standard."""
    table = Table("family", "documents", "right", "null", "wrong", "right %", "wrong %")
    for family in sorted({outcome.family for outcome in outcomes} - {""}):
        of_family = [outcome for outcome in outcomes if outcome.family == family]
        documents = len({outcome.case.name for outcome in of_family})
        counts = Counter(outcome.verdict for outcome in of_family)
        table.add_row(family, str(documents), *_counted(counts))
    if table.row_count:
        console.print(table)


def _counted(counts: Counter[Verdict]) -> list[str]:
    return [
        *(str(counts[verdict]) for verdict in Verdict),
        _share(counts, Verdict.RIGHT),
        _share(counts, Verdict.WRONG),
    ]


def _kind_order(kind: str) -> tuple[bool, int, str]:
    number = kind.removeprefix("K")
    return (not number.isdigit(), int(number) if number.isdigit() else 0, kind)


def print_calibration(outcomes: list[Outcome], console: Console) -> None:
    """Of the values given with a confidence, how many are right, by tenths."""
    table = Table("confidence", "given", "right", "right %")
    for tenth in range(10):
        given = [
            outcome
            for outcome in outcomes
            if outcome.confidence is not None and min(int(outcome.confidence * 10), 9) == tenth
        ]
        if given:
            right = sum(outcome.verdict is Verdict.RIGHT for outcome in given)
            table.add_row(
                f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}",
                str(len(given)),
                str(right),
                f"{right / len(given):.1%}",
            )
    if table.row_count:
        console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CASES)
    parser.add_argument("--kind", help="only this kind, such as K7")
    parser.add_argument("--missed", action="store_true", help="print what was missed, too")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 200, soft_wrap=True)
    outcomes = [
        outcome
        for case in cases(arguments.folder)
        if arguments.kind in (None, case.kind)
        for outcome in outcomes_of(case)
    ]
    shown = {Verdict.WRONG} | ({Verdict.MISSED} if arguments.missed else set())
    for outcome in outcomes:
        if outcome.verdict in shown:
            expected = json.dumps(outcome.case.expected.get(outcome.key), ensure_ascii=False)
            got = json.dumps(outcome.got, ensure_ascii=False)
            console.print(
                f"{outcome.verdict} {outcome.case.kind} {outcome.case.name} {outcome.key}\n"
                f"    expected {expected}\n    got      {got}",
                markup=False,
                highlight=False,
            )
    print_table(outcomes, console)
    print_families(outcomes, console)
    print_calibration(outcomes, console)


if __name__ == "__main__":
    main()
