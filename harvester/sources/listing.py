"""A page of the registry's listing: bytes → studies, each still the bytes it came in. Pure.

A page of 500 studies takes ten times its bytes as Python objects, and another process is to parse them: here only the
NCT ID and the aliases are read, by msgspec, which passes over the rest at the speed of memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from harvester.errors import RecordError
from harvester.sources.transport import Transient
from harvester.study import Study, aliases_of, checked_nct_id, nct_id_of


@dataclass(frozen=True, slots=True)
class Listed:
    """One study of a page."""

    nct_id: str
    aliases: Sequence[str]
    payload: bytes

    @property
    def study(self) -> Study:
        """The study document, parsed anew each time."""
        study: Study = orjson.loads(self.payload)
        return study


@dataclass(frozen=True, slots=True)
class StudyPage:
    """A page as the registry sent it: readable studies, and the others as JSON with the reason each."""

    studies: list[Listed]
    broken: list[tuple[bytes, RecordError]]
    next_token: str | None
    total: int | None


class _Page(msgspec.Struct):
    studies: list[msgspec.Raw]
    nextPageToken: Any = None
    totalCount: Any = None


class _Identification(msgspec.Struct):
    nctId: str
    nctIdAliases: list[str] = msgspec.field(default_factory=list)


class _Protocol(msgspec.Struct):
    identificationModule: _Identification


class _Named(msgspec.Struct):
    protocolSection: _Protocol


_page = msgspec.json.Decoder(_Page)
_named = msgspec.json.Decoder(_Named)


def parse_page(body: bytes) -> StudyPage:
    """A page of `/studies`; studies without an NCT ID end in `broken`."""
    try:
        page = _page.decode(body)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _unusable(body, error) from error
    broken: list[tuple[bytes, RecordError]] = []
    studies = []
    for raw in page.studies:
        payload = bytes(raw)
        try:
            studies.append(_listed(payload))
        except RecordError as error:
            broken.append((payload, error))
        except orjson.JSONDecodeError as error:
            raise _unusable(body, error) from error
    token, total = page.nextPageToken, page.totalCount
    return StudyPage(
        studies,
        broken,
        token if isinstance(token, str) and token else None,
        total if type(total) is int else None,
    )


def _listed(payload: bytes) -> Listed:
    try:
        named = _named.decode(payload).protocolSection.identificationModule
    except msgspec.MsgspecError:
        study = orjson.loads(payload)
        return Listed(nct_id_of(study), aliases_of(study), payload)
    return Listed(checked_nct_id(named.nctId), named.nctIdAliases, payload)


def _unusable(body: bytes, error: Exception) -> Transient:
    """What is wrong with a body that is no page."""
    start = repr(body[:80].decode("utf-8", "replace"))
    kind = body.lstrip()[:1]
    if kind not in (b"{", b"["):
        return Transient(f"a page that is no JSON ({error}): {start}")
    if isinstance(error, msgspec.ValidationError):
        return Transient(f"a page without a list of studies: {start}", unusable=body)
    return Transient(f"a body that breaks off or is no JSON ({error}): {start}", unusable=body)
