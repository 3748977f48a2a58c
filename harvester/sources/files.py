"""Records from files: study JSON in every packing, and whatever a parser knows, streaming.

`Passed` stands for a file that is no record, so that the caller can count what was passed over.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import RecordError, UsageError
from harvester.progress import Share
from harvester.record import Passed, Record, now
from harvester.sources import archives, json_text
from harvester.sources.payloads import (
    Parsed,
    Place,
    RawFile,
)
from harvester.sources.streams import Found, RawMembers, Spot, parsed, read_stream
from harvester.study import Study, parse_nct_id

if TYPE_CHECKING:  # it asks a server, which a file needs not
    from harvester.sources.download import BulkFile

_TOLD_BY = 4
"""Bytes that tell how a file is packed: a pipe may bring them one by one."""


def read_paths(paths: Iterable[Path], share: Share | None = None) -> Iterator[Found]:
    """Every record in files, folders (sorted, recursive) and archives; raises UsageError on a missing path.

    Pieces that are still to be parsed among them, so that whoever has the time may do it. A file named by itself that
    holds no record is Unreadable; inside a folder or archive it is Passed. `share` tells how many bytes are read.
    """
    named = [Path(path) for path in paths]
    if missing := [str(path) for path in named if not path.exists()]:
        raise UsageError(f"no such file or folder: {', '.join(missing)}. Nothing was read.")
    read_at = now()
    if share is None:
        share = Share()
    else:
        share.total += sum(map(_bytes_in, named))
    return chain.from_iterable(_read_path(path, read_at, share) for path in named)


def read_bulk_file(file: BulkFile) -> Iterator[Found]:
    """Every study in the registry's own zip: its answer as of when it was downloaded."""
    return _read_file(file.path, Place(file.url, file.retrieved_at, "api"), Share())


def read_payload(payload: bytes, origin: str) -> Iterator[Parsed]:
    """Every record in the bytes of one file, as a file is read that lies in a folder."""
    return parsed(read_stream(io.BufferedReader(io.BytesIO(payload)), Spot(Place(origin, now()))))


def parse(payload: bytes, origin: str = "bytes") -> list[Study]:
    """Every study document in a payload of any format that `load` takes; raises RecordError where there is none."""
    studies: list[Study] = []
    for item in read_payload(payload, origin):
        if not isinstance(item, Record):
            raise RecordError(f"{origin}: {item.reason}")
        studies.append(item.study)
    return studies


def read_id_file(path: Path) -> list[str]:
    """The NCT IDs of a text file as they are spelled there, separated by white space, commas or semicolons.

    What follows a '#' is a comment. Raises UsageError naming file and line on anything else.
    """
    try:
        text = json_text.as_utf8(path.read_bytes()).decode()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Nothing was asked.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text file of NCT IDs. Nothing was asked.") from error
    ids: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in re.split(r"[\s,;]+", line.partition("#")[0]):
            spelled = word.strip("\"'")
            if not spelled:
                continue
            try:
                parse_nct_id(spelled)
            except UsageError as error:
                raise UsageError(f"{path}, line {number}: {error}") from error
            ids[spelled] = None
    return list(ids)


def _read_path(path: Path, read_at: str, share: Share) -> Iterator[Found]:
    if path.is_dir():
        yield from _read_folder(path, read_at, share)
        return
    place = Place(_origin(path), read_at)
    for item in _read_file(path, place, share):
        if isinstance(item, Passed) and item.origin == place.origin:
            yield place.unreadable(item.reason)
        elif isinstance(item, RawFile) and item.place == place:
            yield replace(item, named=True)
        else:
            yield item


def _read_folder(folder: Path, read_at: str, share: Share) -> Iterator[Found]:
    """Files by name, subfolders in their place; a link to a folder is not followed, so that no circle is."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            try:
                waiting += sorted(
                    (below for below in path.iterdir() if not _is_linked_folder(below)), reverse=True
                )
            except OSError as error:
                yield Place(_origin(path), read_at).unreadable(f"cannot be read: {error.strerror or error}")
        elif path.is_file():
            yield from _read_file(path, Place(_origin(path), read_at), share)


def _is_linked_folder(path: Path) -> bool:
    return path.is_symlink() and path.is_dir()


def _bytes_in(path: Path) -> int:
    """Bytes of a file, or of all the files below a folder."""
    if not path.is_dir():
        return path.stat().st_size
    files = (Path(folder) / name for folder, _, names in os.walk(path) for name in names)
    return sum(file.stat().st_size for file in files if file.is_file())


def _origin(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def _read_file(path: Path, place: Place, share: Share) -> Iterator[Found]:
    """A file, or a pipe, which is read once, from here, and tells neither its size nor how much of it was read."""
    before, at = share.done, 0
    try:
        with path.open("rb") as file:
            if file.seekable():
                stream, spot = file, Spot(place, path)
            else:
                stream, spot = archives.joined(file.read(_TOLD_BY), file), Spot(place)
            for item in read_stream(stream, spot):
                if isinstance(item, RawMembers):
                    at += item.part.packed
                elif file.seekable():
                    at = max(at, file.tell())
                share.done = before + at
                yield item
        share.done = before + path.stat().st_size
    except OSError as error:
        yield place.unreadable(f"cannot be read: {error.strerror or error}")
