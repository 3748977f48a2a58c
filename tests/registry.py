"""A registry on this machine: it answers as the OpenAPI file of ClinicalTrials.gov says, or misbehaves.

In a test: `with Registry(studies) as registry: … registry.url …`; leaving it fails the test if a request had
a parameter that the specification does not have. By hand: `python -m tests.registry FOLDER --port 8080`.
"""

import argparse
import gzip
import hashlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Literal, Self
from urllib.parse import parse_qsl, urlsplit

import orjson

from tests.registry_server.faults import MAINTENANCE, Fault, Kind
from tests.registry_server.rules import check_parameters, match_path
from tests.registry_server.shelf import PIECES, BadRequest, NotServed, Shelf, Study, at, canonical

TEXT, JSON, HTML, ZIP = (
    "text/plain; charset=utf-8",
    "application/json",
    "text/html; charset=utf-8",
    "application/zip",
)


@dataclass(frozen=True)
class Asked:
    """A request as it came, what was answered, and what the specification has against it."""

    target: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    status: int | None
    problems: list[str] = field(default_factory=list)


@dataclass
class Answer:
    status: int
    body: bytes
    kind: str = TEXT
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class BulkFile:
    """How the bulk file is served; `body` takes the place of the zip of all studies."""

    ranges: bool = True
    validator: Literal["etag", "weak", "date", "none"] = "etag"
    framing: Literal["length", "chunked", "close"] = "length"
    body: bytes | None = None


