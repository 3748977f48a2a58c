"""JSON that holds studies: one, a page of them, an array, a line each. Bytes or a stream → values."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn, cast

import msgspec
import orjson

from harvester.errors import RecordError
from harvester.study import Study, nct_id_of

SECTIONS = frozenset(
    {"protocolSection", "resultsSection", "annotationSection", "documentSection", "derivedSection"}
)
CHUNK_CHARACTERS = 1 << 20
ELEMENT_CHARACTERS = 64 << 20
"""Longest single study taken from a stream; the longest seen in the registry is under 10 MB."""

_PAGE_START = re.compile(
    rb'\s*(?:\{\s*(?:"(?:totalCount|nextPageToken)"\s*:\s*(?:\d+|"[^"\\]*"|null)\s*,\s*)*"studies"\s*:\s*)?\['
)
_GAP, _SEPARATOR = re.compile(r"[\s,]*"), re.compile(r"\s*[,\]]")


def as_utf8(payload: bytes) -> bytes:
    """Without its byte order mark; what a Windows shell saved as UTF-16 becomes UTF-8."""
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return payload.decode("utf-16").encode()
        except UnicodeDecodeError:
            return payload
    return payload.removeprefix(b"\xef\xbb\xbf")


def starts_as_json(payload: bytes) -> bool:
    """Whether the first character is that of an object or an array."""
    return payload[:1] in (b"{", b"[") or payload[:4096].lstrip()[:1] in (b"{", b"[")


def starts_as_lines(payload: bytes) -> bool:
    """Whether the first line is a JSON object by itself and something follows it."""
    line, _, rest = payload.lstrip().partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def array_start(payload: bytes) -> int | None:
    """Where the elements of a page or an array begin; None for any other JSON."""
    found = _PAGE_START.match(payload)
    return found.end() if found else None


def studies_in(value: object) -> list[tuple[str, object]] | None:
    """(path, what should be a study) for all in a JSON value; None where it does not claim to hold any."""
    if isinstance(value, dict):
        if not SECTIONS.isdisjoint(value):
            return [("", value)]
        if isinstance(value.get("studies"), list):
            return [(f"studies.{place}", study) for place, study in enumerate(value["studies"])]
        if is_study(value.get("study")):
            return [("study", value["study"])]
    if isinstance(value, list) and (not value or any(map(is_study, value))):
        return [(str(place), study) for place, study in enumerate(value)]
    return None


class _Sections(msgspec.Struct):
    protocolSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    resultsSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    annotationSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    documentSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    derivedSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Page(_Sections):
    studies: list[msgspec.Raw] = msgspec.field(default_factory=list)


_array = msgspec.json.Decoder(list[msgspec.Raw])
_page = msgspec.json.Decoder(_Page)
_sections = msgspec.json.Decoder(_Sections)


def split_studies(payload: bytes) -> list[tuple[str, bytes]] | None:
    """As `studies_in`, each still JSON, for a page or an array of studies; None for what is no such thing or no JSON.

    Nothing is parsed: a page takes ten times its bytes as objects.
    """
    if array_start(payload) is None:
        return None
    try:
        if payload.lstrip().startswith(b"["):
            prefix, studies = "", _array.decode(payload)
            if studies and not any(map(_is_study, studies)):
                return None
        else:
            page = _page.decode(payload)
            if _has_section(page):
                return None
            prefix, studies = "studies.", page.studies
    except (msgspec.MsgspecError, RecursionError):
        return None
    return [(f"{prefix}{place}", bytes(study)) for place, study in enumerate(studies)]


def _is_study(value: msgspec.Raw) -> bool:
    try:
        return _has_section(_sections.decode(value))
    except (msgspec.MsgspecError, RecursionError):
        return False


def _has_section(value: _Sections) -> bool:
    return any(getattr(value, section) is not msgspec.UNSET for section in SECTIONS)


def mentions_study(payload: bytes) -> bool:
    """Whether JSON text, read or broken, has the mark of a study document in it."""
    return b'"protocolSection"' in payload


def is_study(value: object) -> bool:
    """Whether a JSON value has the outline of a study document."""
    return isinstance(value, dict) and not SECTIONS.isdisjoint(value)


def as_study(value: object) -> Study:
    """A study document with its NCT ID; raises RecordError on any other JSON."""
    study: Any = value
    nct_id_of(study)
    return cast(Study, study)


def stream_array(stream: BinaryIO) -> Iterator[object]:
    """The elements of a JSON array that begins just before `stream`, one at a time.

    Raises RecordError where it breaks off, is no JSON, or has an element that is too long to be a study.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8")
    decoder = json.JSONDecoder(parse_constant=_reject)
    buffer, at, position = "", 0, 0
    while True:
        at = _end_of_gap(buffer, at)
        if buffer[at : at + 1] == "]":
            _check_rest(buffer[at:], text)
            return
        try:
            value, end = decoder.raw_decode(buffer, at)
        except json.JSONDecodeError:
            end = len(buffer)
        except RecursionError as error:
            raise RecordError("JSON nested too deeply to be a study", str(position)) from error
        if _SEPARATOR.match(buffer, end):  # else the value may go on: '0' is where '0.5' was cut
            yield value
            at, position = end, position + 1
            continue
        if len(buffer) - at > ELEMENT_CHARACTERS:
            raise RecordError(
                f"no JSON value within {ELEMENT_CHARACTERS >> 20} million characters: the file is damaged",
                str(position),
            )
        try:
            more = text.read(max(CHUNK_CHARACTERS, len(buffer) - at))
        except UnicodeDecodeError as error:
            raise RecordError(f"text that is not UTF-8 ({error})", str(position)) from error
        if not more:
            raise RecordError("the list of studies breaks off: the file is not whole", str(position))
        buffer, at = buffer[at:] + more, 0


def _check_rest(start: str, text: io.TextIOWrapper) -> None:
    """Raises RecordError where studies follow the list: nothing is passed over without a word."""
    while start:
        if '"protocolSection"' in start:
            raise RecordError(
                "more studies follow the end of the list and are not read: put each page into a file of its own"
            )
        more = text.read(CHUNK_CHARACTERS)
        start = start[-len('"protocolSection"') :] + more if more else ""


def _end_of_gap(buffer: str, at: int) -> int:
    found = _GAP.match(buffer, at)
    return found.end() if found else at


def _reject(constant: str) -> NoReturn:
    raise RecordError(f"{constant} is no JSON")
