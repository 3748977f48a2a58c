"""The study document: a dict in the shape of the registry's API v2. NCT IDs, hashes, paths.

Every source ends in this one shape, so nothing past a parser asks where a record came from.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import orjson

from harvester.errors import RecordError, UsageError

Study = dict[str, Any]

NCT_ID = re.compile(r"NCT0*([1-9]\d{0,7})", re.ASCII | re.IGNORECASE)


def parse_nct_id(text: str) -> str:
    """'nct4382547 ' → 'NCT04382547'; raises UsageError on anything that is no NCT ID."""
    found = NCT_ID.fullmatch(text.strip())
    if not found:
        raise UsageError(
            f"{text.strip()!r} is not an NCT ID: expected NCT and 8 digits, such as NCT04382547. Nothing was asked."
        )
    return f"NCT{int(found[1]):08d}"


def nct_id_of(study: Study) -> str:
    """The study's own NCT ID; raises RecordError where there is none."""
    try:
        nct_id = study["protocolSection"]["identificationModule"]["nctId"]
    except (KeyError, TypeError):
        nct_id = None
    return checked_nct_id(nct_id)


def checked_nct_id(nct_id: object) -> str:
    """What stands in a study as its NCT ID; raises RecordError where it is none."""
    if not isinstance(nct_id, str) or not re.fullmatch(r"NCT(?!0{8})\d{8}", nct_id, re.ASCII):
        raise RecordError(
            f"no NCT ID: expected text such as NCT04382547, found {nct_id!r}",
            "protocolSection.identificationModule.nctId",
        )
    return nct_id


def aliases_of(study: Study) -> list[str]:
    """Other NCT IDs under which the registry knows this study."""
    aliases = study["protocolSection"]["identificationModule"].get("nctIdAliases")
    return [alias for alias in aliases if isinstance(alias, str)] if isinstance(aliases, list) else []


def last_update_post_date(study: Study) -> str | None:
    """ISO date of the record's last posted update, else of its last submitted one, else None."""
    status = study.get("protocolSection", {}).get("statusModule")
    if not isinstance(status, dict):
        return None
    posted = status.get("lastUpdatePostDateStruct")
    date = posted.get("date") if isinstance(posted, dict) else None
    date = date or status.get("lastUpdateSubmitDate")
    return date if isinstance(date, str) else None


def submit_date(study: Study) -> str | None:
    """When the version was submitted to the registry, as it is stated."""
    status = study.get("protocolSection", {}).get("statusModule")
    date = status.get("lastUpdateSubmitDate") if isinstance(status, dict) else None
    return date if isinstance(date, str) else None


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value: keys sorted, no white space, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def payload_hash(payload: bytes) -> bytes:
    """SHA-256 of bytes as they came: the same bytes need not be parsed again."""
    return hashlib.sha256(payload).digest()


def document_hash(document: bytes) -> str:
    """SHA-256, in hex, of a study's canonical JSON: decides whether the tables are rewritten."""
    return hashlib.sha256(document).hexdigest()


def content_hash(study: Study, document: bytes) -> str:
    """SHA-256, in hex, of a study without `derivedSection`, which the registry rebuilds nightly: decides whether this
    is a new version. `document` is the study's canonical JSON, out of which the section is cut."""
    if "derivedSection" not in study:
        return hashlib.sha256(document).hexdigest()
    before = canonical_json({key: value for key, value in study.items() if key < "derivedSection"})[:-1]
    section = canonical_json({"derivedSection": study["derivedSection"]})[1:-1]
    after = document[len(before) + (before != b"{") + len(section) :]
    return hashlib.sha256(before + (after[1:] if before == b"{" and after != b"}" else after)).hexdigest()


def join_path(parent: str, key: str | int) -> str:
    """Dotted path of a child; dots, quotes and backslashes inside a key take a backslash, an empty key is `""`."""
    piece = (re.sub(r'([\\."])', r"\\\1", key) or '""') if isinstance(key, str) else str(key)
    return f"{parent}.{piece}" if parent else piece


def split_path(path: str) -> list[str]:
    """The pieces of a dotted path, unescaped; list positions stay digits."""
    pieces = re.findall(r"(?:[^.\\]|\\.)+", path, re.DOTALL)
    return ["" if piece == '""' else re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL) for piece in pieces]


def value_at(study: Study, path: str) -> Any:
    """The value at a dotted path, list positions as numbers; raises KeyError or IndexError where there is none."""
    node: Any = study
    for piece in split_path(path):
        node = node[int(piece)] if isinstance(node, list) else node[piece]
    return node


def walk_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every (dotted path, scalar or empty container) of a document, in document order."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from walk_leaves(child, join_path(path, key))
    elif isinstance(value, list) and value:
        for position, child in enumerate(value):
            yield from walk_leaves(child, join_path(path, position))
    else:
        yield path, value
