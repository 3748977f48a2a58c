"""One polite connection to a server: paced, retried within a budget, bounded in size and time.

urllib3's Retry decides how often and how long to wait, but is driven from here: left to itself it sees
neither a body that was cut nor a maintenance page with status 200, and two loops would multiply budgets.
"""

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError
from urllib3.util.retry import Retry

from harvester.errors import RegistryError, UsageError

T = TypeVar("T")
Sleep = Callable[[float], object]

ATTEMPTS = 8
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
ANSWER_SECONDS = 300.0
"""Longest an answer may take in all: a server that drips a byte a second never trips the read time-out."""
RETRY_AFTER_SECONDS = 300.0
"""Longest a Retry-After is obeyed in one go; the next attempt learns whether the server still means it."""
ANSWER_BYTES = 512 << 20
ERROR_BYTES = 64 << 10
CHUNK_BYTES = 64 << 10
STREAM_BYTES = 1 << 20
"""Least that a long answer must bring in ANSWER_SECONDS; an attempt that brings less counts against the budget."""
RETRIED = frozenset({408, 425, 429, *range(500, 600)} - {501, 505})

log = logging.getLogger(__name__)


class Refused(RegistryError):
    """The server will not answer this request however often it is asked: `status` and `text` are its own."""

    def __init__(self, message: str, status: int, text: str) -> None:
        super().__init__(message)
        self.status, self.text = status, text


class Unusable(RegistryError):
    """The answer is of the kind asked for and cannot be used, all attempts spent; `body` is the last one."""

    def __init__(self, message: str, body: bytes = b"") -> None:
        super().__init__(message)
        self.body = body


class Transient(Exception):
    """This attempt failed and another may not; never leaves this package. `wait` is the server's Retry-After
    in seconds, `unusable` a body that is of the right kind but broken."""

    def __init__(self, reason: str, wait: float = 0.0, unusable: bytes | None = None) -> None:
        super().__init__(reason)
        self.wait, self.unusable = wait, unusable


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is taken as it comes: its status (200, 206 or 416), its headers, its body as it was sent."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


