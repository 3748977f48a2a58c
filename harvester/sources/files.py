"""Records from files: study JSON in every packing, and whatever a parser knows, streaming.

`Passed` stands for a file that is no record, so that the caller can count what was passed over.
"""

import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import orjson

from harvester.errors import RecordError, UsageError
from harvester.record import Passed, Provenance, Record, Unreadable, now
from harvester.sources import archives, json_text
from harvester.study import Study, parse_nct_id

WHOLE_BYTES = 32 << 20
"""Files up to this size are read in one go, larger ones as a stream."""
LARGEST_BYTES = 512 << 20
"""Largest JSON document that cannot be streamed: one study, or lists in an order nobody writes."""
KEPT_BYTES = 1 << 20
"""How much of an unreadable payload is kept."""
LINE_BYTES = 64 << 20
LINE_FILES = (".ndjson", ".jsonl")
DAMAGED = "is damaged or packed in an unknown way"
DEEPEST = 3
"""How many archives a record may lie in."""
ZIP_STARTS, GZIP_START = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"


Item = Record | Unreadable | Passed


@dataclass(frozen=True, slots=True)
class _Place:
    """Where bytes lie: a file, or a member some archives deep, with what its archive may still unpack to."""

    origin: str
    read_at: str
    depth: int = 0
    allowance: archives.Allowance | None = None

    def within(self, allowance: archives.Allowance, member: str = "") -> "_Place":
        origin = f"{self.origin}!{member}" if member else self.origin
        return _Place(origin, self.read_at, self.depth + 1, allowance)

    def provenance(self, source: str = "json") -> Provenance:
        return Provenance(source, self.origin, self.read_at)

    def unreadable(self, reason: str, payload: bytes = b"", path: str = "") -> Unreadable:
        return Unreadable(payload[:KEPT_BYTES], reason, self.provenance(), path)


def read_paths(paths: Iterable[Path]) -> Iterator[Item]:
    """Every record in files, folders (sorted, recursive) and archives; raises UsageError on a missing path.

    A file named by itself that holds no record is Unreadable; inside a folder or archive it is Passed.
    """
    named = [Path(path) for path in paths]
    if missing := [str(path) for path in named if not path.exists()]:
        raise UsageError(f"no such file or folder: {', '.join(missing)}. Nothing was read.")
    read_at = now()
    return chain.from_iterable(_read_path(path, read_at) for path in named)


def read_payload(payload: bytes, origin: str) -> Iterator[Item]:
    """Every record in the bytes of one file, as `read_paths` reads a file that lies in a folder."""
    return _read_stream(io.BufferedReader(io.BytesIO(payload)), _Place(origin, now()))


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


def _read_path(path: Path, read_at: str) -> Iterator[Item]:
    if path.is_dir():
        yield from _read_folder(path, read_at)
        return
    place = _Place(_origin(path), read_at)
    for item in _read_file(path, place):
        named_itself = isinstance(item, Passed) and item.origin == place.origin
        yield place.unreadable(item.reason) if isinstance(item, Passed) and named_itself else item


def _read_folder(folder: Path, read_at: str) -> Iterator[Item]:
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
                yield _Place(_origin(path), read_at).unreadable(f"cannot be read: {error.strerror or error}")
        elif path.is_file():
            yield from _read_file(path, _Place(_origin(path), read_at))


def _is_linked_folder(path: Path) -> bool:
    return path.is_symlink() and path.is_dir()


def _origin(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def _read_file(path: Path, place: _Place) -> Iterator[Item]:
    try:
        with path.open("rb") as stream:
            yield from _read_stream(stream, place)
    except OSError as error:
        yield place.unreadable(f"cannot be read: {error.strerror or error}")


def _read_stream(stream: io.BufferedReader, place: _Place) -> Iterator[Item]:
    """One file or member, whatever it holds."""
    start = stream.peek(4)[:4]
    if not _is_packed(start):
        yield from _read_plain(stream, place)
    elif place.depth >= DEEPEST:
        yield place.unreadable(f"lies more than {DEEPEST} archives deep: unpack it first")
    else:
        allowance = place.allowance or archives.Allowance.of(_size(stream))
        read_packed = _read_zip if start in ZIP_STARTS else _read_gzip
        try:
            yield from read_packed(stream, place, allowance)
        except archives.Bomb as bomb:
            if place.allowance is not None:
                raise
            yield place.unreadable(str(bomb))
        except archives.DAMAGE as damage:
            yield place.unreadable(f"{DAMAGED}: {damage}")


def _is_packed(start: bytes) -> bool:
    return start[:4] in ZIP_STARTS or start.startswith(GZIP_START)


def _size(stream: io.BufferedReader) -> int:
    """Bytes of a file; 0 for a pipe or a member, which have the fixed allowance."""
    if not stream.seekable():
        return 0
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


def _read_zip(stream: io.BufferedReader, place: _Place, allowance: archives.Allowance) -> Iterator[Item]:
    file = stream if stream.seekable() else archives.seekable_copy(stream)
    with file, zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if not info.filename.endswith("/"):
                yield from _read_member(archive, info, place.within(allowance, info.filename))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: _Place) -> Iterator[Item]:
    if archives.is_encrypted(info):
        yield place.unreadable("is encrypted: unpack it with its password and load what comes out")
        return
    allowance = place.allowance or archives.Allowance.of(0)
    try:
        if info.file_size <= WHOLE_BYTES:
            allowance.take(info.file_size)
            payload = archive.read(info)
            if not _is_packed(payload):
                yield from _read_payload(payload, place)
            else:
                yield from _read_stream(io.BufferedReader(io.BytesIO(payload)), place)
        else:
            with archive.open(info) as packed:
                yield from _read_stream(archives.unpacked(packed, allowance), place)
    except (*archives.DAMAGE, OSError) as damage:
        yield place.unreadable(f"{DAMAGED}: {damage}")