class Registry:
    """Studies behind HTTP. Everything may be changed while it runs; `publish` moves the data's timestamp."""

    def __init__(
        self,
        studies: Iterable[Study] = (),
        *,
        data_timestamp: str = "2025-01-02T09:00:05",
        port: int = 0,
        expect_valid: bool = True,
    ) -> None:
        self.requests: list[Asked] = []
        self.data_timestamp = data_timestamp
        self.bulk = BulkFile()
        self.hung, self.leaving = threading.Event(), threading.Event()
        """Set once a body stalled, and when nobody is to wait for it any more."""
        self._shelf = Shelf(studies)
        self._histories: dict[str, list[Study]] = {}
        self._faults: list[Fault] = []
        self._expect_valid = expect_valid
        self._lock = threading.RLock()
        handler = type("Handler", (_Handler,), {"registry": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/v2"

    @property
    def connections(self) -> int:
        """How many connections were opened so far."""
        return self._server.connections

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leaving.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()
        if error is None and self._expect_valid:
            self.assert_requests_valid()

    def put(self, *studies: Study) -> None:
        """Adds studies or replaces them; a record that has a history gets another version."""
        with self._lock:
            for study in studies:
                self._shelf.put(study)
                if history := self._histories.get(at(study, PIECES["NCTId"])):
                    history.append(deepcopy(study))

    def get(self, nct_id: str) -> Study:
        """A copy of the study as it is now."""
        with self._lock:
            return self._shelf.get(nct_id)

    def edit(self, nct_id: str, path: str, value: Any) -> None:
        """Sets the value at a dotted path, lists by number."""
        study = self.get(nct_id)
        node: Any = study
        *parents, last = path.split(".")
        for piece in parents:
            node = node[int(piece)] if isinstance(node, list) else node.setdefault(piece, {})
        node[int(last) if isinstance(node, list) else last] = value
        self.put(study)

    def remove(self, nct_id: str) -> None:
        """The study vanishes."""
        with self._lock:
            self._shelf.remove(nct_id)

    def alias(self, old: str, new: str) -> None:
        """`old` is from now on another number of the study `new`."""
        with self._lock:
            if old in self._shelf.entries:
                self._shelf.remove(old)
            aliases = at(self.get(new), PIECES["NCTIdAlias"]) or []
            self.edit(new, PIECES["NCTIdAlias"], [*aliases, old])

    def set_history(self, nct_id: str, versions: list[Study]) -> None:
        """The record's versions, oldest first; without this a record has no history."""
        self._histories[nct_id] = deepcopy(versions)

    def publish(self, data_timestamp: str | None = None) -> None:
        """New data are out: moves the timestamp, by a day unless told where."""
        if data_timestamp is None:
            data_timestamp = (datetime.fromisoformat(self.data_timestamp) + timedelta(days=1)).isoformat()
        self.data_timestamp = data_timestamp

    def misbehave(self, kind: Kind, **how: Any) -> None:
        """Queues a fault; see `Fault` for how, and for which requests."""
        with self._lock:
            self._faults.append(Fault(kind, **how))

    def behave(self) -> None:
        """Forgets the faults that are left."""
        self._faults.clear()

    def assert_requests_valid(self) -> None:
        """Fails if a request so far was not one that the specification knows."""
        wrong = [(asked.path, asked.params, asked.problems) for asked in self.requests if asked.problems]
        assert not wrong, f"requests that the registry's specification does not know: {wrong}"

    def answer(self, target: str, headers: dict[str, str]) -> tuple[Answer, Fault | None]:
        """What a GET gets, its fault already in the answer where it shows there."""
        pieces = urlsplit(target)
        pairs = parse_qsl(pieces.query, keep_blank_values=True)
        with self._lock:
            answer, problems = self._plain_answer(pieces.path, pairs, headers)
            fault = next((fault for fault in self._faults if fault.strikes(target)), None)
            if fault:
                answer = _spoilt(answer, fault)
            hidden = fault is not None and fault.kind == "reset"
            status = None if hidden else answer.status
            self.requests.append(Asked(target, pieces.path, dict(pairs), headers, status, problems))
        return answer, fault

    def _plain_answer(
        self, path: str, pairs: list[tuple[str, str]], headers: dict[str, str]
    ) -> tuple[Answer, list[str]]:
        below = path.removeprefix("/api/v2") if path.startswith("/api/v2/") else path.removeprefix("/api")
        found = match_path(below) if path.startswith("/api/") else None
        if found is None:
            return Answer(404, b"Not Found"), [f"no such path: {path}"]
        template, in_path = found
        if problems := check_parameters(template, [*in_path.items(), *pairs]):
            return Answer(400, "; ".join(problems).encode()), problems
        try:
            return self._serve(template, in_path, dict(pairs), headers), []
        except BadRequest as error:
            return Answer(400, str(error).encode()), []
        except NotServed as error:
            return Answer(501, f"the loopback registry does not serve {error}".encode()), []

    def _serve(
        self, template: str, in_path: dict[str, str], params: dict[str, str], headers: dict[str, str]
    ) -> Answer:
        if params.get("format", "json") not in ("json", "json.zip"):
            raise NotServed(f"format {params['format']}")
        if template == "/version":
            version = {"apiVersion": "2.0.5", "dataTimestamp": self.data_timestamp}
            return Answer(200, orjson.dumps(version), JSON)
        if template == "/studies":
            return self._page(params)
        if template == "/studies/download":
            body = self._shelf.archive() if self.bulk.body is None else self.bulk.body
            return _bulk_answer(body, self.bulk, headers)
        if template == "/studies/{nctId}":
            return self._study(in_path["nctId"], params)
        return self._history(
            canonical(in_path["nctId"]), in_path.get("version"), template.endswith("/history")
        )

    def _page(self, params: dict[str, str]) -> Answer:
        studies, token, total = self._shelf.page(params)
        counted = params.get("countTotal") == "true" and "pageToken" not in params
        start = b'{"totalCount":%d,' % total if counted else b"{"
        end = b',"nextPageToken":"%s"}' % token.encode() if token else b"}"
        return Answer(200, start + b'"studies":[' + b",\n".join(studies) + b"]" + end, JSON)

    def _study(self, nct_id: str, params: dict[str, str]) -> Answer:
        entry = self._shelf.find(nct_id)
        if entry is None:
            return Answer(404, f"NCT number {nct_id} not found".encode())
        if entry.nct_id != canonical(nct_id):
            return Answer(301, b"", headers={"Location": f"/api/v2/studies/{entry.nct_id}"})
        if params.get("format") == "json.zip":
            raise NotServed("format json.zip of one study")
        return Answer(200, self._shelf.project(entry, params.get("fields")), JSON)

    def _history(self, nct_id: str, version: str | None, list_only: bool) -> Answer:
        versions = self._histories.get(nct_id, [])
        if not versions or (version is not None and int(version) >= len(versions)):
            return Answer(404, b"Not Found")
        if version is not None:
            return Answer(
                200, orjson.dumps({"studyVersion": int(version), "study": versions[int(version)]}), JSON
            )
        changes = [
            {
                "version": number,
                "date": at(study, PIECES["LastUpdateSubmitDate"]) or "2000-01-01",
                "status": at(study, PIECES["OverallStatus"]),
                "moduleLabels": ["Study Status"],
            }
            for number, study in enumerate(versions)
        ]
        listed: dict[str, Any] = {"changes": changes}
        return Answer(
            200, orjson.dumps(listed if list_only else {"study": versions[-1], "history": listed}), JSON
        )


def _bulk_answer(body: bytes, how: BulkFile, asked: dict[str, str]) -> Answer:
    """The whole file, or the part asked for if that is of the file as it is now."""
    digest = hashlib.sha256(body).hexdigest()
    moment = datetime.fromtimestamp(1_700_000_000 + int(digest[:6], 16), UTC)
    validator = {
        "etag": {"ETag": f'"{digest[:16]}"'},
        "weak": {"ETag": f'W/"{digest[:16]}"'},
        "date": {"Last-Modified": format_datetime(moment, usegmt=True)},
        "none": {},
    }[how.validator]
    headers = {"Content-Disposition": 'attachment; filename="ctg-studies.json.zip"', **validator}
    if how.framing == "chunked":
        headers["Transfer-Encoding"] = "chunked"
    if how.framing == "close":
        headers["Connection"] = "close"
    if how.ranges:
        headers["Accept-Ranges"] = "bytes"
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.get("range", ""))
    current = asked.get("if-range") in (None, *validator.values()) and how.validator != "weak"
    if not (found and how.ranges and current):
        return Answer(200, body, ZIP, headers)
    start, end = int(found[1]), int(found[2]) + 1 if found[2] else len(body)
    if start >= len(body):
        return Answer(416, b"", headers=headers | {"Content-Range": f"bytes */{len(body)}"})
    part = body[start:end]
    headers["Content-Range"] = f"bytes {start}-{start + len(part) - 1}/{len(body)}"
    return Answer(206, part, ZIP, headers)


def _spoilt(answer: Answer, fault: Fault) -> Answer:
    if fault.kind == "status":
        after = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        return Answer(fault.status, f"status {fault.status} on request".encode(), headers=after)
    if fault.kind == "html":
        return Answer(200, MAINTENANCE, HTML)
    if fault.kind == "expired_token":
        return Answer(400, b"`pageToken` parameter has expired")
    if fault.kind == "cut_json":
        return Answer(200, answer.body[: len(answer.body) // 2], answer.kind)
    if answer.kind == JSON and fault.kind in _SPOILT_PAGES:
        page = orjson.loads(answer.body)
        _SPOILT_PAGES[fault.kind](page)
        return Answer(answer.status, orjson.dumps(page), JSON)
    return answer


_SPOILT_PAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "empty_page": lambda page: page.update(studies=[]),
    "empty_end": lambda page: (page.update(studies=[]), page.pop("nextPageToken", None)),
    "short_page": lambda page: page["studies"].pop(),
    "doubled_study": lambda page: page.update(studies=[*page["studies"][:-1], page["studies"][0]]),
    "bad_page": lambda page: page.update(studies={"error": "none"}),
    "nameless_study": lambda page: page["studies"][0]["protocolSection"]["identificationModule"].pop("nctId"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    registry: ClassVar[Registry]

    def do_GET(self) -> None:
        headers = {name.casefold(): value for name, value in self.headers.items()}
        answer, fault = self.registry.answer(self.path, headers)
        if fault and fault.kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault and fault.kind == "slow":
            time.sleep(fault.seconds)
        body = answer.body
        if "gzip" in headers.get("accept-encoding", "") and answer.kind == JSON:
            body = gzip.compress(body, 1)
            self._head(answer, len(body), {"Content-Encoding": "gzip"})
        else:
            self._head(answer, len(body), {})
        cut = fault is not None and fault.kind in ("cut_body", "stalled_body")
        if cut:
            body = body[: len(body) // 2]
            self.close_connection = True
        if "Transfer-Encoding" in answer.headers:
            body = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            body += b"" if cut else b"0\r\n\r\n"
        if fault and fault.kind == "drip":
            self._drip(body, fault.seconds)
            return
        self.wfile.write(body)
        if fault and fault.kind == "stalled_body":
            self.registry.hung.set()
            self.registry.leaving.wait(fault.seconds)

    def _drip(self, body: bytes, seconds: float) -> None:
        for number in range(len(body)):
            if self.registry.leaving.wait(seconds):
                self.close_connection = True
                return
            self.wfile.write(body[number : number + 1])

    def _head(self, answer: Answer, length: int, extra: dict[str, str]) -> None:
        self.send_response(answer.status)
        kept = {"Content-Type": answer.kind, "Content-Length": str(length), **answer.headers, **extra}
        if answer.headers.keys() & {"Transfer-Encoding", "Connection"}:
            del kept["Content-Length"]
        for name, value in kept.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """The registry keeps its own log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[_Handler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()
        self.connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Ends connections that a client keeps alive, so that their threads end."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the registry."""


def _read_folder(folder: Path) -> list[Study]:
    values = [orjson.loads(path.read_bytes()) for path in sorted(folder.rglob("*.json"))]
    return [study for value in values for study in value.get("studies", [value])]


def main() -> None:
    """Serves a folder of study JSON until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.registry", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    studies = _read_folder(options.folder)
    with Registry(studies, port=options.port, expect_valid=False) as registry:
        print(f"{len(studies)} studies at {registry.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"{len(registry.requests)} requests answered")


if __name__ == "__main__":
    main()
