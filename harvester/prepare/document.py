"""From what a source hands over to what the file takes: documents, hashes, rows. Pure, so that any process may do it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from harvester.derive.rows import derive_rows
from harvester.errors import RecordError
from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.read_schema import load_spec
from harvester.packing import Packing
from harvester.record import Passed, Provenance, Record, Unread, Unreadable
from harvester.study import (
    Study,
    canonical_json,
    content_hash,
    document_hash,
    last_update_post_date,
    nct_id_of,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A study as canonical JSON: what versions keep and hashes are of, and how it goes from process to process."""

    nct_id: str
    payload: bytes
    hash: str
    provenance: Provenance
    unknown_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything the file takes of a study, ready to be written; `packed` is the compressed document."""

    nct_id: str
    provenance: Provenance
    unknown_labels: tuple[str, ...]
    date: str | None
    content_hash: str
    document_hash: str
    packed: bytes
    rows: Rows


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
Held = Mapping[str, Collection[str]]
"""Document hashes of the versions in the file by NCT ID, the newest first; of studies that may come, or of none."""


def document_of(record: Record) -> Document | Unreadable:
    """The record as a document; Unreadable where it has no NCT ID or is nothing that JSON can say."""
    try:
        payload = canonical_json(record.study)
    except orjson.JSONEncodeError as error:
        reason = f"cannot be written as JSON: {error}"
        return Unreadable(b"", reason, record.provenance, nct_id=_nct_id_or_none(record))
    try:
        nct_id = nct_id_of(record.study)
    except RecordError as error:
        return Unreadable(payload, str(error), record.provenance, error.path)
    return Document(nct_id, payload, document_hash(payload), record.provenance, record.unknown_labels)


def _nct_id_or_none(record: Record) -> str | None:
    try:
        return nct_id_of(record.study)
    except RecordError:
        return None


def prepare(document: Document, packing: Packing, study: Study | None = None) -> Prepared | Unreadable:
    """Normalise, derive, hash and compress one study; Unreadable where it cannot be normalised.

    `study` is the document as objects, where it is at hand.
    """
    if study is None:
        study = orjson.loads(document.payload)
    try:
        rows = normalise(study, load_spec())
        rows.update(derive_rows(study))
    except RecordError as error:
        return Unreadable(document.payload, str(error), document.provenance, error.path, document.nct_id)
    return Prepared(
        document.nct_id,
        document.provenance,
        document.unknown_labels,
        last_update_post_date(study),
        content_hash(study, document.payload),
        document.hash,
        packing.pack(document.payload),
        rows,
    )


def is_held(document: Document, held: Held) -> bool:
    """Would saving this document write nothing? The registry's own answer must be the newest version, others any."""
    hashes = held.get(document.nct_id, ())
    if document.provenance.source == "api":
        return document.hash == next(iter(hashes), None)
    return document.hash in hashes


def already_held(document: Document) -> AlreadyHeld:
    """For a document that is held."""
    return AlreadyHeld(document.nct_id, document.hash, document.provenance, document.unknown_labels)


def prepare_tasks(tasks: Sequence[Task], held: Held, packing: Packing) -> list[list[Result]]:
    """What each task came to, in order."""
    return [list(_results(task, held, packing)) for task in tasks]


def _results(task: Task, held: Held, packing: Packing) -> Iterable[Result]:
    return [prepare(task, packing)] if isinstance(task, Document) else _read(task, held, packing)


def _read(task: Unread, held: Held, packing: Packing) -> Iterator[Result]:
    for item in task.read():
        if not isinstance(item, Record):
            yield item
            continue
        document = document_of(item)
        if not isinstance(document, Document):
            yield document
        elif is_held(document, held):
            yield already_held(document)
        else:
            yield prepare(document, packing, item.study)
