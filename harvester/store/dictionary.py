"""The dictionary that a new file gets for its documents: what all study documents have in common."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import chain, islice

import orjson
import zstandard

from harvester.mapping.skeleton import skeleton
from harvester.mapping.spec import Spec
from harvester.record import Item, Passed, Record, Unreadable
from harvester.store.file import Store
from harvester.study import Study, canonical_json

MANY = 10_000
"""Studies from which learning pays: it takes a tenth of a second and saves an eighth of every document."""
SAMPLES, SAMPLE_BYTES = 200, 1 << 14
"""Documents that are learnt from, and of each its beginning: more of either gains a hundredth."""
SAMPLED_BYTES = 2 << 20
"""Items up to this size are looked into."""
DICTIONARY_BYTES = 110_000


def build_dictionary(spec: Spec) -> bytes:
    """Every key and enum of the schema, then the demo's studies: their words are ours, their shape is the registry's.

    A fifth less than zlib on records it has never seen. It need not be the same from version to version: each file
    keeps its own.
    """
    demo = sorted(files("harvester.data").joinpath("demo").iterdir(), key=lambda file: file.name)
    studies = [orjson.loads(file.read_bytes()) for file in demo if file.name.startswith("NCT")]
    return b"".join(map(canonical_json, [skeleton(spec), *studies]))


def with_dictionary(store: Store, items: Iterator[Item], expected: int) -> Iterator[Item]:
    """The items; where very many are expected, a file without studies first learns its dictionary from some of them."""
    if expected < MANY or store.conn.execute("SELECT 1 FROM study_versions LIMIT 1").fetchone():
        return items
    read: list[Item] = []
    samples: list[bytes] = []
    for item in items:
        read.append(item)
        samples += _samples(item)
        if len(samples) >= SAMPLES or len(read) >= SAMPLES:
            break
    if (dictionary := _learnt(samples)) is not None:
        with store.transaction():
            store.conn.execute("UPDATE document_dictionary SET dictionary = ?", (dictionary,))
    return chain(read, items)


def _learnt(samples: Sequence[bytes]) -> bytes | None:
    """What the samples have in common; None where they are too few or too small to tell."""
    if len(samples) < SAMPLES // 2:
        return None
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, list(samples), k=1024, d=8).as_bytes()
    except zstandard.ZstdError:
        return None


def _samples(item: Item) -> list[bytes]:
    """The beginnings of an item's study documents, of those that are JSON and not large; whoever reads it tells the rest."""
    if isinstance(item, Record | Unreadable | Passed) or item.size > SAMPLED_BYTES:
        return []
    pieces = islice((piece for piece in item.pieces() if not isinstance(piece, Unreadable | Passed)), SAMPLES)
    documents = (_document(piece.study if isinstance(piece, Record) else piece.payload) for piece in pieces)
    return [document[:SAMPLE_BYTES] for document in documents if document]


def _document(given: Study | bytes) -> bytes:
    try:
        return canonical_json(orjson.loads(given) if isinstance(given, bytes) else given)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return b""
