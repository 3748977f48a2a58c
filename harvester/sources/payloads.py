"""The bytes of one file or member: what they hold, and the pieces that other processes can parse.

A page or an array of studies is taken apart unparsed, a study each; anything else is one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import BinaryIO, Self

import orjson

from harvester.errors import RecordError
from harvester.record import Passed, Provenance, Record, Unreadable
from harvester.sources import archives, json_text

KEPT_BYTES = 1 << 20
"""How much of an unreadable payload is kept."""
LINE_BYTES = 64 << 20
LINE_FILES = (".ndjson", ".jsonl")
_NCT_ID = re.compile(rb'"nctId"\s*:\s*"(NCT\d{8})"')

Parsed = Record | Unreadable | Passed


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie ('folder/a.zip!b.json'), when they were read, and of what kind the JSON in them is."""

    origin: str
    read_at: str
    source: str = "json"

    def provenance(self, source: str | None = None) -> Provenance:
        """Of a record that lies here."""
        return Provenance(source or self.source, self.origin, self.read_at)

    def unreadable(self, reason: str, payload: bytes = b"", path: str = "") -> Unreadable:
        """What lies here and cannot be read."""
        return Unreadable(payload[:KEPT_BYTES], reason, self.provenance(), path)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes that nobody has parsed; see record.Unread."""

    payload: bytes
    place: Place

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.payload)

    @property
    def origins(self) -> tuple[str]:
        """The file, and the archives it lies in."""
        return (self.place.origin,)

    @property
    def provenance(self) -> Provenance:
        """Of a study in it, if it is JSON."""
        return self.place.provenance()

    @property
    def nct_id_hint(self) -> str | None:
        """The first NCT ID that stands as a study's own."""
        found = _NCT_ID.search(self.payload)
        return found[1].decode() if found else None

    @property
    def nct_id_hints(self) -> list[str]:
        """The first NCT ID, if there is one."""
        hint = self.nct_id_hint
        return [hint] if hint else []

    def pieces(self) -> Iterator[Self]:
        """Itself."""
        yield self


@dataclass(frozen=True, slots=True)
class RawFile(_Piece):
    """A file; one that the user `named` is a problem where it holds no record."""

    named: bool = False

    def read(self) -> Iterator[Parsed]:
        """Every record in it."""
        for item in parse_file(self.payload, self.place):
            if self.named and isinstance(item, Passed):
                yield self.place.unreadable(item.reason)
            else:
                yield item


@dataclass(frozen=True, slots=True)
class RawStudy(_Piece):
    """What should be one study, at `path` of its file."""

    path: str = ""

    def read(self) -> Iterator[Parsed]:
        """The study."""
        try:
            study = orjson.loads(self.payload)
        except orjson.JSONDecodeError as error:
            yield self.place.unreadable(f"broken JSON: {error}", self.payload, self.path)
        else:
            yield read_study(study, self.place.provenance(), self.path, is_payload=True)


@dataclass(frozen=True, slots=True)
class RawLine(_Piece):
    """A line that should hold studies."""

    path: str = ""

    def read(self) -> Iterator[Parsed]:
        """The studies on it."""
        try:
            studies = json_text.studies_in(orjson.loads(self.payload))
        except orjson.JSONDecodeError as error:
            yield self.place.unreadable(f"broken JSON: {error}", self.payload, self.path)
            return
        if studies is None:
            yield self.place.unreadable("no study on this line", self.payload, self.path)
            return
        for path, study in studies:
            where = f"{self.path}.{path}" if path else self.path
            yield read_study(study, self.place.provenance(), where)


Piece = RawFile | RawStudy | RawLine


def take_apart(payload: bytes, place: Place) -> Iterator[Piece | Passed | Unreadable]:
    """A file as pieces of which each is a study or little more, where that can be told without parsing it."""
    text = json_text.as_utf8(payload)
    if (studies := json_text.split_studies(text)) is not None:
        yield from (RawStudy(study, place, path) for path, study in studies)
    elif json_text.starts_as_json(text) and json_text.starts_as_lines(text):
        yield from read_lines(BytesIO(text), place, json_text.mentions_study(text))
    else:
        yield RawFile(payload, place)


def parse_file(payload: bytes, place: Place) -> Iterator[Parsed]:
    """Every record in the bytes of one file."""
    text = json_text.as_utf8(payload)
    if not json_text.starts_as_json(text):
        yield _parse(payload, place)
        return
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        mentioned = json_text.mentions_study(text)
        if json_text.starts_as_lines(text) or (mentioned and place.origin.lower().endswith(LINE_FILES)):
            for item in read_lines(BytesIO(text), place, mentioned):
                yield from item.read() if isinstance(item, RawLine) else [item]
        elif mentioned:
            yield place.unreadable(f"broken JSON: {error}", payload)
        else:
            yield _parse(payload, place)
        return
    studies = json_text.studies_in(value)
    if studies is None:
        yield Passed(place.origin)
        return
    for path, study in studies:
        yield read_study(study, place.provenance(), path, is_payload=path == "")


def _parse(payload: bytes, place: Place) -> Parsed:
    from harvester.parsers.detect import parse_payload  # a fifth of a second, which JSON does not need

    try:
        parsed = parse_payload(payload)
    except RecordError as error:
        return place.unreadable(str(error), payload, error.path)
    if parsed is None:
        return Passed(place.origin)
    return Record(parsed.study, place.provenance(parsed.source), tuple(parsed.unknown_labels))


def read_study(
    study: object, provenance: Provenance, path: str, *, is_payload: bool = False
) -> Record | Unreadable:
    """What should be a study, as a record."""
    try:
        return Record(json_text.as_study(study), provenance, is_payload=is_payload)
    except RecordError as error:
        where = f"{path}.{error.path}" if path else error.path
        return Unreadable(_as_json(study)[:KEPT_BYTES], str(error), provenance, where)


def _as_json(value: object) -> bytes:
    """JSON again; nothing where it is nested deeper than orjson writes, which is less deep than it reads."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return b""


def read_elements(stream: BinaryIO, place: Place, mentioned: bool) -> Iterator[Parsed]:
    """The elements of an array that begins just before `stream`, which is too long to be held."""
    if not mentioned:
        yield Passed(place.origin)
        return
    try:
        for position, study in enumerate(json_text.stream_array(stream)):
            yield read_study(study, place.provenance(), str(position))
    except archives.Bomb:
        raise
    except RecordError as error:
        yield place.unreadable(str(error), path=error.path)


def read_lines(stream: BinaryIO, place: Place, mentioned: bool) -> Iterator[RawLine | Unreadable | Passed]:
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
            yield RawLine(line, place, f"line {number}")
