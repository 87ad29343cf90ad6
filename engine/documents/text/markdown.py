"""Markdown: what a browser shows of it."""

from __future__ import annotations

from markdown_it import MarkdownIt

from engine.documents.building import Budget, PageBuilder
from engine.documents.text.decoding import decode
from engine.documents.text.html import add_html

_PARSER = MarkdownIt("commonmark").enable("table")


def read_markdown(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The text as one page, its tables as tables."""
    text = decode(data)
    budget.check_characters(len(text))
    page = PageBuilder(budget)
    add_html(f"<body>{_PARSER.render(text)}</body>", page)
    return [page]
