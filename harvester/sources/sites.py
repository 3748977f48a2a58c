"""Transport to servers that are not the registry: smaller answers, and advice that fits."""

from collections.abc import Callable
from typing import TypeVar

import requests

from harvester.errors import RegistryError
from harvester.sources.transport import Refused, Sleep, Transport, Unusable

T = TypeVar("T")

PAGE_BYTES = 32 << 20
"""Largest page or document that is read, unpacked."""


class SiteTransport(Transport):
    """As Transport; an answer may have PAGE_BYTES, and messages end in `advice`, not in the registry's options."""

    def __init__(self, url: str, rate: float, sleep: Sleep | None, advice: str) -> None:
        super().__init__(url, rate, sleep)
        self._advice = advice

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
        return super()._read(response, min(limit, PAGE_BYTES))
