"""The loopback registry's studies: which ones a request means, and in what shape it gets them."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson

from tests.registry_server.rules import split_list

Study = dict[str, Any]
PAGE_SIZE, LARGEST_PAGE = 10, 1000
AREA = re.compile(r"AREA\[LastUpdatePostDate\]\s*RANGE\[\s*([\w-]+)\s*,\s*([\w-]+)\s*\]")
NOT_SERVED = {
    "filter.geo",
    "filter.synonyms",
    "postFilter.geo",
    "postFilter.synonyms",
    "aggFilters",
    "geoDecay",
}

PIECES = {
    "NCTId": "protocolSection.identificationModule.nctId",
    "NCTIdAlias": "protocolSection.identificationModule.nctIdAliases",
    "BriefTitle": "protocolSection.identificationModule.briefTitle",
    "OfficialTitle": "protocolSection.identificationModule.officialTitle",
    "OverallStatus": "protocolSection.statusModule.overallStatus",
    "StartDate": "protocolSection.statusModule.startDateStruct.date",
    "LastUpdatePostDate": "protocolSection.statusModule.lastUpdatePostDateStruct.date",
    "LastUpdateSubmitDate": "protocolSection.statusModule.lastUpdateSubmitDate",
    "LeadSponsorName": "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
    "Condition": "protocolSection.conditionsModule.conditions",
    "InterventionName": "protocolSection.armsInterventionsModule.interventions.name",
    "EnrollmentCount": "protocolSection.designModule.enrollmentInfo.count",
    "ProtocolSection": "protocolSection",
    "DerivedSection": "derivedSection",
    "HasResults": "hasResults",
}
SORTED_BY = {"LastUpdatePostDate": True, "StartDate": True, "EnrollmentCount": False}
"""Piece → whether it sorts descending unless told otherwise."""
SEARCHED = {
    "query.term": [""],
    "query.cond": ["protocolSection.conditionsModule", PIECES["BriefTitle"], PIECES["OfficialTitle"]],
    "query.intr": ["protocolSection.armsInterventionsModule.interventions", PIECES["BriefTitle"]],
    "query.titles": [PIECES["BriefTitle"], PIECES["OfficialTitle"]],
    "query.outc": ["protocolSection.outcomesModule"],
    "query.spons": ["protocolSection.sponsorCollaboratorsModule"],
    "query.lead": [PIECES["LeadSponsorName"]],
    "query.locn": ["protocolSection.contactsLocationsModule.locations"],
    "query.id": ["protocolSection.identificationModule"],
    "query.patient": [""],
}


class BadRequest(Exception):
    """Answered with 400 and this text."""


class NotServed(Exception):
    """The registry understands this, its loopback double does not: 501, so that no test is fooled."""


@dataclass(frozen=True, slots=True)
class Entry:
    nct_id: str
    aliases: tuple[str, ...]
    date: str
    raw: bytes
    number: int

    @property
    def study(self) -> Study:
        return orjson.loads(self.raw)

    def text(self, paths: Iterable[str]) -> str:
        return " ".join(orjson.dumps(at(self.study, path)).decode() for path in paths).casefold()


def at(value: Any, path: str) -> Any:
    """The value at a dotted path, None where there is none; '' is the whole."""
    for piece in path.split(".") if path else ():
        if isinstance(value, list):
            value = [at(item, piece) for item in value]
        else:
            value = value.get(piece) if isinstance(value, dict) else None
    return value


def canonical(nct_id: str) -> str:
    return f"NCT{int(nct_id[3:]):08d}"


class Shelf:
    """Studies in the order they came; an edited one keeps its place."""

    def __init__(self, studies: Iterable[Study]) -> None:
        self.entries: dict[str, Entry] = {}
        self._aliases: dict[str, str] = {}
        self._chosen: dict[str, list[Entry]] = {}
        self._archive: bytes | None = None
        self._numbers = count(1)
        for study in studies:
            self.put(study)

    def put(self, study: Study) -> None:
        nct_id = at(study, PIECES["NCTId"])
        known = self.entries.get(nct_id)
        number = known.number if known else next(self._numbers)
        aliases = tuple(at(study, PIECES["NCTIdAlias"]) or ())
        date = at(study, PIECES["LastUpdatePostDate"]) or ""
        self.entries[nct_id] = Entry(nct_id, aliases, date, orjson.dumps(study), number)
        self._aliases |= dict.fromkeys(aliases, nct_id)
        self._chosen.clear()
        self._archive = None

    def get(self, nct_id: str) -> Study:
        return self.entries[nct_id].study

    def remove(self, nct_id: str) -> None:
        del self.entries[nct_id]
        self._chosen.clear()
        self._archive = None

    def find(self, nct_id: str) -> Entry | None:
        """By its own number or an alias."""
        nct_id = canonical(nct_id)
        found = self.entries.get(nct_id) or self.entries.get(self._aliases.get(nct_id, ""))
        return found if found and nct_id in (found.nct_id, *found.aliases) else None

    def page(self, params: dict[str, str]) -> tuple[list[bytes], str | None, int]:
        """Studies of one page as JSON, the next page's token, and how many there are in all."""
        same = {
            key: value for key, value in params.items() if key not in ("countTotal", "pageSize", "pageToken")
        }
        listing = hashlib.sha256(orjson.dumps(same, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]
        if listing not in self._chosen:
            self._chosen[listing] = self.select(params)
        chosen = self._chosen[listing]
        start = _start_of(params.get("pageToken"), listing)
        by_number = "sort" not in params
        rest = [entry for entry in chosen if entry.number > start] if by_number else chosen[start:]
        size = min(int(params.get("pageSize", 0)) or PAGE_SIZE, LARGEST_PAGE)
        entries = rest[:size]
        token = None
        if (
            len(entries) == size
        ):  # as the registry does: a page that is full has a token, though nothing follow
            end = entries[-1].number if by_number else start + size
            token = base64.urlsafe_b64encode(f"{listing}:{end}".encode()).decode().rstrip("=")
        if not (fields := params.get("fields")):
            return [entry.raw for entry in entries], token, len(chosen)
        wanted = _tree(split_list(fields))
        return [orjson.dumps(_project(entry.study, wanted)) for entry in entries], token, len(chosen)

    def project(self, entry: Entry, fields: str | None) -> bytes:
        return orjson.dumps(_project(entry.study, _tree(split_list(fields)))) if fields else entry.raw

    def select(self, params: dict[str, str]) -> list[Entry]:
        if unserved := NOT_SERVED & params.keys():
            raise NotServed(", ".join(sorted(unserved)))
        chosen = list(self.entries.values())
        ids_asked = False
        for name, value in params.items():
            if name.startswith("query."):
                ids_asked |= bool(re.fullmatch(r"(NCT\d+[\s,]*)+", value, re.IGNORECASE))
                chosen = [entry for entry in chosen if _matches(entry, value, SEARCHED[name])]
        for name, value in params.items():
            if name.startswith(("filter.", "postFilter.")) and not ids_asked:
                chosen = self._filtered(chosen, name.partition(".")[2], value)
        return _sorted(chosen, params.get("sort", ""))

    def _filtered(self, entries: list[Entry], name: str, value: str) -> list[Entry]:
        if name == "ids":
            found = {entry.nct_id for nct_id in split_list(value) if (entry := self.find(nct_id))}
            return [entry for entry in entries if entry.nct_id in found]
        if name == "overallStatus":
            return [
                entry for entry in entries if at(entry.study, PIECES["OverallStatus"]) in split_list(value)
            ]
        return [entry for entry in entries if _matches(entry, value, [""])]

    def archive(self) -> bytes:
        """All studies as the registry's bulk download: one JSON file each, in a zip."""
        if self._archive is not None:
            return self._archive
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self.entries.values():
                archive.writestr(zipfile.ZipInfo(f"{entry.nct_id}.json"), entry.raw, zipfile.ZIP_DEFLATED)
        self._archive = buffer.getvalue()
        return self._archive


def _matches(entry: Entry, query: str, paths: list[str]) -> bool:
    """Ranges of the last update and plain words; all of them, OR between groups of them."""
    words = AREA.sub(" ", query)
    if "AREA[" in words or "SEARCH[" in words:
        raise NotServed(f"expression {query!r}")
    for first, last in AREA.findall(query):
        date = entry.date
        if not (date and (first == "MIN" or first <= date) and (last == "MAX" or date <= last)):
            return False
    if re.fullmatch(r"\s*(NCT\d+[\s,]*)+", words, re.IGNORECASE):
        ids = set(map(canonical, re.findall(r"NCT\d+", words.upper())))
        return entry.nct_id in ids or bool(ids.intersection(entry.aliases))
    groups = [re.findall(r"[^\s()\"]+", group.casefold()) for group in re.split(r"\bOR\b", words)]
    groups = [[word for word in group if word != "and"] for group in groups]
    if not any(groups):
        return True
    text = entry.text(paths)
    return any(group and all(word in text for word in group) for group in groups)


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    for option in reversed(split_list(sort)):
        piece, _, direction = option.partition(":")
        if piece == "@relevance":
            continue
        if piece not in SORTED_BY:
            raise BadRequest(f"`sort` parameter has field `{piece}` that cannot be sorted by")
        descending = direction == "desc" if direction else SORTED_BY[piece]
        having = [entry for entry in entries if at(entry.study, PIECES[piece]) is not None]
        rest = [entry for entry in entries if at(entry.study, PIECES[piece]) is None]
        having.sort(key=lambda entry: at(entry.study, PIECES[piece]), reverse=descending)
        entries = having + rest
    return entries


def _start_of(token: str | None, listing: str) -> int:
    if token is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        known, _, number = text.partition(":")
        start = int(number)
    except ValueError:
        raise BadRequest("`pageToken` parameter is not a token of this registry") from None
    if known != listing:
        raise BadRequest("`pageToken` parameter belongs to a request with other parameters")
    return start


def _tree(fields: list[str]) -> Study:
    tree: Study = {}
    for name in fields:
        path = PIECES.get(name, name)
        if name not in PIECES and not re.fullmatch(r"\w+Section(\.\w+)*|hasResults", name):
            raise BadRequest(f"`fields` parameter has unknown field `{name}`")
        node = tree
        for piece in path.split("."):
            node = node.setdefault(piece, {})
    return tree


def _project(value: Any, wanted: Study) -> Any:
    if not wanted:
        return value
    if isinstance(value, list):
        return [_project(item, wanted) for item in value]
    kept = {key: _project(value[key], below) for key, below in wanted.items() if key in value}
    return {key: child for key, child in kept.items() if child not in ({}, [])}
