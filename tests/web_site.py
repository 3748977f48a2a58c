"""A web site on this machine, for tests: `with Site() as site: site.show("/page", b"…") … site.url …`."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self


class Site:
    """Pages and redirects behind HTTP; `requests` are the targets asked for, in order, `logins` what came with them."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.logins: list[str] = []
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def show(self, target: str, body: bytes, kind: str = "text/html") -> None:
        """Puts a page at a target."""
        self.pages[target] = 200, {"Content-Type": kind}, body

    def redirect(self, target: str, address: str) -> None:
        """Sends who asks for a target elsewhere."""
        self.pages[target] = 302, {"Location": address}, b""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: ClassVar[Site]

    def do_GET(self) -> None:
        self.site.requests.append(self.path)
        self.site.logins.append(self.headers.get("Authorization", ""))
        status, headers, body = self.site.pages.get(self.path, (404, {}, b"not here"))
        self.close_connection = True
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The site keeps its own log."""
