"""A message of any mail program: its head and bodies as one page, then what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.documents.building import Budget, LimitExceeded, PageBuilder, ReadAttachment, one_line
from engine.documents.office.rtf import add_rtf
from engine.documents.text.html import add_html
from engine.types import UnreadableDocument

NESTED = "The e-mail has parts inside parts that go too deep."

_MAX_FORWARDED = 4
_WORD = re.compile(r"\w+")
_STUB_SHARE = 0.5
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A text of the message in the forms that it came in."""

    plain: str = ""
    html: str = ""
    rtf: bytes = b""


@dataclass(frozen=True, slots=True)
class Attachment:
    content: bytes
    file_name: str


@dataclass(slots=True)
class Message:
    head: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    attached: list[Attachment | Message] = field(default_factory=list)
    """In their order; a message is one that was forwarded as it was."""


def message_pages(
    message: Message, budget: Budget, read_attachment: ReadAttachment, depth: int = 0
) -> list[PageBuilder]:
    """The message as one page, followed by the pages of what is attached.

    An attachment that can't be read is left out, as in a mail program.

    Raises:
        UnreadableDocument: messages are nested too deep, or the attachments go beyond the limits.
    """
    page = PageBuilder(budget)
    for name, value in message.head:
        if shown := one_line(value):
            page.add_text(f"{name}: {shown}")
    for body in message.bodies:
        if page.lines and page.lines[-1].text:
            page.add_line("")
        _add_body(body, page)
    pages = [page]
    for attached in message.attached:
        try:
            if isinstance(attached, Attachment):
                budget.take_bytes(len(attached.content))
                pages += read_attachment(attached.content, attached.file_name)
            elif depth < _MAX_FORWARDED:
                pages += message_pages(attached, budget, read_attachment, depth + 1)
        except LimitExceeded:
            raise
        except UnreadableDocument:
            continue
    return pages


def _add_body(body: Body, page: PageBuilder) -> None:
    if not body.html and not body.rtf:
        page.add_text(body.plain)
        return
    shown = PageBuilder(Budget(page.budget.limits))
    if body.html:
        add_html(body.html, shown)
    else:
        add_rtf(body.rtf, shown)
    if not body.plain.strip() or shown.tables or _is_stub(body.plain, shown):
        page.take_over(shown)
    else:
        page.add_text(body.plain)


def _is_stub(plain: str, other: PageBuilder) -> bool:
    """Whether the plain text says little of what is shown, such as "needs an HTML viewer"."""
    shown = _words(line.text for line in other.lines)
    return len(shown) >= _FEW_WORDS and len(shown & _words([plain])) < _STUB_SHARE * len(shown)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(text)}
