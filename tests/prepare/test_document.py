"""Documents, their two hashes, and what the file already has."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.packing import Packing
from harvester.prepare.document import (
    AlreadyHeld,
    Document,
    Prepared,
    Seen,
    document_of,
    is_held,
    prepare,
    prepare_tasks,
)
from harvester.record import Passed, Provenance, Record, Unreadable
from harvester.study import canonical_json, content_hash
from tests.store.studies import record, study

PACKING = Packing(b'{"protocolSection":{"identificationModule":{"nctId":"NCT00000001"')

leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
SECTIONS = [
    "annotationSection",
    "derivedSection",
    "derivedSectionToo",
    "hasResults",
    "protocolSection",
    "",
    "été",
]


@given(st.dictionaries(st.sampled_from(SECTIONS) | st.text(max_size=4), values, max_size=6))
def test_the_content_hash_is_that_of_the_study_without_what_the_registry_derives(
    document: dict[str, Any],
) -> None:
    content = {key: value for key, value in document.items() if key != "derivedSection"}
    assert (
        content_hash(document, canonical_json(document))
        == hashlib.sha256(canonical_json(content)).hexdigest()
    )


def of(item: Record) -> Document:
    found = document_of(item)
    assert isinstance(found, Document)
    return found


def test_a_document_is_the_same_whatever_the_order_of_keys() -> None:
    one = study()
    other = dict(reversed(one.items()))
    assert of(record(one)) == of(record(other))


def test_what_json_cannot_say_is_unreadable_not_an_error() -> None:
    broken = study()
    broken["protocolSection"]["lone"] = "\ud800"
    found = document_of(record(broken))
    assert isinstance(found, Unreadable)
    assert "JSON" in found.reason
    assert found.nct_id == "NCT00000001"


def test_a_study_without_an_id_is_unreadable_and_its_payload_is_kept() -> None:
    nameless = {"protocolSection": {"identificationModule": {}}}
    found = document_of(record(nameless))
    assert isinstance(found, Unreadable)
    assert found.payload == canonical_json(nameless)


def test_a_study_that_cannot_be_normalised_is_unreadable_with_its_path() -> None:
    broken = study()
    broken["protocolSection"]["outcomesModule"]["primaryOutcomes"] = {"measure": "no list"}
    found = prepare(of(record(broken)), PACKING)
    assert isinstance(found, Unreadable)
    assert found.path == "protocolSection.outcomesModule.primaryOutcomes"


def seen(document: Document, **changed: Any) -> Seen:
    prepared = prepare(document, PACKING)
    assert isinstance(prepared, Prepared)
    return replace(Seen(document.hash, prepared.content_hash, document.payload_hash), **changed)


@pytest.mark.parametrize(
    ("source", "held", "expected"),
    [
        ("api", ["this", "older"], True),
        ("api", ["newer", "this"], False),  # the registry went back: that is news
        ("json", ["newer", "this"], True),
        ("json", ["newer"], False),
        ("json", [], False),
    ],
)
def test_what_the_file_has_is_known_by_its_hash(source: str, held: list[str], expected: bool) -> None:
    document = of(record(study(), source))
    versions = [seen(document) if name == "this" else Seen(name, name, None) for name in held]
    assert is_held(document, {document.nct_id: versions}) is expected


class Piece:
    """JSON of a study as a source hands it over; `parsed` counts how often it was parsed."""

    def __init__(self, document: dict[str, Any], source: str = "json") -> None:
        self.payload = orjson.dumps(document)
        self.nct_id_hint = "NCT00000001"
        self.provenance = record(document, source).provenance
        self.parsed = 0

    size, origins, nct_id_hints = 10, ("somewhere",), ("NCT00000001",)

    def pieces(self) -> Iterator[Any]:
        yield self
        yield Unreadable(b"?", "broken", Provenance("json", "here"))
        yield Passed("there")

    def read(self) -> Iterator[Any]:
        self.parsed += 1
        yield Record(orjson.loads(self.payload), self.provenance, is_payload=True)


def results(task: Piece, held: Mapping[str, Sequence[Seen]]) -> list[Any]:
    (found,) = prepare_tasks([task], held, PACKING)
    assert [type(item) for item in found[1:]] == [Unreadable, Passed]
    return found


def test_unread_bytes_are_read_where_studies_are_prepared() -> None:
    first, *_ = results(Piece(study()), {})
    assert isinstance(first, Prepared)
    assert first.payload_hash == hashlib.sha256(orjson.dumps(study())).digest()


def test_bytes_that_the_file_was_made_of_are_not_parsed_again() -> None:
    for source in ("json", "api"):
        piece = Piece(study(), source)
        held = seen(document_of(Record(study(), piece.provenance, is_payload=True), piece.payload))
        first, *_ = results(piece, {"NCT00000001": [held]})
        assert first == AlreadyHeld("NCT00000001", held.document_hash, piece.provenance)
        assert piece.parsed == 0


def test_the_registry_going_back_is_parsed_though_the_file_has_the_bytes() -> None:
    piece = Piece(study(), "api")
    held = seen(document_of(Record(study(), piece.provenance, is_payload=True), piece.payload))
    first, *_ = results(piece, {"NCT00000001": [Seen("newer", "newer", None), held]})
    assert isinstance(first, Prepared)
    assert not first.partly


def test_the_same_study_in_other_bytes_is_known_once_it_is_parsed() -> None:
    held = {"NCT00000001": [seen(of(record(study(), "json")))]}
    first, *_ = results(Piece(study()), held)
    assert isinstance(first, AlreadyHeld)


def test_a_hint_that_is_wrong_costs_nothing_but_time() -> None:
    piece = Piece(study("NCT00000002"))
    held = {"NCT00000001": [seen(of(record(study(), "json")))]}
    first, *_ = results(piece, held)
    assert isinstance(first, Prepared)
    assert first.nct_id == "NCT00000002"


def test_a_study_of_which_only_the_derived_moved_is_prepared_in_that_part() -> None:
    held = {"NCT00000001": [seen(of(record(study(mesh="Knee"), "json")))]}
    first, *_ = results(Piece(study(mesh="Knee Joint")), held)
    assert isinstance(first, Prepared)
    assert first.partly
    assert first.rows.keys() == {"condition_meshes"}


def test_an_older_version_with_other_derived_terms_is_held() -> None:
    held = {"NCT00000001": [Seen("newer", "newer", None), seen(of(record(study(mesh="Knee"), "json")))]}
    first, *_ = results(Piece(study(mesh="Knee Joint")), held)
    assert isinstance(first, AlreadyHeld)
    back, *_ = results(Piece(study(mesh="Knee Joint"), "api"), held)
    assert isinstance(back, Prepared)
