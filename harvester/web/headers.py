"""Security headers: strict on our own pages, and on Datasette's what its inline scripts allow; and their language."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Send], Awaitable[None]]

STRICT_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CORE_CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


def with_headers(app: App) -> App:
    """The ASGI application with the headers added where a response does not set them itself.

    Pages of Datasette 0.65 do not say their language, which a screen reader needs: it is said for them.
    """

    async def wrapped(scope: Any, receive: Any, send: Send) -> None:
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                headers = list(message.get("headers") or [])
                present = {name.lower() for name, _ in headers}
                for name, value in {**EVERYWHERE, "content-security-policy": CORE_CSP}.items():
                    if name.encode() not in present:
                        headers.append((name.encode(), value.encode()))
                message["headers"] = headers
                begun = b"content-length" in present
            elif message["type"] == "http.response.body" and not begun:
                begun = True
                message["body"] = with_language(message.get("body", b""))
            await send(message)

        await app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    return wrapped


def with_language(body: bytes) -> bytes:
    """A page whose <html> names no language, as English; anything else as it is."""
    head = body[:200]
    if not head.startswith(b"<!DOCTYPE html>") or b"<html>" not in head:
        return body
    return head.replace(b"<html>", b'<html lang="en">', 1) + body[200:]
