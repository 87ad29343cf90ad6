"""Addresses of websites, with and without their scheme.

>>> find_website("visit www.example.com or write"), find_website("ann@example.com")
('www.example.com', None)
"""

from __future__ import annotations

import re

WEBSITE = re.compile(
    r"(?:https?://|www\.)[^\s,;<>()]{3,200}|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}(?![\w@])"
)


def find_website(text: str) -> str | None:
    match = WEBSITE.search(text)
    return match.group() if match else None
