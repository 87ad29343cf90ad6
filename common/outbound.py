"""The only way out: requests to addresses that callers, owners and operators have named.

What such an address leads to is a stranger's choice, so a request is guarded:

- A name is looked up once, and the address that was judged is the one connected to.
- Redirects are not followed. Proxies and credentials of the environment are not used.
- A deadline holds for the whole request, even where the other side sends a byte now and then.
- The size of an answer is limited after unpacking, and it is unpacked piece by piece.
- No error and no log line holds an address's query, a credential, or what the other side wrote.
"""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import certifi
import httpcore
import httpx
from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address

_CONNECT_SECONDS = 5.0
_SILENCE_SECONDS = 10.0
_PIECE_BYTES = 64 * 1024
# zlib reads the header of gzip and of deflate alike
_ANY_HEADER = 32 + zlib.MAX_WBITS


class OutboundError(Exception):
    """A request that failed."""


class AddressNotPublic(OutboundError):
    """The name leads to an address that the policy doesn't allow."""


class CertificateNotTrusted(OutboundError):
    """The other side's certificate isn't signed by a known authority, or is another host's."""


class TimedOut(OutboundError):
    """The deadline has passed, or the other side was silent for too long."""


class Unreachable(OutboundError):
    """There is no such host, no connection, or no HTTP on it."""


class AnswerTooLarge(OutboundError):
    """The answer is larger than was allowed."""


class AnswerUnreadable(OutboundError):
    """The answer is packed in a way that can't be unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPolicy:
    """Which addresses may be asked, and whose certificates are trusted.

    ``ca_bundle`` is the path of a file with certificates to trust besides the usual ones.
    """

    private_addresses: bool = False
    loopback_addresses: bool = False
    plain_http: bool = False
    ca_bundle: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, after which something is given up."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """The deadline that lies so many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def remaining_seconds(self) -> float:
        """What is left; negative once it has passed."""
        return self.at - time.monotonic()


@dataclass(frozen=True, slots=True)
class OutboundAnswer:
    """The other side's answer. Reading ``pieces`` raises an ``OutboundError`` where it fails."""

    status: int
    headers: httpx.Headers
    pieces: Iterator[bytes]

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400


class OutboundClient:
    """Sends requests under a policy, over connections that are kept open until it is closed."""

    def __init__(self, policy: OutboundPolicy) -> None:
        self._schemes = {"http", "https"} if policy.plain_http else {"https"}
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(policy.ca_bundle), network_backend=_Backend(policy)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def request(
        self,
        method: str,
        url: str,
        *,
        deadline: Deadline,
        max_bytes: int,
        silence_seconds: float = _SILENCE_SECONDS,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Iterator[OutboundAnswer]:
        """The answer of the ASCII address, for as long as the block runs.

        A user name and a fragment in the address are not sent. ``max_bytes`` counts unpacked bytes.

        Raises:
            OutboundError: one of its subclasses says what went wrong.
        """
        with _named_failures():
            address, host = self._address(url)
            sent = {
                "Host": host,
                "User-Agent": "document-apis",
                "Accept-Encoding": "identity",
                **({"Content-Length": str(len(content))} if content else {}),
                **(headers or {}),
            }
            patience = _Patience(deadline, silence_seconds)
            steps = dict.fromkeys(("connect", "read", "write"), patience)
            answer = self._pool.handle_request(
                httpcore.Request(
                    method,
                    address,
                    headers=list(sent.items()),
                    content=content,
                    extensions={"timeout": {**steps, "pool": patience.seconds()}},
                )
            )
        try:
            yield OutboundAnswer(
                answer.status, httpx.Headers(answer.headers), _pieces(answer, max_bytes)
            )
        finally:
            answer.close()

    def _address(self, url: str) -> tuple[httpcore.URL, str]:
        """The address as httpcore takes it, and the host and port as the header wants them."""
        parts = urlsplit(url)
        if not url.isascii() or not parts.hostname or parts.scheme not in self._schemes:
            raise Unreachable
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        address = httpcore.URL(
            scheme=parts.scheme, host=parts.hostname, port=parts.port, target=target
        )
        return address, parts.netloc.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class _Patience:
    """How long one step on a connection may take; httpcore hands it through to the stream."""

    deadline: Deadline
    silence_seconds: float

    def seconds(self) -> float:
        remaining = self.deadline.remaining_seconds
        if remaining <= 0:
            raise TimedOut
        return min(self.silence_seconds, remaining)


class _Stream(httpcore.NetworkStream):
    """Looks at the clock before each step, where httpcore would wait as long as before."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        return self._stream.read(max_bytes, timeout.seconds())

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        for start in range(0, len(buffer), _PIECE_BYTES):
            self._stream.write(buffer[start : start + _PIECE_BYTES], timeout.seconds())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: Any = None
    ) -> httpcore.NetworkStream:
        seconds = min(_CONNECT_SECONDS, timeout.seconds())
        try:
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise CertificateNotTrusted from None
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


class _Backend(httpcore.SyncBackend):
    """Connects only to what the policy allows."""

    def __init__(self, policy: OutboundPolicy) -> None:
        self._policy = policy

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Any = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        if not self._policy.private_addresses:
            host = _judged(host, port, allow_loopback=self._policy.loopback_addresses)
        seconds = min(_CONNECT_SECONDS, timeout.seconds())
        return _Stream(super().connect_tcp(host, port, seconds, local_address, socket_options))


def _judged(host: str, port: int, *, allow_loopback: bool) -> str:
    """The address that the host's name leads to now."""
    try:
        address, _ = get_ip_address(host, port, allow_loopback=allow_loopback)
    except InvalidIPAddress:
        raise AddressNotPublic from None
    if not _is_public(address) and not (allow_loopback and address.is_loopback):
        raise AddressNotPublic
    return str(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is on the public network.

    What requests_hardened's own filter lets pass of the IPv6 space isn't: old site-local and
    IPv4-compatible addresses, and those of one link.
    """
    if isinstance(address, IPv6Address) and (address.is_site_local or address.scope_id):
        return False
    return address.is_global and not address.is_reserved and not address.is_multicast


@cache
def _trust(ca_bundle: str) -> ssl.SSLContext:
    """The usual certificates, which take long to read, and the operator's own."""
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_bundle:
        context.load_verify_locations(cafile=ca_bundle)
    return context


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException:
        raise TimedOut from None
    except zlib.error:
        raise AnswerUnreadable from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError):
        # the last is what libraries call a name that no host has
        raise Unreachable from None


def _pieces(answer: httpcore.Response, max_bytes: int) -> Iterator[bytes]:
    size = 0
    with _named_failures():
        for piece in _unpacked(answer):
            size += len(piece)
            if size > max_bytes:
                raise AnswerTooLarge
            yield piece


def _unpacked(answer: httpcore.Response) -> Iterator[bytes]:
    """The answer's content; a packed one gives at most ``_PIECE_BYTES`` at once."""
    encoding = httpx.Headers(answer.headers).get("Content-Encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        yield from answer.iter_stream()
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise AnswerUnreadable
    unpacking = zlib.decompressobj(_ANY_HEADER)
    for part in answer.iter_stream():
        packed = part
        while packed:
            if unpacking.eof:
                # gzip may hold several members, one after the other
                unpacking = zlib.decompressobj(_ANY_HEADER)
            yield unpacking.decompress(packed, _PIECE_BYTES)
            packed = unpacking.unconsumed_tail or unpacking.unused_data
    yield unpacking.flush()
    if not unpacking.eof:
        raise AnswerUnreadable
