"""Documents that may mention trials: bytes from files, folders and addresses, with what could not be read."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from harvester.errors import RegistryError, UsageError
from harvester.sources.sites import PAGE_BYTES, SiteTransport
from harvester.sources.transport import Sleep

_ADVICE = "Check the address and the network, or save the document and name the file."


@dataclass(frozen=True, slots=True)
class Payload:
    """A document as it came; `name` is its path as the user named it, or its address. `charset` is what its server
    says it is written in."""

    name: str
    payload: bytes
    named: bool = True
    """False for a file met in a folder: if it is no text, nobody said it was."""
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be had."""

    name: str
    reason: str


def is_address(place: str) -> bool:
    """Whether a place is an http(s) address, not a path."""
    return place.lower().startswith(("http://", "https://"))


def read_places(
    places: Iterable[str], rate: float = 1.0, sleep: Sleep | None = None
) -> Iterator[Payload | Unread]:
    """Every document in files, folders (sorted, recursive) and at addresses, one after the other.

    `rate` is in requests a second to each server. Raises UsageError, before anything is read, on a path that is not
    there or an address without a server.
    """
    named = []
    for place in places:
        if is_address(place):
            if not _server(place):
                raise UsageError(
                    f"{place!r} is no address: expected something like https://example.org/article"
                )
            named.append(place.partition("#")[0])
        elif Path(place).exists():
            named.append(os.path.normpath(place))
        else:
            raise UsageError(f"no such file or folder: {place}. Nothing was read.")
    return _read_places(list(dict.fromkeys(named)), rate, sleep)


def _server(address: str) -> str:
    try:
        pieces = urlsplit(address)
        return f"{pieces.scheme}://{pieces.netloc}" if pieces.hostname and pieces.port != 0 else ""
    except ValueError:
        return ""


def _without_login(address: str) -> str:
    """The address without 'name:password@', which is nobody else's business."""
    pieces = urlsplit(address)
    return pieces._replace(netloc=pieces.netloc.rpartition("@")[2]).geturl()


def _read_places(places: list[str], rate: float, sleep: Sleep | None) -> Iterator[Payload | Unread]:
    transports: dict[str, SiteTransport] = {}
    try:
        for place in places:
            if is_address(place):
                server = _server(place)
                if server not in transports:
                    transports[server] = SiteTransport(server, rate, sleep, _ADVICE)
                yield _ask(transports[server], place)
            elif Path(place).is_dir():
                yield from _read_folder(Path(place))
            else:
                yield _read_file(Path(place), named=True)
    finally:
        for transport in transports.values():
            transport.close()


def _ask(transport: SiteTransport, address: str) -> Payload | Unread:
    name = _without_login(address)
    try:
        return Payload(name, transport.fetch(address, bytes), charset=transport.charset)
    except RegistryError as error:
        return Unread(name, str(error).replace(address, name))


def _read_folder(folder: Path) -> Iterator[Payload | Unread]:
    """Files by name, subfolders in their place; hidden ones and links to folders are left out."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Unread(str(folder), f"cannot be read: {error.strerror or error}")
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _read_folder(path)
        elif path.is_file():
            yield _read_file(path, named=False)


def _read_file(path: Path, *, named: bool) -> Payload | Unread:
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        with path.open("rb") as stream:
            payload = stream.read(PAGE_BYTES + 1)
    except OSError as error:
        return Unread(name, f"cannot be read: {error.strerror or error}")
    if len(payload) > PAGE_BYTES and (named or b"\0" not in payload[:65536]):
        return Unread(name, f"is larger than {PAGE_BYTES >> 20} MB: split it, or save its text alone")
    return Payload(name, payload, named)
