"""Yes and no, in the words of all languages that there is a table of.

>>> parse_yes_no("Oui.", yes={"oui"}, no={"non"}), parse_yes_no(0, yes={"oui"}, no={"non"})
(True, False)
"""

from __future__ import annotations

from collections.abc import Set

from engine.values.words import phrase


def parse_yes_no(value: object, *, yes: Set[str], no: Set[str]) -> bool | None:
    """True or False where the value is that, 1 or 0, or nothing but a word for it."""
    if isinstance(value, bool):
        return value
    words = phrase(str(value)) if isinstance(value, int | str) else ()
    if len(words) != 1:
        return None
    return True if words[0] in yes | {"1"} else False if words[0] in no | {"0"} else None
