"""From what a source hands over to what the file takes: documents, hashes, rows. Pure, so that any process may do it."""

import marshal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import orjson

from harvester.errors import RecordError
from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.read_schema import load_spec
from harvester.mapping.sections import section_rows
from harvester.packing import Packing
from harvester.record import Passed, Provenance, RawPiece, Record, Unread, Unreadable, sent
from harvester.study import (
    Study,
    canonical_json,
    content_hash,
    document_hash,
    last_update_post_date,
    nct_id_of,
    payload_hash,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A study as canonical JSON: what versions keep and hashes are of, and how it goes from process to process."""

    nct_id: str
    payload: bytes
    hash: str
    provenance: Provenance
    unknown_labels: tuple[str, ...] = ()
    payload_hash: bytes | None = None
    """SHA-256 of the bytes it was parsed from, where they were its own and JSON."""


@sent
@dataclass(frozen=True, slots=True)
class Seen:
    """A version that the file had when it was looked up."""

    document_hash: str
    content_hash: str
    payload_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything the file takes of a study, ready to be written; `packed` is the compressed document.

    Where only what the registry derives had moved, `rows` are of that alone (`partly`), and `again` is what to prepare
    should the file need the rest after all.
    """

    nct_id: str
    provenance: Provenance
    unknown_labels: tuple[str, ...]
    date: str | None
    content_hash: str
    document_hash: str
    payload_hash: bytes | None
    packed: bytes
    rows: Rows
    partly: bool = False
    again: "Task | None" = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Rows are plain values, and marshal takes half the time of pickle for them."""
        return _prepared, (marshal.dumps(self.rows), *_all_but_rows(self))


_OTHERS = [field.name for field in fields(Prepared) if field.name != "rows"]
_all_but_rows = attrgetter(*_OTHERS)


def _prepared(rows: bytes, *others: Any) -> Prepared:
    return Prepared(rows=marshal.loads(rows), **dict(zip(_OTHERS, others, strict=True)))


@sent
@dataclass(frozen=True, slots=True)
class AlreadyHeld:
    """The file had this very document when it was looked up; `again` is what to prepare should that no longer do."""

    nct_id: str
    hash: str
    provenance: Provenance
    unknown_labels: tuple[str, ...] = ()
    again: "Task | None" = None


Task = Document | Unread
Result = Prepared | AlreadyHeld | Unreadable | Passed
Step = Task | Result
DONE = (Prepared, AlreadyHeld, Unreadable, Passed)
Held = Mapping[str, Sequence[Seen]]
"""Versions in the file by NCT ID, the newest first; of studies that may come, or of none."""


DERIVED = "derivedSection"


def document_of(record: Record, raw: bytes | None = None) -> Document | Unreadable:
    """The record as a document; Unreadable where it has no NCT ID or is nothing that JSON can say.

    `raw` are the bytes that it was parsed from.
    """
    try:
        payload = canonical_json(record.study)
    except orjson.JSONEncodeError as error:
        reason = f"cannot be written as JSON: {error}"
        return Unreadable(b"", reason, record.provenance, nct_id=_nct_id_or_none(record))
    try:
        nct_id = nct_id_of(record.study)
    except RecordError as error:
        return Unreadable(payload, str(error), record.provenance, error.path)
    return Document(
        nct_id,
        payload,
        document_hash(payload),
        record.provenance,
        record.unknown_labels,
        payload_hash(raw) if raw is not None and record.is_payload else None,
    )


def _nct_id_or_none(record: Record) -> str | None:
    try:
        return nct_id_of(record.study)
    except RecordError:
        return None


def prepare(
    document: Document, packing: Packing, study: Study | None = None, held: Held | None = None
) -> Prepared | AlreadyHeld | Unreadable:
    """Normalise, derive, hash and compress one study; Unreadable where it cannot be normalised.

    `study` is the document as objects, where it is at hand.
    """
    if study is None:
        study = orjson.loads(document.payload)
    content = content_hash(study, document.payload)
    versions = [seen.content_hash for seen in (held or {}).get(document.nct_id, ())]
    partly = versions[:1] == [content]
    if not partly and content in versions and document.provenance.source != "api":
        return already_held(document)
    try:
        rows = section_rows(study, DERIVED, load_spec()) if partly else normalise(study, load_spec())
        if not partly:
            from harvester.derive.rows import derive_rows  # a fifth of a second, for what is new alone

            rows.update(derive_rows(study))
    except RecordError as error:
        return Unreadable(document.payload, str(error), document.provenance, error.path, document.nct_id)
    return Prepared(
        document.nct_id,
        document.provenance,
        document.unknown_labels,
        last_update_post_date(study),
        content,
        document.hash,
        document.payload_hash,
        packing.pack(document.payload),
        rows,
        partly,
    )


def is_held(document: Document, held: Held) -> bool:
    """Would saving this document write nothing? The registry's own answer must be the newest version, others any."""
    versions = held.get(document.nct_id, ())
    return any(document.hash == seen.document_hash for seen in _that_count(document.provenance, versions))


def held_piece(piece: RawPiece, held: Held) -> AlreadyHeld | None:
    """Whether a version that was parsed from these very bytes is held, so that they need not be parsed again."""
    nct_id = piece.nct_id_hint
    if nct_id is None or not (versions := held.get(nct_id)):
        return None
    digest: bytes | None = None
    for seen in _that_count(piece.provenance, versions):
        if seen.payload_hash is not None:
            digest = digest or payload_hash(piece.payload)
            if digest == seen.payload_hash:
                return AlreadyHeld(nct_id, seen.document_hash, piece.provenance)
    return None


def _that_count(provenance: Provenance, versions: Sequence[Seen]) -> Sequence[Seen]:
    return versions[:1] if provenance.source == "api" else versions


def already_held(document: Document) -> AlreadyHeld:
    """For a document that is held."""
    return AlreadyHeld(document.nct_id, document.hash, document.provenance, document.unknown_labels)


def get_ready() -> None:
    """Load what the first study would wait for."""
    from harvester.derive.rows import load_readers

    load_spec()
    load_readers()


def prepare_tasks(tasks: Sequence[Task], held: Held, packing: Packing) -> list[list[Result]]:
    """What each task came to, in order."""
    return [list(_results(task, held, packing)) for task in tasks]


def _results(task: Task, held: Held, packing: Packing) -> Iterator[Result]:
    if isinstance(task, Document):
        yield prepare(task, packing, held=held)
        return
    for piece in task.pieces():
        if isinstance(piece, Record | Unreadable | Passed):
            yield _result(piece, None, held, packing)
        elif (known := held_piece(piece, held)) is not None:
            yield known
        else:
            yield from (_result(item, piece.payload, held, packing) for item in piece.read())


def _result(
    item: Record | Unreadable | Passed, payload: bytes | None, held: Held, packing: Packing
) -> Result:
    if not isinstance(item, Record):
        return item
    document = document_of(item, payload)
    if not isinstance(document, Document):
        return document
    if is_held(document, held):
        return already_held(document)
    return prepare(document, packing, item.study, held)
