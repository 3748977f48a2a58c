"""Records from files: study JSON in every packing, and whatever a parser knows, streaming.

`Passed` stands for a file that is no record, so that the caller can count what was passed over.
"""

import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from harvester.errors import RecordError, UsageError
from harvester.progress import Share
from harvester.record import Passed, Record, now
from harvester.sources import archives, json_text
from harvester.sources.payloads import (
    Parsed,
    Piece,
    Place,
    RawFile,
    parse_file,
    read_elements,
    read_lines,
    take_apart,
)
from harvester.sources.zip_parts import zip_parts
from harvester.study import Study, parse_nct_id

WHOLE_BYTES = 32 << 20
"""Files up to this size are read in one go, larger ones as a stream."""
LARGEST_BYTES = 512 << 20
"""Largest JSON document that cannot be streamed: one study, or lists in an order nobody writes."""
DAMAGED = "is damaged or packed in an unknown way"
DEEPEST = 3
"""How many archives a record may lie in."""
Found = Piece | Parsed
ZIP_STARTS, GZIP_START = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place some archives deep, with what its archive may still unpack to."""

    place: Place
    depth: int = 0
    allowance: archives.Allowance | None = None

    def within(self, allowance: archives.Allowance, member: str = "") -> "_Spot":
        origin = f"{self.place.origin}!{member}" if member else self.place.origin
        return _Spot(Place(origin, self.place.read_at), self.depth + 1, allowance)


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


def read_payload(payload: bytes, origin: str) -> Iterator[Parsed]:
    """Every record in the bytes of one file, as a file is read that lies in a folder."""
    for item in _read_stream(io.BufferedReader(io.BytesIO(payload)), _Spot(Place(origin, now()))):
        yield from item.read() if isinstance(item, Piece) else [item]


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
        elif isinstance(item, RawFile) and item.origin == place.origin:
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
    before = share.done
    try:
        with path.open("rb") as stream:
            for item in _read_stream(stream, _Spot(place)):
                share.done = before + stream.tell()
                yield item
        share.done = before + path.stat().st_size
    except OSError as error:
        yield place.unreadable(f"cannot be read: {error.strerror or error}")


def _read_stream(stream: io.BufferedReader, spot: _Spot) -> Iterator[Found]:
    """One file or member, whatever it holds."""
    start = stream.peek(4)[:4]
    if not _is_packed(start):
        yield from _read_plain(stream, spot.place)
    elif spot.depth >= DEEPEST:
        yield spot.place.unreadable(f"lies more than {DEEPEST} archives deep: unpack it first")
    else:
        allowance = spot.allowance or archives.Allowance.of(_size(stream))
        read_packed = _read_zip if start in ZIP_STARTS else _read_gzip
        try:
            yield from read_packed(stream, spot, allowance)
        except archives.Bomb as bomb:
            if spot.allowance is not None:
                raise
            yield spot.place.unreadable(str(bomb))
        except archives.DAMAGE as damage:
            yield spot.place.unreadable(f"{DAMAGED}: {damage}")


def _is_packed(start: bytes) -> bool:
    return start[:4] in ZIP_STARTS or start.startswith(GZIP_START)


def _size(stream: io.BufferedReader) -> int:
    """Bytes of a file; 0 for a pipe or a member, which have the fixed allowance."""
    if not stream.seekable():
        return 0
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


def _read_zip(stream: io.BufferedReader, spot: _Spot, allowance: archives.Allowance) -> Iterator[Found]:
    with nullcontext(stream) if stream.seekable() else archives.seekable_copy(stream) as file:
        for archive in zip_parts(file):
            for info in archive.infolist():
                if not info.filename.endswith("/"):
                    yield from _read_member(archive, info, spot.within(allowance, info.filename))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spot: _Spot) -> Iterator[Found]:
    if archives.is_encrypted(info):
        yield spot.place.unreadable("is encrypted: unpack it with its password and load what comes out")
        return
    allowance = spot.allowance or archives.Allowance.of(0)
    try:
        if info.file_size <= WHOLE_BYTES:
            allowance.take(info.file_size)
            payload = archive.read(info)
            if not _is_packed(payload):
                yield from take_apart(payload, spot.place)
            else:
                yield from _read_stream(io.BufferedReader(io.BytesIO(payload)), spot)
        else:
            with archive.open(info) as packed:
                yield from _read_stream(archives.unpacked(packed, allowance), spot)
    except (*archives.DAMAGE, OSError) as damage:
        yield spot.place.unreadable(f"{DAMAGED}: {damage}")


def _read_gzip(stream: io.BufferedReader, spot: _Spot, allowance: archives.Allowance) -> Iterator[Found]:
    with gzip.GzipFile(fileobj=stream) as packed:
        yield from _read_stream(archives.unpacked(packed, allowance), spot.within(allowance))


def _read_plain(stream: io.BufferedReader, place: Place) -> Iterator[Found]:
    head = _read_up_to(stream, WHOLE_BYTES + 1)
    if len(head) <= WHOLE_BYTES:
        yield from take_apart(head, place)
        return
    text = json_text.as_utf8(head)
    whole = archives.joined(text, stream)
    elements_at = json_text.array_start(text)
    if json_text.starts_as_lines(text):
        yield from read_lines(whole, place, json_text.mentions_study(text))
    elif elements_at is not None:
        whole.read(elements_at)
        yield from read_elements(whole, place, json_text.mentions_study(text))
    elif not json_text.starts_as_json(text):
        yield Passed(place.origin, f"no JSON and larger than {WHOLE_BYTES >> 20} MB, so no study record")
    else:
        payload = _read_up_to(whole, LARGEST_BYTES + 1)
        if len(payload) > LARGEST_BYTES:
            yield place.unreadable(
                f"is one JSON document of more than {LARGEST_BYTES >> 20} MB: split it", payload
            )
        else:
            yield from parse_file(payload, place)


def _read_up_to(stream: archives.Readable, limit: int) -> bytes:
    chunks, size = [], 0
    while size < limit and (chunk := stream.read(min(archives.COPY_BYTES, limit - size))):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)
