import json
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from engine.documents.reading import read_document
from engine.pictures import page_picture
from engine.rules.extractor import Considered, RulesExtractor
from engine.types import Document, EngineError, Limits, Prompt, ValueType

_SHOWN_CANDIDATES = 8
_SHOWN_CHARACTERS = 100


class Command(BaseCommand):
    help = (
        "Show what the engine sees in a document: its text by lines, its tables, its structured "
        "data; with --ask, every candidate for the answer with what speaks for it. Example: "
        'manage.py read invoice.pdf --ask "What is the total?" --type number --picture page.png'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--ask", metavar="QUESTION", help="A prompt, as in a tool.")
        parser.add_argument("--key", default="value", help="The prompt's key. Default: value.")
        parser.add_argument(
            "--type", choices=list(ValueType), default=ValueType.TEXT, type=ValueType
        )
        parser.add_argument(
            "--picture", type=Path, metavar="OUT.png", help="The page with the answer framed."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        console = Console(
            # Django wraps the stream that it writes to
            file=cast("IO[str]", self.stdout),
            width=None if self.stdout.isatty() else 160,
        )
        try:
            document = read_document(path, path.name, Limits())
            considered = None
            if options["ask"]:
                prompt = Prompt(options["key"], options["ask"], options["type"])
                considered = RulesExtractor().considered(document, prompt)
                _show_considered(considered, console)
            else:
                _show_document(document, console)
            if options["picture"]:
                evidence = considered.evidence if considered else None
                page = evidence.page if evidence else 1
                boxes = (evidence.boxes if evidence else None) or ()
                options["picture"].write_bytes(page_picture(path, page, boxes))
                self.stdout.write(f"Page {page} is in {options['picture']}.")
        except FileNotFoundError:
            raise CommandError(f"There is no file {path}.") from None
        except EngineError as error:
            raise CommandError(str(error)) from None


def _show_document(document: Document, console: Console) -> None:
    console.print(f"{document.mime_type}, {len(document.pages)} pages", highlight=False)
    for page in document.pages:
        console.rule(f"page {page.number}")
        for line in page.lines:
            console.print(f"{line.number:5} {line.text}", markup=False, highlight=False)
        for table in page.tables:
            console.print(f"table of {len(table.rows)} rows from line {table.first_line}")
    if document.data is not None:
        console.rule(f"data: {document.data.standard or 'of no known standard'}")
        shown = Table("value", "stated", "line", "term", "path")
        for concept, facts in document.data.facts.items():
            for fact in facts:
                shown.add_row(
                    concept, _short(fact.value), str(fact.line or ""), fact.term, _short(fact.path)
                )
        console.print(shown)
        console.print(f"{len(document.data.items)} lines")


def _show_considered(considered: Considered, console: Console) -> None:
    answer = json.dumps(considered.value, ensure_ascii=False)
    confidence = considered.evidence.confidence if considered.evidence else None
    console.print(f"Answer: {answer}", markup=False, highlight=False, soft_wrap=True)
    if considered.evidence:
        place = f"page {considered.evidence.page}, line {considered.evidence.line}"
        console.print(f"Confidence {confidence}, {place}: ", considered.evidence.text, markup=False)
    if considered.candidates:
        shown = Table("probability", "value", "page", "line", "what speaks for it and against it")
        for candidate, probability in considered.candidates[:_SHOWN_CANDIDATES]:
            facts = ", ".join(
                f"{name} {value:g}" for name, value in candidate.facts.items() if value
            )
            shown.add_row(
                f"{probability:.3f}",
                _short(candidate.value),
                str(candidate.row.page),
                str(candidate.row.line),
                facts,
            )
        console.print(shown)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
