"""The extractor that asks a language model, part by part where the document is long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

from common.outbound import Deadline
from engine.llm.chat import AnswerCutOff, Chat, UsageTally
from engine.llm.chunks import Chunk, split
from engine.llm.config import LLMConfig
from engine.llm.places import PlaceFinder
from engine.llm.prompting import Message, messages, new_mark, overhead_characters
from engine.llm.shapes import LIST_TYPES, normalized
from engine.types import (
    Document,
    Evidence,
    Extraction,
    ExtractionFailed,
    ExtractionRequest,
    Prompt,
    ValueType,
)

MIN_ROOM_CHARACTERS = 200


class LLMExtractor:
    """Answers all prompts of a request at once, in as few requests as the document fits into.

    One instance keeps its connections and may be used by several threads; close it when done.
    """

    def __init__(self, config: LLMConfig) -> None:
        self._config = config
        self._chat = Chat(config)

    def __enter__(self) -> Self:
        """The extractor itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._chat.close()

    def extract(self, document: Document, request: ExtractionRequest) -> Extraction:
        """Answer every prompt; a document without text is answered with nulls, and nobody asked.

        Raises:
            ExtractionFailed: with a sentence for the API's caller.
        """
        findings = _Findings(request.prompts)
        tally = UsageTally(self._config)
        document = document.first
        if not request.prompts or not document.text.strip():
            return Extraction(findings.values)
        deadline = Deadline.after(self._config.total_timeout_seconds)
        mark = new_mark(document.text)
        chunks = self._chunks(document, request)
        with_page_marks = len(document.pages) > 1
        for number, chunk in enumerate(chunks, start=1):
            prompts = findings.open_prompts()
            if not prompts:
                break
            text = chunk.render(with_page_marks=with_page_marks)
            ask = partial(messages, request, text=text, mark=mark, part=number, parts=len(chunks))
            findings.add(chunk, prompts, self._answered(ask, prompts, deadline, tally))
        return Extraction(findings.values, findings.evidence, findings.not_in_text, tally.usage())

    def _answered(
        self,
        messages_for: Callable[..., list[Message]],
        prompts: Sequence[Prompt],
        deadline: Deadline,
        tally: UsageTally,
    ) -> dict[str, tuple[Any, Any]]:
        """The answers to the prompts, asked in halves where they are too long for one reply."""
        try:
            reply = self._chat.ask(messages_for(prompts=prompts), prompts, deadline)
        except AnswerCutOff as cut_off:
            tally.add(cut_off)
            if len(prompts) == 1:
                raise
            middle = len(prompts) // 2
            return self._answered(messages_for, prompts[:middle], deadline, tally) | self._answered(
                messages_for, prompts[middle:], deadline, tally
            )
        tally.add(reply)
        return _answers(reply.answer, prompts)

    def _chunks(self, document: Document, request: ExtractionRequest) -> list[Chunk]:
        room = self._config.context_characters - overhead_characters(request)
        if room < MIN_ROOM_CHARACTERS:
            raise ExtractionFailed(
                "The prompts leave no room for the document in the language model profile's "
                f"{self._config.context_characters} characters."
            )
        chunks = split(document, room=room, overlap_lines=self._config.overlap_lines)
        if len(chunks) > self._config.max_chunks:
            raise ExtractionFailed(
                f"The document is too long for the language model profile: it takes {len(chunks)} "
                f"requests, and {self._config.max_chunks} are allowed."
            )
        return chunks


class _Findings:
    """What the parts of a document have given so far.

    The first value of a scalar stays; the rows of tables, and lists in JSON, add up.
    """

    def __init__(self, prompts: Sequence[Prompt]) -> None:
        self._prompts = prompts
        self.values: dict[str, Any] = {prompt.key: None for prompt in prompts}
        self.evidence: dict[str, Evidence] = {}
        self._unseen: set[str] = set()

    @property
    def not_in_text(self) -> list[str]:
        """The keys of the values that the text does not show, in the order of the prompts."""
        return [prompt.key for prompt in self._prompts if prompt.key in self._unseen]

    def open_prompts(self) -> list[Prompt]:
        """The prompts that another part of the document may still add to."""
        return [
            prompt
            for prompt in self._prompts
            if self.values[prompt.key] is None or isinstance(self.values[prompt.key], list)
        ]

    def add(
        self, chunk: Chunk, prompts: Sequence[Prompt], answers: Mapping[str, tuple[Any, Any]]
    ) -> None:
        """Take in the answers, each a value and its quote, that one part gave."""
        finder = PlaceFinder(chunk.lines)
        for prompt in prompts:
            raw, quote = answers[prompt.key]
            value = normalized(raw, prompt.value_type)
            if value is None:
                continue
            known = self.values[prompt.key]
            if known is None:
                self.values[prompt.key] = value
            elif prompt.value_type in LIST_TYPES:
                known.extend(_not_repeated(known, value, chunk.overlap))
            elif prompt.value_type is ValueType.JSON and isinstance(value, list):
                known.extend(item for item in value if item not in known)
            place = finder.place(value, prompt.value_type, quote)
            if place is not None:
                self.evidence.setdefault(prompt.key, place)
            # Yes or no stands in no text: what can be seen there is the quote that it rests on.
            is_seen = place is not None if isinstance(value, bool) else finder.shows(value)
            if not is_seen:
                self._unseen.add(prompt.key)


def _not_repeated(known: Sequence[Any], rows: Sequence[Any], overlap: int) -> Sequence[Any]:
    """The rows that come after those which stood in the lines that both parts hold.

    A row takes at least one line, so no more of them than the parts share lines can be repeated.
    """
    for count in range(min(overlap, len(known), len(rows)), 0, -1):
        if list(known[-count:]) == list(rows[:count]):
            return rows[count:]
    return rows


def _answers(answer: Mapping[str, Any], prompts: Sequence[Prompt]) -> dict[str, tuple[Any, Any]]:
    """Value and quote by key. Without a schema, models leave out quotes or wrap the whole."""
    keys = [prompt.key for prompt in prompts]
    inner = next(iter(answer.values()), None) if len(answer) == 1 else None
    if not any(key in answer for key in keys) and isinstance(inner, dict):
        answer = inner
    if answer and not any(key in answer for key in keys):
        raise ExtractionFailed("The language model's answer holds none of the values asked for.")
    return {key: _value_and_quote(answer.get(key)) for key in keys}


def _value_and_quote(answer: Any) -> tuple[Any, Any]:
    if isinstance(answer, dict) and "value" in answer and set(answer) <= {"value", "quote"}:
        return answer["value"], answer.get("quote")
    return answer, None
