"""Asking addresses that callers named, without being turned against what is near this service.

Public addresses only, and the one that was looked at is the one connected to; https only; no
redirects; no proxies of the environment; and an end to it after some seconds, whatever the other
side does: a server that sends a byte now and then holds nobody for long.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from requests import PreparedRequest
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPSConnection

from common.addresses import is_public

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 10.0


class OutboundSession(HTTPSession):
    """A session that knows when its time was up."""

    cut_at: float

    @property
    def was_cut(self) -> bool:
        return time.monotonic() >= self.cut_at


class _Connection(HTTPSConnection):
    """Hands out a second hold on its socket, which can end it from another thread."""

    def __init__(
        self, *args: Any, opened: list[socket.socket], cut_at: float, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._opened = opened
        self._cut_at = cut_at

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        self._opened.append(sock.dup())
        if time.monotonic() >= self._cut_at:
            sock.close()
            raise TimeoutError
        return sock


class _Adapter(IPFilterAdapter):
    def __init__(self, *, allow_loopback: bool, cut_at: float) -> None:
        super().__init__(is_https_proto=True, allow_loopback=allow_loopback)
        self.opened: list[socket.socket] = []
        self._cut_at = cut_at

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        address = ip_address(str(host["host"]).strip("[]"))
        if not is_public(address) and not (self._allow_loopback and address.is_loopback):
            raise InvalidIPAddress(address)
        return host, pool

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = partial(_Connection, opened=self.opened, cut_at=self._cut_at)
        return pool


def _cut(opened: list[socket.socket]) -> None:
    for sock in opened:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def outbound_session(*, seconds: float, allow_loopback: bool) -> Iterator[OutboundSession]:
    """A session for as long as the block runs; after ``seconds`` its connections are cut."""
    cut_at = time.monotonic() + seconds
    adapter = _Adapter(allow_loopback=allow_loopback, cut_at=cut_at)
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=allow_loopback,
        never_redirect=True,
        default_timeout=(min(_CONNECT_SECONDS, seconds), min(_READ_SECONDS, seconds)),
    )
    session = OutboundSession(config)
    session.adapters.clear()
    session.mount("https://", adapter)
    session.trust_env = False
    session.verify = settings.OUTBOUND_CA_BUNDLE or True
    session.cut_at = cut_at
    timer = threading.Timer(seconds, _cut, [adapter.opened])
    timer.daemon = True
    timer.start()
    try:
        with session:
            yield session
    finally:
        timer.cancel()
        for sock in adapter.opened:
            sock.close()
