"""E-mail (RFC 5322): the head, the body, and whatever readable is attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from engine.documents.building import Budget, LimitExceeded, PageBuilder, one_line
from engine.documents.decoding import decode
from engine.documents.html import has_table, read_html
from engine.types import UnreadableDocument

NESTED = "The e-mail has parts inside parts that go too deep."

_SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MAX_PARTS = 1_000

ReadAttachment = Callable[[bytes, str], list[PageBuilder]]


def read_email(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """The message as one page, followed by the pages of its attachments.

    An attachment that can't be read is left out, as in a mail program.

    Raises:
        UnreadableDocument: parts are nested too deep, or the attachments go beyond the limits.
    """
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        parts = list(_leaves(message))
    except RecursionError:
        raise UnreadableDocument(NESTED) from None
    head = PageBuilder(budget)
    for name in _SHOWN_HEADERS:
        if value := _header(message, name):
            head.add_text(f"{name}: {value}")
    body = _body(parts)
    pages = [head]
    if body is not None:
        head.add_line("")
        _add_body(body, head)
    for part in parts:
        if part is body or not (part.is_attachment() or _is_document(part)):
            continue
        content = _content(part)
        budget.take_bytes(len(content))
        try:
            pages += read_attachment(content, _file_name(part))
        except LimitExceeded:
            raise
        except UnreadableDocument:
            continue
    return pages


def _header(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message[name] or ""))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        # the library's own parser gives up on some malformed headers
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return one_line(str(raw))


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something; a forwarded message is one of them, with its own parts."""
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            return
        if not part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _body(parts: list[EmailMessage]) -> EmailMessage | None:
    """What a person reads: HTML where it shows a table, which plain text can only imitate."""
    texts = [part for part in parts if not part.is_attachment()]
    html = next((part for part in texts if part.get_content_type() == "text/html"), None)
    plain = next((part for part in texts if part.get_content_type() == "text/plain"), None)
    if html is None or plain is None:
        return plain if html is None else html
    is_empty = not decode(_content(plain)).strip()
    return html if is_empty or has_table(_content(html), _charset(html)) else plain


def _is_document(part: EmailMessage) -> bool:
    """Some programs attach documents inline."""
    return bool(part.get_filename()) and part.get_content_maintype() not in {"image", "text"}


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: EmailMessage) -> str | None:
    return part.get_content_charset()


def _file_name(part: EmailMessage) -> str:
    return part.get_filename() or ""


def _add_body(body: EmailMessage, page: PageBuilder) -> None:
    content, charset = _content(body), _charset(body)
    if body.get_content_type() == "text/html":
        (shown,) = read_html(content, Budget(page.budget.limits), charset)
        page.take_over(shown)
    else:
        page.add_text(decode(content, charset))
