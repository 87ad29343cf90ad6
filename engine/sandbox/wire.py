"""How documents and answers cross the pipe between a worker and its sandbox.

A frame is its length in four bytes, big-endian, then JSON. Words and tables stay in the sandbox:
only the rules need them, and they run there.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson

from engine.types import (
    Box,
    DataEvidence,
    Document,
    Evidence,
    Extraction,
    ExtractionRequest,
    Line,
    ModelUsage,
    Page,
    Part,
    Prompt,
    RowEvidence,
    ValueType,
)

BROKEN = "The document is damaged, or reading it needs more than {megabytes:g} MB of memory."
"""What either side says of a document on which a library fails: few libraries say why."""

LENGTH = struct.Struct(">I")


def frame(message: Mapping[str, Any]) -> bytes:
    try:
        body = orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        # half a character, as in a JSON's "\\ud800", which no encoding can write
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    return LENGTH.pack(len(body)) + body


def request_from(data: Mapping[str, Any]) -> ExtractionRequest:
    return ExtractionRequest(
        prompts=tuple(
            Prompt(prompt["key"], prompt["text"], ValueType(prompt["value_type"]))
            for prompt in data["prompts"]
        ),
        preamble=data["preamble"],
        postamble=data["postamble"],
    )


def document_data(document: Document) -> dict[str, Any]:
    return {
        "mime_type": document.mime_type,
        "pages": [[line.text for line in page.lines] for page in document.pages],
        "parts": [asdict(part) for part in document.parts],
    }


def document_from(data: Mapping[str, Any]) -> Document:
    return Document(
        mime_type=data["mime_type"],
        pages=tuple(
            Page(number, tuple(Line(place, text) for place, text in enumerate(lines, 1)))
            for number, lines in enumerate(data["pages"], 1)
        ),
        parts=tuple(Part(**part) for part in data["parts"]),
    )


def extraction_data(extraction: Extraction) -> dict[str, Any]:
    return asdict(extraction)


def extraction_from(data: Mapping[str, Any]) -> Extraction:
    return Extraction(
        values=data["values"],
        evidence={key: _evidence_from(each) for key, each in data["evidence"].items()},
        not_in_text=data["not_in_text"],
        usage=[ModelUsage(**usage) for usage in data["usage"]],
    )


def _evidence_from(data: Mapping[str, Any]) -> Evidence:
    rows = tuple(RowEvidence(**{**row, "boxes": _boxes_from(row)}) for row in data["rows"])
    of_data = data["data"]
    stated = of_data and DataEvidence(
        **{**of_data, "failed_checks": tuple(of_data["failed_checks"])}
    )
    return Evidence(**{**data, "boxes": _boxes_from(data), "rows": rows, "data": stated})


def _boxes_from(data: Mapping[str, Any]) -> tuple[Box, ...] | None:
    return None if data["boxes"] is None else tuple(Box(**box) for box in data["boxes"])
