"""A web archive on this machine: it lists captures and hands them over as the Internet Archive does, or misbehaves.

In a test: `with Archive() as archive: archive.keep("20140601000000", "https://…", page) … archive.url …`.
"""

import re
import socket
import struct
import threading
import time
from dataclasses import dataclass
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.registry_server.faults import MAINTENANCE, Fault, Kind

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
KNOWN = {"url", "matchType", "output", "fl", "filter", "collapse", "from", "to", "limit"}


@dataclass(frozen=True)
class Kept:
    """A capture; `listed` is what the index says of its status."""

    timestamp: str
    original: str
    body: bytes
    listed: int = 200

    @property
    def row(self) -> dict[str, str]:
        return {
            "urlkey": url_key(self.original),
            "timestamp": self.timestamp,
            "original": self.original,
            "mimetype": "text/html",
            "statuscode": str(self.listed),
            "digest": sha1(self.body, usedforsecurity=False).hexdigest().upper(),
            "length": str(len(self.body)),
        }


def url_key(address: str) -> str:
    """'http://www.Host.gov/A?b' → 'gov,host)/a?b': an archive's one key for all spellings of an address."""
    pieces = urlsplit(address if "//" in address else f"http://{address}")
    host = (pieces.hostname or "").removeprefix("www.")
    path = pieces.path + (f"?{pieces.query}" if pieces.query else "")
    return f"{','.join(reversed(host.split('.')))}){path}".lower()


class Archive:
    """Captures behind HTTP; `requests` are the targets asked for, in order."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self._kept: list[Kept] = []
        self._faults: list[Fault] = []
        self._lock = threading.RLock()
        handler = type("Handler", (_Handler,), {"archive": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def replays(self) -> list[str]:
        """The captures asked for: 'timestamp original'."""
        return [" ".join(found) for target in self.requests if (found := _replay(target))]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def keep(self, timestamp: str, original: str, body: bytes | str, listed: int = 200) -> None:
        """Files a capture."""
        payload = body.encode() if isinstance(body, str) else body
        self._kept.append(Kept(timestamp, original, payload, listed))

    def misbehave(self, kind: Kind, **how: Any) -> None:
        """Queues a fault; see `Fault`."""
        self._faults.append(Fault(kind, **how))

    def answer(self, target: str) -> tuple[int, bytes, dict[str, str], Fault | None]:
        """(status, body, headers, fault) of a GET."""
        with self._lock:
            self.requests.append(target)
            fault = next((fault for fault in self._faults if fault.strikes(target)), None)
        if fault and fault.kind == "status":
            after = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
            return fault.status, b"", after, fault
        if fault and fault.kind == "html":
            return 200, MAINTENANCE, {}, fault
        replay = _replay(target)
        if replay:
            status, body, headers = self._hand_over(*replay)
        elif target.startswith("/cdx/search/cdx?"):
            status, body, headers = self._index(parse_qs(urlsplit(target).query))
        else:
            status, body, headers = 404, b"", {}
        if fault and fault.kind == "cut_json":
            body = body[: len(body) // 2]
        return status, body, headers, fault

    def _index(self, asked: dict[str, list[str]]) -> tuple[int, bytes, dict[str, str]]:
        if asked.keys() - KNOWN or asked.get("output") != ["json"]:
            return 400, f"unknown parameters: {sorted(asked.keys() - KNOWN)}".encode(), {}
        key, prefix = url_key(asked["url"][0]), asked.get("matchType") == ["prefix"]
        rows = [kept.row for kept in self._kept]
        rows = [row for row in rows if row["urlkey"] == key or (prefix and row["urlkey"].startswith(key))]
        for name, pattern in (rule.split(":", 1) for rule in asked.get("filter", [])):
            rows = [row for row in rows if re.fullmatch(pattern, row[name])]
        rows.sort(key=lambda row: (row["urlkey"], row["timestamp"]))
        for name in asked.get("collapse", []):
            rows = [row for at, row in enumerate(rows) if at == 0 or rows[at - 1][name] != row[name]]
        fields = asked["fl"][0].split(",") if "fl" in asked else list(FIELDS)
        listed = [fields, *([row[name] for name in fields] for row in rows)] if rows else []
        return 200, orjson.dumps(listed), {"Content-Type": "application/json"}

    def _hand_over(self, timestamp: str, original: str) -> tuple[int, bytes, dict[str, str]]:
        same = [kept for kept in self._kept if url_key(kept.original) == url_key(original)]
        exact = [kept for kept in same if kept.timestamp == timestamp]
        if exact:
            return 200, exact[0].body, {"Content-Type": "text/html"}
        if same:
            near = min(same, key=lambda kept: abs(int(kept.timestamp) - int(timestamp)))
            return 302, b"", {"Location": f"/web/{near.timestamp}id_/{near.original}"}
        return 404, b"not in archive", {}


def _replay(target: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"/web/(\d{14})id_/(.+)", target)
    return (found[1], found[2]) if found else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    archive: ClassVar[Archive]

    def do_GET(self) -> None:
        status, body, headers, fault = self.archive.answer(self.path)
        self.close_connection = True
        if fault and fault.kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        if fault and fault.seconds:
            time.sleep(fault.seconds)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault and fault.kind == "cut_body" else body)

    def log_message(self, format: str, *args: object) -> None:
        """The archive keeps its own log."""
