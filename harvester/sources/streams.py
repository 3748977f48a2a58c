"""The bytes of one file or archive, however they are packed, as pieces for whoever has the time to parse them."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from harvester.record import Passed
from harvester.sources import archives, json_text
from harvester.sources.payloads import Parsed, Piece, Place, parse_file, read_elements, read_lines, take_apart
from harvester.sources.zip_parts import ZipPart, find_directory, zip_parts

WHOLE_BYTES = 32 << 20
"""Files up to this size are read in one go, larger ones as a stream."""
LARGEST_BYTES = 512 << 20
"""Largest JSON document that cannot be streamed: one study, or lists in an order nobody writes."""
DAMAGED = "is damaged or packed in an unknown way"
DEEPEST = 3
"""How many archives a record may lie in."""
FEW_MEMBERS = 500
"""Zips of more members are handed over in parts, for whoever parses them to unpack."""
PART_MEMBERS, PART_BYTES = 32, 1 << 20
PART_FREE_BYTES = 1 << 20
READ_BYTES = 1 << 18
"""Of a zip's members at a time: they lie side by side."""
ZIP_STARTS, GZIP_START = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"


_NCT_ID = re.compile(rb"NCT\d{8}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place some archives deep, with what its archive may still unpack to; `path` is that of a file that lies in none
    and can be opened again, from wherever."""

    place: Place
    path: Path | None = None
    depth: int = 0
    allowance: archives.Allowance | None = None

    def within(self, allowance: archives.Allowance, member: str = "") -> "Spot":
        """In an archive that lies here."""
        origin = f"{self.place.origin}!{member}" if member else self.place.origin
        return Spot(replace(self.place, origin=origin), None, self.depth + 1, allowance)


@dataclass(frozen=True, slots=True)
class RawMembers:
    """Some members of a zip that nobody has unpacked; see record.Unread."""

    path: Path
    part: ZipPart
    place: Place

    @property
    def size(self) -> int:
        """Bytes once unpacked."""
        return self.part.unpacked

    @property
    def origins(self) -> list[str]:
        """Each member; the zip itself where their names cannot be read."""
        try:
            with self.path.open("rb") as file, self.part.open(file) as archive:
                return [f"{self.place.origin}!{name}" for name in archive.namelist()]
        except (*archives.DAMAGE, OSError):
            return [self.place.origin]

    @property
    def nct_id_hints(self) -> list[str]:
        """NCT IDs in the members' names."""
        return [found.decode() for found in _NCT_ID.findall(self.part.entries)]

    def pieces(self) -> Iterator[Piece | Parsed]:
        """Each member, taken apart."""
        allowance = archives.Allowance(PART_FREE_BYTES + archives.LARGEST_RATIO * self.part.packed)
        try:
            with self.path.open("rb", READ_BYTES) as file, self.part.open(file) as archive:
                for item in _read_members(archive, Spot(self.place), allowance):
                    yield from item.pieces() if isinstance(item, RawMembers) else [item]
        except archives.Bomb as bomb:
            yield self.place.unreadable(str(bomb))
        except archives.DAMAGE as damage:
            yield self.place.unreadable(f"{DAMAGED}: {damage}")
        except OSError as error:
            yield self.place.unreadable(f"cannot be read: {error.strerror or error}")


Found = RawMembers | Piece | Parsed


def read_stream(stream: io.BufferedReader, spot: Spot) -> Iterator[Found]:
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


def _read_zip(stream: io.BufferedReader, spot: Spot, allowance: archives.Allowance) -> Iterator[Found]:
    with nullcontext(stream) if stream.seekable() else archives.seekable_copy(stream) as file:
        directory = find_directory(file)
        if directory is None or directory.entries <= FEW_MEMBERS:
            with zipfile.ZipFile(file) as archive:
                yield from _read_members(archive, spot, allowance)
            return
        for part in zip_parts(file, directory, PART_MEMBERS, PART_BYTES):
            if spot.path is not None and part.unpacked <= PART_BYTES:
                yield RawMembers(spot.path, part, spot.place)
                continue
            with part.open(file) as archive:
                yield from _read_members(archive, spot, allowance)


def _read_members(archive: zipfile.ZipFile, spot: Spot, allowance: archives.Allowance) -> Iterator[Found]:
    for info in archive.infolist():
        if not info.filename.endswith("/"):
            yield from _read_member(archive, info, spot.within(allowance, info.filename))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spot: Spot) -> Iterator[Found]:
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
                yield from read_stream(io.BufferedReader(io.BytesIO(payload)), spot)
        else:
            with archive.open(info) as packed:
                yield from read_stream(archives.unpacked(packed, allowance), spot)
    except (*archives.DAMAGE, OSError) as damage:
        yield spot.place.unreadable(f"{DAMAGED}: {damage}")


def _read_gzip(stream: io.BufferedReader, spot: Spot, allowance: archives.Allowance) -> Iterator[Found]:
    with gzip.GzipFile(fileobj=stream) as packed:
        yield from read_stream(archives.unpacked(packed, allowance), spot.within(allowance))


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


def parsed(items: Iterable[Found]) -> Iterator[Parsed]:
    """The records and what else there is, once everything is parsed."""
    for item in items:
        if isinstance(item, RawMembers):
            yield from parsed(item.pieces())
        else:
            yield from item.read() if isinstance(item, Piece) else [item]
