"""Which settings of a connection are shown, how the others are, and how writes keep them.

Settings are a JSON object. What ``harmless`` doesn't name may be a credential, and is shown as
``MASK``. A stored ``MASK`` stands for a credential that is known to be missing. What is hidden is
sent only to the address that it was entered for: otherwise whoever may change the address could
have it sent to a server of their own.
"""

import re
from itertools import zip_longest
from typing import Any

from common.crypto import MASK
from connections.harmless import COMMON, OF_KIND, PARAMETERS

MAX_TEXT_CHARACTERS = 256 * 1024
# longer ones, and those with other characters, may hold what only looks like an address or a name
_MAX_SHOWN_CHARACTERS = 500
_SHOWN = re.compile(r"[\w .,:/\\+()\[\]~-]*")
_MASKED = re.compile(r"[*•]{3,}")
# "apiKey", "API_KEY" and "api-key" alike are the words api and key
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# words of settings that say where credentials are sent
_WHERE = {
    "address",
    "addresses",
    "domain",
    "endpoint",
    "endpoints",
    "host",
    "hostname",
    "hosts",
    "port",
    "proxy",
    "server",
    "servers",
    "uri",
    "url",
    "urls",
}


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def is_mask(value: Any) -> bool:
    """Whether a value that was sent stands for a credential instead of being one."""
    return isinstance(value, str) and bool(_MASKED.fullmatch(value))


def is_shown(name: str, value: Any, kind: str) -> bool:
    """Whether everybody may see the setting of a connection of this kind."""
    if value in (None, "", [], {}) or isinstance(value, bool):
        # an empty value says that there is none
        return True
    plain = "_".join(_words(name))
    if not name.isascii() or (plain not in COMMON and plain not in OF_KIND.get(kind, ())):
        return False
    if isinstance(value, list):
        return all(is_shown(name, item, kind) for item in value)
    return _is_harmless_text(value) if isinstance(value, str) else isinstance(value, int | float)


def _is_harmless_text(text: str) -> bool:
    """Whether it is a name or an address, without a user in it or an unknown parameter."""
    if len(text) > _MAX_SHOWN_CHARACTERS:
        return False
    start, _, query = text.partition("?")
    parameters = {part.partition("=")[0].lower() for part in query.split("&") if part}
    return bool(_SHOWN.fullmatch(start)) and parameters <= PARAMETERS


def masked(settings: dict[str, Any], kind: str) -> dict[str, Any]:
    """The settings as everybody may see them."""
    return {
        name: value if is_shown(name, value, kind) else MASK for name, value in settings.items()
    }


def moved(settings: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    """The settings of a connection whose kind changes.

    What the former kind hid and the new one would show is missing from then on.
    """
    return {
        name: MASK if is_shown(name, value, after) and not is_shown(name, value, before) else value
        for name, value in settings.items()
    }


def longest_text(settings: Any) -> int:
    """How many characters the longest text among the settings and their names has."""
    if isinstance(settings, str):
        return len(settings)
    if isinstance(settings, dict):
        settings = [*settings, *settings.values()]
    return max(map(longest_text, settings), default=0) if isinstance(settings, list) else 0


def lacks_credentials(settings: Any) -> bool:
    """Whether a credential is known to be missing."""
    if isinstance(settings, dict):
        return any(lacks_credentials(value) for value in settings.values())
    if isinstance(settings, list):
        return any(lacks_credentials(value) for value in settings)
    return bool(settings == MASK)


def kept(given: dict[str, Any], stored: dict[str, Any], kind: str) -> dict[str, Any]:
    """What to store when ``given`` is written over ``stored``.

    What is hidden and is sent masked or left out stays, but is missing from then on where an
    address was changed or added; an empty one, or null, takes it away.
    """
    if _goes_elsewhere(given, stored):
        stored = masked(stored, kind)
    hidden = {name: value for name, value in stored.items() if not is_shown(name, value, kind)}
    return {**hidden, **_filled(given, stored)}


def _goes_elsewhere(given: Any, stored: Any, name: str = "") -> bool:
    """Whether an address is given that isn't the stored one. An empty one is no server's."""
    if isinstance(given, dict):
        before = stored if isinstance(stored, dict) else {}
        return any(_goes_elsewhere(value, before.get(key), key) for key, value in given.items())
    if isinstance(given, list):
        items = stored[: len(given)] if isinstance(stored, list) else []
        return any(_goes_elsewhere(value, old, name) for value, old in zip_longest(given, items))
    if given in (None, "") or is_mask(given) or not _is_address(name, given):
        return False
    return str(given).strip().rstrip("/") != str(stored).strip().rstrip("/")


def _is_address(name: str, value: Any) -> bool:
    words = _words(name)
    return (
        words[-1:] == ["base"]
        or not _WHERE.isdisjoint(words)
        or (isinstance(value, str) and "://" in value)
    )


def _filled(given: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    return {name: _unmasked(value, stored.get(name)) for name, value in given.items()}


def _unmasked(given: Any, stored: Any) -> Any:
    """The given value, with the stored one wherever a mask stands in it."""
    if is_mask(given):
        return stored or MASK
    if isinstance(given, dict):
        return _filled(given, stored if isinstance(stored, dict) else {})
    if isinstance(given, list):
        # items of a list have no names: an item keeps its credentials by its place
        before = stored if isinstance(stored, list) and len(stored) == len(given) else []
        before = before or [None] * len(given)
        return [_unmasked(item, old) for item, old in zip(given, before, strict=True)]
    return given
