"""Asks a model for JSON in the strictest way its endpoint takes, and reads what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.outbound import Deadline
from engine.llm.answers import NotJsonError, answered_object
from engine.llm.config import JsonMode, LLMConfig
from engine.llm.prompting import Message, response_format
from engine.llm.transport import REFUSED, RequestRejected, Transport
from engine.types import ExtractionFailed, ModelUsage, Prompt

FALLBACKS: tuple[JsonMode, ...] = ("json_schema", "json_object", "text")
MAX_MODEL_NAME = 200
GREETING = [{"role": "user", "content": "Answer with the word OK."}]


@dataclass(frozen=True, slots=True)
class Reply:
    """The object that the model answered. Token counts are null where the provider gave none."""

    answer: dict[str, Any]
    model: str
    tokens: tuple[int, int] | None


class AnswerCutOff(ExtractionFailed):
    """The answer was longer than the model may write; the tokens of it are spent all the same."""

    def __init__(self, model: str, tokens: tuple[int, int] | None) -> None:
        super().__init__(
            "The language model's answer was cut off before its end. Ask for fewer values, or "
            "raise the profile's limits."
        )
        self.model = model
        self.tokens = tokens


class Chat:
    """A conversation of one question and one answer, with what the endpoint was found to take.

    Endpoints differ in the ``response_format`` and parameters they know; what one refused is not
    sent to it again.
    """

    def __init__(self, config: LLMConfig) -> None:
        self._config = config
        self._transport = Transport(config)
        self._modes = FALLBACKS if config.json_mode == "auto" else (config.json_mode,)
        self._temperature = config.temperature

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def ask(
        self, messages: Sequence[Message], prompts: Sequence[Prompt], deadline: Deadline
    ) -> Reply:
        """What the model answers to the messages.

        Raises:
            AnswerCutOff: fewer prompts may be answered in full.
            ExtractionFailed: with a sentence for the API's caller.
        """
        return self._read(self._post(messages, prompts, deadline))

    def _post(
        self, messages: Sequence[Message], prompts: Sequence[Prompt], deadline: Deadline
    ) -> dict[str, Any]:
        modes, temperature = self._modes, self._temperature
        while True:
            payload: dict[str, Any] = {"model": self._config.model, "messages": list(messages)}
            if temperature is not None:
                payload["temperature"] = temperature
            if self._config.max_output_tokens is not None:
                payload["max_tokens"] = self._config.max_output_tokens
            wanted = response_format(modes[0], prompts)
            if wanted is not None:
                payload["response_format"] = wanted
            try:
                answer = self._transport.post(payload, deadline)
            except RequestRejected as error:
                if temperature is not None and "temperature" in error.complaint:
                    temperature = None
                elif len(modes) > 1:
                    modes = modes[1:]
                else:
                    raise
            else:
                # Remembered only now: a refusal for another reason says nothing about the mode.
                self._modes, self._temperature = modes, temperature
                return answer

    def _read(self, completion: dict[str, Any]) -> Reply:
        message, reason = _message(completion)
        model = completion.get("model")
        name = model[:MAX_MODEL_NAME] if isinstance(model, str) and model else self._config.model
        tokens = _tokens(completion.get("usage"))
        if message.get("refusal") or reason == "content_filter":
            raise ExtractionFailed(REFUSED)
        if reason == "length":
            raise AnswerCutOff(name, tokens)
        try:
            answer = answered_object(_text(message.get("content")))
        except NotJsonError:
            raise ExtractionFailed(
                "The language model's answer is not the JSON object that was asked for."
            ) from None
        return Reply(answer=answer, model=name, tokens=tokens)


def greet(config: LLMConfig) -> None:
    """Ask the model for one word, the way that documents are asked about.

    Raises:
        ExtractionFailed: there is no answer, or it isn't one of a language model.
    """
    transport = Transport(config)
    try:
        completion = transport.post(
            {"model": config.model, "messages": GREETING},
            Deadline.after(config.total_timeout_seconds),
        )
    finally:
        transport.close()
    _message(completion)


class UsageTally:
    """Adds up what the requests of one document cost, by model."""

    def __init__(self, config: LLMConfig) -> None:
        self._config = config
        self._tokens: dict[str, tuple[int, int]] = {}

    def add(self, reply: Reply | AnswerCutOff) -> None:
        """Count one reply; one without a count by its provider is left out."""
        if reply.tokens is not None:
            taken, given = self._tokens.get(reply.model, (0, 0))
            self._tokens[reply.model] = (taken + reply.tokens[0], given + reply.tokens[1])

    def usage(self) -> tuple[ModelUsage, ...]:
        """One line for each model that answered."""
        return tuple(
            ModelUsage(model, taken, given, self._cost_usd(taken, given))
            for model, (taken, given) in self._tokens.items()
        )

    def _cost_usd(self, taken: int, given: int) -> float | None:
        input_price = self._config.input_price_per_million
        output_price = self._config.output_price_per_million
        if input_price is None or output_price is None:
            return None
        return round((taken * input_price + given * output_price) / 1_000_000, 9)


def _message(completion: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """What the model wrote, and why it ended there."""
    choices = completion.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise ExtractionFailed(
            "The language model's endpoint answered something that is not a chat completion."
        )
    return choice["message"], choice.get("finish_reason")


def _text(content: Any) -> str:
    """A message's content: a string, or a list of parts of which the text ones count."""
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _tokens(usage: Any) -> tuple[int, int] | None:
    if not isinstance(usage, dict):
        return None
    taken, given = (_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens"))
    return None if taken is None and given is None else (taken or 0, given or 0)


def _count(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        return None
    return value