def user_agent() -> str:
    """'harvester-trials/<version>', so that the registry can tell who asks."""
    try:
        version = metadata.version("harvester-trials")
    except metadata.PackageNotFoundError:
        version = "uninstalled"
    return f"harvester-trials/{version} ({requests.utils.default_user_agent()})"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Transport:
    """GET, one request at a time; `requests` and `bytes_received` (compressed, as they came) count its work.

    `rate` is in requests a second. A loopback address is neither paced nor waited for at length, and no proxy
    stands before it; a Retry-After is honoured everywhere.
    """

    def __init__(self, url: str, rate: float = 1.0, sleep: Sleep | None = None) -> None:
        if not rate > 0:
            raise UsageError(f"a rate of {rate} requests a second asks for nothing: give a number above 0")
        here = is_loopback(urlsplit(url).hostname or "")
        self.requests = 0
        self.bytes_received = 0
        self._interval = 0.0 if here else 1 / rate
        self._next_at = 0.0
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._policy = Retry(
            total=ATTEMPTS - 1,
            backoff_factor=0.05 if here else 0.5,
            backoff_jitter=0.05 if here else 1.0,
            backoff_max=2 if here else 30,
            status_forcelist=RETRIED,
        )
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.trust_env = not here
        self._session.headers.update({"User-Agent": user_agent(), "Accept-Encoding": "gzip"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))

    def close(self) -> None:
        """Closes the connection; a request that is waiting for its next attempt gives up."""
        self._closed.set()
        self._session.close()

    def fetch(self, url: str, parse: Callable[[bytes], T]) -> T:
        """What `parse` makes of the body; it raises Transient where the answer is to be asked again.

        Raises Refused on a 4xx, Unusable where the last attempt's body was of the right kind and broken, and
        RegistryError on everything else once the attempts are spent.
        """
        return self._persist(url, lambda: parse(self._ask(url)))

    def receive(
        self,
        url: str,
        headers: Callable[[], Mapping[str, str]],
        take: Callable[[Stream], T],
        held: Callable[[], int],
    ) -> T:
        """What `take` makes of an answer too large to be held; it raises Transient where more is to be asked for.

        `headers` are those of the next attempt. `held` says how much is there: attempts count anew once it grew by
        STREAM_BYTES over all there was before. Raises as `fetch` does.
        """
        return self._persist(url, lambda: self._ask_stream(url, headers(), take), held)

    def _persist(self, url: str, attempt: Callable[[], T], held: Callable[[], int] = int) -> T:
        """Attempts within the budget, with waits between them."""
        retry, most = self._policy, held()
        while True:
            try:
                return attempt()
            except Transient as trouble:
                reason, wait, unusable = str(trouble), trouble.wait, trouble.unusable
            if held() >= most + STREAM_BYTES:
                retry, most = self._policy, held()
            try:
                retry = retry.increment("GET", url, error=Exception(reason))
            except MaxRetryError:
                raise _spent(url, reason, unusable) from None
            wait = min(max(wait, retry.get_backoff_time()), RETRY_AFTER_SECONDS)
            log.warning(
                "%s: %s; attempt %d of %d in %.1f s",
                urlsplit(url).netloc,
                reason,
                len(retry.history) + 1,
                ATTEMPTS,
                wait,
            )
            if wait > 0:
                self._sleep(wait)

    def _ask(self, url: str) -> bytes:
        with self._response(url, {}) as response:
            body = self._read(response, ANSWER_BYTES if response.status_code == 200 else ERROR_BYTES)
        _judge(url, response, body, (200,))
        return body

    def _ask_stream(self, url: str, headers: Mapping[str, str], take: Callable[[Stream], T]) -> T:
        with self._response(url, {**headers, "Accept-Encoding": "identity"}) as response:
            if response.status_code not in (200, 206, 416):
                _judge(url, response, self._read(response, ERROR_BYTES), ())
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise RegistryError(
                    f"{_short(url)} comes packed once more on its way, which nobody asked for, and could not be "
                    "resumed. A proxy may do that: go around it, or load the file from another machine."
                )
            return take(Stream(response.status_code, response.headers, self._long_body(response)))

    @contextmanager
    def _response(self, url: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        """One request; what fails until its body is read is told apart."""
        self._keep_pace()
        if self._closed.is_set():
            raise RegistryError("stopped while asking the registry; what was saved stays saved, run it again")
        self.requests += 1
        try:
            with self._session.get(
                url, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS), headers=headers
            ) as response:
                self.requests += len(response.history)
                yield response
        except requests.RequestException as error:
            raise _failure(url, error) from error
        except HTTPError as error:
            raise Transient(f"connection failed: {str(error)[:120]}") from error

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        """The body as it arrives, however little that is at a time."""
        before = response.raw.tell()
        while piece := response.raw.read1(CHUNK_BYTES, decode_content=True):
            self.bytes_received += response.raw.tell() - before
            before = response.raw.tell()
            yield piece

    def _long_body(self, response: requests.Response) -> Iterator[bytes]:
        """The same, however long it takes; raises Transient where it all but stops."""
        until, size = time.monotonic() + ANSWER_SECONDS, 0
        for piece in self._pieces(response):
            size += len(piece)
            yield piece
            if time.monotonic() > until:
                if size < STREAM_BYTES:
                    raise Transient(f"less than {STREAM_BYTES >> 20} MB came in {ANSWER_SECONDS:.0f} s")
                until, size = time.monotonic() + ANSWER_SECONDS, 0

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next_at:
            self._sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + self._interval

    def _read(self, response: requests.Response, limit: int) -> bytes:
        deadline = time.monotonic() + ANSWER_SECONDS
        chunks, size = [], 0
        for chunk in self._pieces(response):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                break
            if time.monotonic() > deadline:
                raise Transient(f"no whole answer within {ANSWER_SECONDS:.0f} s")
        if size > limit and response.status_code == 200:
            raise Unusable(
                f"{_short(response.url)} answered more than {limit >> 20} MB: ask for less at a time"
            )
        return b"".join(chunks)


def _judge(url: str, response: requests.Response, body: bytes, good: Container[int]) -> None:
    """Raises Transient or Refused on every status but the good ones."""
    status = response.status_code
    if status in RETRIED:
        raise Transient(f"{status} {response.reason}".rstrip(), _retry_after(response))
    if status not in good:
        text = body[:500].decode("utf-8", "replace").strip()
        raise Refused(
            f"{_short(url)} answered {status}{f': {text}' if text else ''}. {_advice(status)}", status, text
        )


def _failure(url: str, error: requests.RequestException) -> Exception:
    reason = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        return RegistryError(
            f"{_short(url)}: its certificate is not trusted ({reason[:200]}). Behind a proxy that opens TLS, "
            "name the proxy's certificate in REQUESTS_CA_BUNDLE."
        )
    permanent = (requests.TooManyRedirects, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)
    if isinstance(error, permanent):
        return RegistryError(f"{_short(url)} cannot be asked: {reason[:200]}. Check --api-url.")
    if isinstance(error, requests.Timeout):
        return Transient("no answer in time")
    return Transient(f"connection failed: {reason[:120]}")


def _spent(url: str, reason: str, unusable: bytes | None) -> RegistryError:
    message = (
        f"{_short(url)} could not be read in {ATTEMPTS} attempts, the last: {reason}. "
        "Check the network and --api-url, or try again later; what was saved stays saved."
    )
    return RegistryError(message) if unusable is None else Unusable(message, unusable)


def _retry_after(response: requests.Response) -> float:
    try:
        return Retry().get_retry_after(response.raw) or 0.0
    except InvalidHeader:
        return 0.0


def _advice(status: int) -> str:
    if status in (401, 403):
        return "It does not let this machine in: try later, from another network, or with a lower --rate."
    if status in (404, 410):
        return "Check --api-url: it ends in /api/v2 on ClinicalTrials.gov."
    return "Check the query and --api-url."


def _short(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:117]}..."
