"""Where a fetch may go: by which schemes, and to which addresses of the network.

A name is looked up once, every address it stands for is checked, and the connection is made to one
of those: a name that stands for another address a moment later leads nowhere.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_CA_BUNDLE = "REQUESTS_CA_BUNDLE"  # as requests names it: certificates of an organization's own
# Addresses of the old internet inside the new one: the embedded one counts (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Connect = Callable[[str, int, float | None], socket.socket]


class FetchFailed(Exception):  # noqa: N818 - it reads as the claim it makes
    """A calendar could not be fetched; the words say what happened, without path and password."""


def is_public(address: Address) -> bool:
    """Return whether `address` is one of the internet, not of a machine's or office's own."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Reach:
    """What may be asked: the schemes, and which addresses a name may stand for."""

    schemes: tuple[str, ...] = ("https",)
    permits: Callable[[Address], bool] = is_public


INTERNET = Reach()


class Watch:
    """Cuts off every connection when the time is over, whatever the server does meanwhile."""

    def __init__(self) -> None:
        self.over = False
        self._held: list[socket.socket] = []

    def hold(self, connection: socket.socket) -> None:
        """Cut `connection` off too, when the time is over."""
        # A second handle of it: encryption takes the first one over.
        self._held.append(connection.dup())
        if self.over:
            self.cut()

    def cut(self) -> None:
        """Cut all off."""
        self.over = True
        for each in self._held:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Forget them."""
        for each in self._held:
            each.close()


@contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Watch over what is fetched within, for so many seconds."""
    watch = Watch()
    timer = Timer(seconds, watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        timer.join()
        watch.let_go()


@contextmanager
def session_of(reach: Reach, watch: Watch) -> Iterator[requests.Session]:
    """Give a session that goes only where `reach` lets it, and is cut off by `watch`."""

    def connect(host: str, port: int, timeout: float | None) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not all(reach.permits(ip_address(str(each[4][0]).partition("%")[0])) for each in found):
            raise FetchFailed(
                f"{host} leads into a network of our own, which no calendar may ask for"
            )
        fault: OSError | None = None
        for family, kind, protocol, _, at in found:
            connection = socket.socket(family, kind, protocol)
            try:
                watch.hold(connection)
                connection.settimeout(timeout)
                connection.connect(at)
            except OSError as refused:
                connection.close()
                fault = refused
            else:
                return connection
        raise fault or OSError("no address")

    with requests.Session() as session:
        session.trust_env = False  # no proxy of the environment, and no password of a .netrc
        session.verify = os.environ.get(_CA_BUNDLE) or True
        session.mount("https://", _Adapter(connect))
        session.mount("http://", _Adapter(connect))
        yield session


class _Adapter(HTTPAdapter):
    """Connects by `connect` alone, so that the address that was checked is the one that is used."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Make the pools that connect so; called by the library."""
        connect = self._connect

        class Open(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self._dns_host, self.port, _seconds(self.timeout))

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self._dns_host, self.port, _seconds(self.timeout))

        class OpenPool(HTTPConnectionPool):
            ConnectionCls = Open

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.poolmanager.pool_classes_by_scheme = {"http": OpenPool, "https": EncryptedPool}


def _seconds(timeout: object) -> float | None:
    return float(timeout) if isinstance(timeout, int | float) else None
