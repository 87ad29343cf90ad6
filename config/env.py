"""Typed readers for the environment, the only source of configuration.

Problems are collected, so that one start names every variable that is wrong.
"""

import ssl
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class Environment:
    """Reads variables of ``source``; ``finish()`` raises one error for all that were wrong."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self._source = source
        self._problems: list[str] = []
        self.names: set[str] = set()

    def _read(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        self.names.add(name)
        raw = self._source.get(name)
        if raw is None or (raw == "" and default is not None):
            return default
        try:
            return parse(raw.strip())
        except ValueError as error:
            self._problems.append(f"{name}: {error}")
            return default

    def text(self, name: str, default: str = "") -> str:
        return self._read(name, default, str)

    def boolean(self, name: str, *, default: bool) -> bool:
        def parse(raw: str) -> bool:
            if raw.lower() in _TRUE:
                return True
            if raw.lower() in _FALSE:
                return False
            raise ValueError(f"must be true or false, not {raw!r}.")

        return self._read(name, default, parse)

    def integer(self, name: str, default: int, *, minimum: int = 0) -> int:
        def parse(raw: str) -> int:
            try:
                value = int(raw)
            except ValueError:
                raise ValueError(f"must be a whole number, not {raw!r}.") from None
            if value < minimum:
                raise ValueError(f"must be at least {minimum}, not {value}.")
            return value

        return self._read(name, default, parse)

    def decimal(self, name: str, default: float | None = None) -> float | None:
        def parse(raw: str) -> float | None:
            if raw == "":
                return None
            try:
                value = float(raw)
            except ValueError:
                raise ValueError(f"must be a number, not {raw!r}.") from None
            if not isfinite(value):
                raise ValueError(f"must be a number, not {raw!r}.")
            return value

        return self._read(name, default, parse)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        def parse(raw: str) -> str:
            if raw not in choices:
                raise ValueError(f"must be one of {', '.join(choices)}, not {raw!r}.")
            return raw

        return self._read(name, default, parse)

    def words(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """A comma-separated list."""
        return list(
            self._read(
                name,
                default,
                lambda raw: tuple(part.strip() for part in raw.split(",") if part.strip()),
            )
        )

    def origin(self, name: str) -> str:
        """An absolute http(s) address without a path, or empty."""

        def parse(raw: str) -> str:
            if raw == "":
                return raw
            parts = urlsplit(raw)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"must be an http or https address, not {raw!r}.")
            if parts.path.strip("/") or parts.query or parts.fragment:
                raise ValueError(f"must end after the host and port, unlike {raw!r}.")
            return raw.rstrip("/")

        return self._read(name, "", parse)

    def certificates(self, name: str) -> str:
        """The path of a file with certificates, or empty."""

        def parse(raw: str) -> str:
            try:
                ssl.create_default_context(cafile=raw)
            except OSError:
                raise ValueError("must be a file with certificates in PEM format.") from None
            return raw

        return self._read(name, "", parse)

    def address(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """An address of one of ``schemes``; it may hold a password, so no problem repeats it."""

        def parse(raw: str) -> str:
            if not raw.startswith(tuple(f"{scheme}://" for scheme in schemes)):
                raise ValueError(f"must start with one of {', '.join(schemes)}, then ://.")
            return raw

        return self._read(name, default, parse)

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A database address as Django's settings for it."""

        def parse(raw: str) -> dict[str, Any]:
            if not raw.startswith(("sqlite:///", "postgres://", "postgresql://")):
                raise ValueError("must be a database address such as postgres://user:pw@host/name.")
            config: dict[str, Any] = environ.Env.db_url_config(raw)
            return config

        self.names.add(name)
        return self._read(name, parse(default), parse)

    def storage(self, name: str, folder: Path) -> dict[str, Any]:
        """Where files are kept, as Django's setting for it: in ``folder``, or in an S3 bucket.

        ``s3://KEY:SECRET@HOST:PORT/BUCKET?region=..&endpoint=..``. Without a host it is Amazon's;
        ``endpoint`` is a whole address, for a server that speaks plain HTTP. Without a key the
        machine's own role is asked. Characters that mean something in an address are given as %XX.
        """

        def parse(raw: str) -> dict[str, Any]:
            parts = urlsplit(raw)
            bucket = parts.path.strip("/")
            if parts.scheme != "s3" or not bucket or "/" in bucket:
                raise ValueError("must be s3://KEY:SECRET@HOST/BUCKET, or empty for files.")
            if bool(parts.username) != bool(parts.password):
                raise ValueError("must have a key and a secret, or neither.")
            query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
            if unknown := sorted(set(query) - {"region", "endpoint"}):
                raise ValueError(f"has unknown parameters: {', '.join(unknown)}.")
            host = parts.netloc.rpartition("@")[2]
            endpoint = query.get("endpoint") or (f"https://{host}" if host else None)
            # costs memory and a part of a second, which installations on one machine save
            from boto3.s3.transfer import TransferConfig  # noqa: PLC0415

            options: dict[str, Any] = {
                "bucket_name": bucket,
                "access_key": unquote(parts.username) if parts.username else None,
                "secret_key": unquote(parts.password) if parts.password else None,
                "region_name": query.get("region"),
                "endpoint_url": endpoint,
                # a server of one's own seldom has a name for each bucket
                "addressing_style": "path" if endpoint else None,
                # names are random, so no look whether one is taken
                "file_overwrite": True,
                # what is read rolls over to disk, and one upload takes one thread
                "max_memory_size": 1024 * 1024,
                "transfer_config": TransferConfig(use_threads=False),
            }
            return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

        files = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": None},
        }
        return self._read(name, files, parse)

    def require(self, name: str, value: object, reason: str) -> None:
        """Report ``name`` as missing when ``value`` is empty."""
        if not value:
            self._problems.append(f"{name}: {reason}")

    def finish(self) -> None:
        """Raise ImproperlyConfigured that names every variable with a problem."""
        if self._problems:
            listed = "\n".join(f"  - {problem}" for problem in self._problems)
            raise ImproperlyConfigured(f"Correct these environment variables:\n{listed}")
