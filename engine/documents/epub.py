"""EPUB: a page for each of its documents, in the order in which they are read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import BadZipFile

from engine.documents.building import Budget, PageBuilder
from engine.documents.containers import check_container
from engine.documents.office.packages import Package
from engine.documents.text.html import read_html
from engine.types import UnreadableDocument

DAMAGED = "The EPUB is damaged and can't be read."


def read_epub(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The documents in the order of the spine.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    check_container(data, budget)
    try:
        package = Package(data)
        return [
            page
            for name in _documents(package)
            for page in read_html(package.read(name) or b"", budget)
        ]
    except (BadZipFile, LookupError, ValueError):
        raise UnreadableDocument(DAMAGED) from None


def _documents(package: Package) -> Iterator[str]:
    container = package.root("META-INF/container.xml")
    for root_file in container.iter("{*}rootfile") if container is not None else ():
        name = root_file.get("full-path", "")
        book = package.root(name)
        if book is None:
            continue
        targets = {item.get("id"): item.get("href", "") for item in book.iter("{*}item")}
        for reference in book.iter("{*}itemref"):
            target = unquote(targets[reference.get("idref")])
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        return
