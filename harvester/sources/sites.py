"""Transport to servers that are not the registry: smaller answers, and advice that fits."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_encoding_from_headers

from harvester.errors import RegistryError
from harvester.sources.transport import Refused, Sleep, Transport, Unusable

T = TypeVar("T")

PAGE_BYTES = 32 << 20
"""Largest page or document that is read, unpacked."""


class SiteTransport(Transport):
    """As Transport; an answer may have PAGE_BYTES, messages end in `advice`, not in the registry's options, and no
    redirect leads into the user's own network unless that is where `url` is.

    `charset` is what the last answer says it is written in, '' where it does not say.
    """

    def __init__(self, url: str, rate: float, sleep: Sleep | None, advice: str) -> None:
        super().__init__(url, rate, sleep)
        self.charset = ""
        self._advice = advice
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Outside(urlsplit(url).netloc))

    def fetch(self, url: str, parse: Callable[[bytes], T]) -> T:
        """See Transport.fetch: the same errors in other words."""
        try:
            return super().fetch(url, parse)
        except Refused as refusal:
            raise Refused(
                f"{url} answered {refusal.status}. {self._advice}", refusal.status, refusal.text
            ) from refusal
        except Unusable as unusable:
            raise Unusable(self._reworded(unusable), unusable.body) from unusable
        except RegistryError as error:
            raise RegistryError(self._reworded(error)) from error

    def _reworded(self, error: RegistryError) -> str:
        what, check, _ = str(error).partition(" Check ")
        return f"{what} {self._advice}" if check else what

    def _read(self, response: requests.Response, limit: int) -> bytes:
        kind = response.headers.get("Content-Type", "")
        self.charset = (get_encoding_from_headers({"content-type": kind}) or "") if "charset" in kind else ""
        return super()._read(response, min(limit, PAGE_BYTES))


class _Outside(HTTPAdapter):
    """Asks the server that was named and any server outside the user's network."""

    def __init__(self, named: str) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._named = named

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As HTTPAdapter.send; raises InvalidURL for a server that nobody named."""
        pieces = urlsplit(request.url or "")
        if pieces.netloc != self._named and is_inside(pieces.hostname or ""):
            raise requests.exceptions.InvalidURL(
                f"it leads to {pieces.netloc}, inside your own network; name that address yourself if you mean it"
            )
        return super().send(request, *args, **kwargs)


def is_inside(host: str) -> bool:
    """Whether a host name or address is of this machine or a private network; no, where nobody knows the name."""
    try:
        addresses = {host} if _is_address(host) else {found[4][0] for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return not all(ipaddress.ip_address(address).is_global for address in addresses)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
