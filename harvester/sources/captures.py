"""Captures: how a web archive's index lists those of a study's page, which to try first, how a page is unpacked.

A study's page was reached under two hosts (the old site moved to classic.clinicaltrials.gov for its last year) and in
two forms; an archive files it under all four addresses, each also with whatever a search left in its query.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson

from harvester.sources.sites import PAGE_BYTES
from harvester.sources.transport import Transient

ADDRESSES = (
    "clinicaltrials.gov/ct2/show/{}",
    "classic.clinicaltrials.gov/ct2/show/{}",
    "clinicaltrials.gov/ct2/show/record/{}",
    "classic.clinicaltrials.gov/ct2/show/record/{}",
)
"""The full-text view before the tabular one: of two captures of a day the earlier in this list is tried first."""
_HOSTS = frozenset(("clinicaltrials.gov", "www.clinicaltrials.gov", "classic.clinicaltrials.gov"))
FIELDS = ("timestamp", "original", "digest")
"""What is asked of the index for each capture."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as an archive took it; `timestamp` has 14 digits (UTC), `view` is its place in ADDRESSES."""

    timestamp: str
    original: str
    digest: str
    view: int = 0


def in_order(captures: Sequence[Capture], at: date | None) -> list[Capture]:
    """Captures (newest first) in the order to try them: from `at` back in time, then from there on."""
    if at is None:
        return list(captures)
    day = at.strftime("%Y%m%d")
    before = [capture for capture in captures if capture.timestamp[:8] <= day]
    after = [capture for capture in captures if capture.timestamp[:8] > day]
    return before + after[::-1]


def parse_captures(nct_id: str, view: int, body: bytes) -> list[Capture]:
    """The answer of an archive's index: a list of rows, the first of them their names; [] where it has none.

    Rows whose address is not the study's page at the registry are left out. Raises Transient on anything else.
    """
    try:
        rows = orjson.loads(body) if body.strip() else []
    except orjson.JSONDecodeError as error:
        raise Transient(f"the archive's list of captures is no JSON ({error})") from error
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Transient("the archive's list of captures is no list of rows")
    if not rows:
        return []
    names, *rest = rows
    if not set(FIELDS) <= {name for name in names if isinstance(name, str)}:
        raise Transient(f"the archive's list of captures lacks one of {', '.join(FIELDS)}")
    return [
        capture for row in rest if (capture := _capture(nct_id, view, dict(zip(names, row, strict=False))))
    ]


def _capture(nct_id: str, view: int, row: dict[Any, Any]) -> Capture | None:
    timestamp, original, digest = (row.get(name) for name in FIELDS)
    if not isinstance(timestamp, str) or not re.fullmatch(r"\d{14}", timestamp, re.ASCII):
        return None
    if not isinstance(original, str) or not _is_page_of(nct_id, original):
        return None
    return Capture(timestamp, original, digest if isinstance(digest, str) else timestamp, view)


def _is_page_of(nct_id: str, address: str) -> bool:
    try:
        pieces = urlsplit(address)
        host = pieces.hostname
    except ValueError:
        return False
    return (
        host in _HOSTS and re.search(rf"/show/(?:record/)?{nct_id}\b", pieces.path, re.IGNORECASE) is not None
    )


def unpacked(payload: bytes) -> bytes:
    """A page without the packing that some captures kept and lost the header of."""
    if not payload.startswith(b"\x1f\x8b"):
        return payload
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(payload, PAGE_BYTES)
    except zlib.error:
        return payload
