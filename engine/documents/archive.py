"""ZIP archives: of a single document in one, that document is read."""

from __future__ import annotations

from engine.documents.building import Budget, PageBuilder, ReadAttachment
from engine.documents.containers import check_container, member_names, member_start
from engine.types import UnreadableDocument

SEVERAL = (
    "The file is a ZIP archive of {count} files, which can't be read as one document; send each of "
    "them on its own."
)
NONE = "The file is a ZIP archive without a document in it, so that nothing can be read."

# what programs put into archives beside the documents
_UNSEEN_FOLDER = "__MACOSX/"
_UNSEEN = frozenset(["Thumbs.db", "desktop.ini"])


def read_archive(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """The only document in the archive.

    Raises:
        UnreadableDocument: none or several in it, damaged, protected, or beyond the limits.
    """
    check_container(data, budget)
    names = [name for name in member_names(data) if _is_seen(name)]
    if len(names) != 1:
        raise UnreadableDocument(SEVERAL.format(count=len(names)) if names else NONE)
    (name,) = names
    content = member_start(data, name, budget.limits.max_unpacked_bytes)
    return read_attachment(content or b"", name)


def _is_seen(name: str) -> bool:
    base = name.rpartition("/")[2]
    return bool(base) and not (
        base.startswith(".") or base in _UNSEEN or name.startswith(_UNSEEN_FOLDER)
    )
