"""E-mail addresses, as RFC 5321 bounds them.

>>> [match.group() for match in find_emails("write to ann@example.com, or bob@example")]
['ann@example.com']
>>> parse_email("Ann <mailto:ann@example.com>"), parse_email("a..b@example.com")
('ann@example.com', None)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_CHARACTERS = 254

EMAIL = re.compile(
    r"(?<![\w.+@-])[A-Za-z0-9][\w.!#$%&'*+/=?^`{|}~-]{0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,6}[A-Za-z]{2,24}(?![\w@])"
)
DRESS = re.compile(r"(?:[^<>]*<)?(?:mailto:)?([^<>\s]+?)>?", re.IGNORECASE)
"""What mail programs put around an address: a name, angle brackets, the scheme of a link."""


def find_emails(text: str) -> Iterator[re.Match[str]]:
    return EMAIL.finditer(text) if "@" in text else iter(())


def parse_email(text: str) -> str | None:
    """The address that the whole text is."""
    dressed = DRESS.fullmatch(text.strip())
    address = dressed[1] if dressed else ""
    is_one = len(address) <= MAX_CHARACTERS and ".." not in address and EMAIL.fullmatch(address)
    return address if is_one else None