def _read_gzip(stream: io.BufferedReader, place: _Place, allowance: archives.Allowance) -> Iterator[Item]:
    with gzip.GzipFile(fileobj=stream) as packed:
        yield from _read_stream(archives.unpacked(packed, allowance), place.within(allowance))


def _read_plain(stream: io.BufferedReader, place: _Place) -> Iterator[Item]:
    head = _read_up_to(stream, WHOLE_BYTES + 1)
    if len(head) <= WHOLE_BYTES:
        yield from _read_payload(head, place)
        return
    text = json_text.as_utf8(head)
    whole = archives.joined(text, stream)
    elements_at = json_text.array_start(text)
    if json_text.starts_as_lines(text):
        yield from _read_lines(whole, place, json_text.mentions_study(text))
    elif elements_at is not None:
        whole.read(elements_at)
        yield from _read_elements(whole, place, json_text.mentions_study(text))
    elif not json_text.starts_as_json(text):
        yield Passed(place.origin, f"no JSON and larger than {WHOLE_BYTES >> 20} MB, so no study record")
    else:
        payload = _read_up_to(whole, LARGEST_BYTES + 1)
        if len(payload) > LARGEST_BYTES:
            yield place.unreadable(
                f"is one JSON document of more than {LARGEST_BYTES >> 20} MB: split it", payload
            )
        else:
            yield from _read_payload(payload, place)


def _read_up_to(stream: archives.Readable, limit: int) -> bytes:
    chunks, size = [], 0
    while size < limit and (chunk := stream.read(min(archives.COPY_BYTES, limit - size))):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _read_payload(payload: bytes, place: _Place) -> Iterator[Item]:
    text = json_text.as_utf8(payload)
    if not json_text.starts_as_json(text):
        yield _parse(payload, place)
        return
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        mentioned = json_text.mentions_study(text)
        if json_text.starts_as_lines(text) or (mentioned and place.origin.lower().endswith(LINE_FILES)):
            yield from _read_lines(io.BytesIO(text), place, mentioned)
        elif mentioned:
            yield place.unreadable(f"broken JSON: {error}", payload)
        else:
            yield _parse(payload, place)
        return
    studies = json_text.studies_in(value)
    if studies is None:
        yield Passed(place.origin)
        return
    provenance = place.provenance()
    for path, study in studies:
        yield _read_study(study, provenance, path)


def _parse(payload: bytes, place: _Place) -> Item:
    from harvester.parsers.detect import parse_payload  # a fifth of a second, which JSON does not need

    try:
        parsed = parse_payload(payload)
    except RecordError as error:
        return place.unreadable(str(error), payload, error.path)
    if parsed is None:
        return Passed(place.origin)
    return Record(parsed.study, place.provenance(parsed.source), tuple(parsed.unknown_labels))


def _read_study(study: object, provenance: Provenance, path: str) -> Record | Unreadable:
    try:
        return Record(json_text.as_study(study), provenance)
    except RecordError as error:
        where = f"{path}.{error.path}" if path else error.path
        return Unreadable(orjson.dumps(study)[:KEPT_BYTES], str(error), provenance, where)


def _read_elements(stream: BinaryIO, place: _Place, mentioned: bool) -> Iterator[Item]:
    if not mentioned:
        yield Passed(place.origin)
        return
    provenance = place.provenance()
    try:
        for position, study in enumerate(json_text.stream_array(stream)):
            yield _read_study(study, provenance, str(position))
    except archives.Bomb:
        raise
    except RecordError as error:
        yield place.unreadable(str(error), path=error.path)


def _read_lines(stream: BinaryIO, place: _Place, mentioned: bool) -> Iterator[Item]:
    """One JSON value a line; a line that is broken costs that line."""
    if not mentioned:
        yield Passed(place.origin)
        return
    for number in count(1):
        line = stream.readline(LINE_BYTES)
        if not line:
            return
        if len(line) == LINE_BYTES:
            yield place.unreadable(f"a line of more than {LINE_BYTES >> 20} MB", line, f"line {number}")
            return
        if line.strip():
            yield from _read_line(line, place, f"line {number}")


def _read_line(line: bytes, place: _Place, where: str) -> Iterator[Item]:
    try:
        studies = json_text.studies_in(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        yield place.unreadable(f"broken JSON: {error}", line, where)
        return
    if studies is None:
        yield place.unreadable("no study on this line", line, where)
        return
    provenance = place.provenance()
    for path, study in studies:
        yield _read_study(study, provenance, f"{where}.{path}" if path else where)
