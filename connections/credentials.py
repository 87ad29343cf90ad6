"""Which settings of a connection are credentials, how they are shown, and how writes keep them.

Settings are a JSON object of a kind that this service need not know, so credentials are told by
the names of their keys and by what values look like. One is shown as ``MASK``. A stored ``MASK``
stands for a credential that is known to be missing. A stored credential goes only to the address
that it was entered for: else whoever may change that could have it sent to a server of their own.
"""

import re
from itertools import pairwise, zip_longest
from typing import Any

from common.crypto import MASK

_MASKED = re.compile(r"[*•]{3,}\Z")
# "apiKey", "API_KEY" and "api-key" alike are the words api and key
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_ALWAYS = {
    "authorization",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "dsn",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pwd",
    "secret",
    "secrets",
}
# credentials where they are text, limits where they are numbers
_IN_TEXT = {"auth", "bearer", "jwt", "pat", "signature", "token"}
_KEYS = {"key", "keys", "accesskey", "accountkey", "apikey", "authkey", "secretkey", "sharedkey"}
# words before "key" that make it a name
_PLAIN_KEYS = {
    "cache",
    "foreign",
    "group",
    "index",
    "object",
    "partition",
    "primary",
    "public",
    "routing",
    "row",
    "sort",
    "unique",
}
# words at the end that make a setting one about credentials
_ABOUT = {
    "column",
    "count",
    "endpoint",
    "field",
    "length",
    "limit",
    "mode",
    "name",
    "path",
    "prefix",
    "size",
    "type",
    "uri",
    "url",
}
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
_CREDENTIAL_VALUES = (
    # a password in an address
    re.compile(r"[a-z][a-z0-9+.-]*://[^/\s?#]*:[^/\s]*@", re.IGNORECASE),
    # one in a connection string or an address's query
    re.compile(
        r"\b(?:password|pwd|token|secret|sig|signature|account_?key|access_?key|api_?key"
        r"|sharedaccesssignature)\s*=\s*\S",
        re.IGNORECASE,
    ),
    # one in JSON that stands in a text
    re.compile(
        r"\"[a-z_]*(?:password|secret|private_?key|token|passphrase)[a-z_]*\"\s*:", re.IGNORECASE
    ),
    re.compile(r"(?:bearer|basic|token)\s+\S{8,}", re.IGNORECASE),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    re.compile(r"(?:sk|pk|rk|ghp|gho|glpat|xox[abp])[-_][A-Za-z0-9_-]{8,}"),
)


def _names_credential(name: str, value: Any) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT:
        return False
    if not _ALWAYS.isdisjoint(words):
        return True
    if isinstance(value, int | float):
        return False
    if not _IN_TEXT.isdisjoint(words) or words == ["headers"]:
        return True
    pairs = list(pairwise(["", *words]))
    return ("connection", "string") in pairs or any(
        word in _KEYS and before not in _PLAIN_KEYS for before, word in pairs
    )


def is_mask(value: Any) -> bool:
    """Whether a value that was sent stands for a credential instead of being one."""
    return isinstance(value, str) and bool(_MASKED.match(value))


def is_credential(name: str, value: Any) -> bool:
    """Whether the setting must not be shown. Nothing at all, which says "none", may be."""
    if value in (None, "", [], {}) or isinstance(value, bool):
        return False
    if is_mask(value) or _names_credential(name, value):
        return True
    return isinstance(value, str) and any(pattern.search(value) for pattern in _CREDENTIAL_VALUES)


def masked(settings: Any, name: str = "") -> Any:
    """The settings as everybody may see them."""
    if is_credential(name, settings):
        return MASK
    if isinstance(settings, dict):
        return {key: masked(value, key) for key, value in settings.items()}
    if isinstance(settings, list):
        return [masked(value) for value in settings]
    return settings


def lacks_credentials(settings: Any) -> bool:
    """Whether a credential is known to be missing."""
    if isinstance(settings, dict):
        return any(lacks_credentials(value) for value in settings.values())
    if isinstance(settings, list):
        return any(lacks_credentials(value) for value in settings)
    return bool(settings == MASK)


def kept(given: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """What to store when ``given`` is written over ``stored``.

    A credential that is masked or left out stays, but is missing from then on where an address was
    changed or added; an empty one, or null, takes it away.
    """
    return _merged(given, masked(stored) if _goes_elsewhere(given, stored) else stored)


def _goes_elsewhere(given: Any, stored: Any, name: str = "") -> bool:
    """Whether an address is given that isn't the stored one. None at all is nobody's server."""
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
    words = [word.lower() for word in _WORD.findall(name)]
    return (
        words[-1:] == ["base"]
        or not _WHERE.isdisjoint(words)
        or (isinstance(value, str) and "://" in value)
    )


def _merged(given: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    result = {name: _kept_value(value, stored.get(name)) for name, value in given.items()}
    for name, value in stored.items():
        if name in given:
            continue
        if is_credential(name, value):
            result[name] = value
        elif isinstance(value, dict) and (inner := _merged({}, value)):
            result[name] = inner
    return result


def _kept_value(given: Any, stored: Any) -> Any:
    if is_mask(given):
        return stored or MASK
    if isinstance(given, dict):
        return _merged(given, stored if isinstance(stored, dict) else {})
    if isinstance(given, list):
        # the items of a list have no names: one keeps its credentials in its place
        before = stored if isinstance(stored, list) and len(stored) == len(given) else []
        before = before or [None] * len(given)
        return [_kept_value(item, old) for item, old in zip(given, before, strict=True)]
    return given
