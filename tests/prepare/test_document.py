"""Documents, their two hashes, and what the file already has."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.packing import Packing
from harvester.prepare.document import (
    AlreadyHeld,
    Document,
    Prepared,
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
    hashes = [document.hash if name == "this" else name for name in held]
    assert is_held(document, {document.nct_id: hashes}) is expected


class Pair:
    """An unread payload that holds a study, one that is broken, and a file that is none."""

    payload = b"..."
    origin = "somewhere"
    nct_id_hint = None

    def read(self):
        yield record(study(), "json")
        yield Unreadable(b"?", "broken", Provenance("json", "here"))
        yield Passed("there")


def test_unread_bytes_are_read_where_studies_are_prepared() -> None:
    ((first, second, third),) = prepare_tasks([Pair()], {}, PACKING)
    assert isinstance(first, Prepared)
    assert isinstance(second, Unreadable)
    assert isinstance(third, Passed)


def test_unread_bytes_whose_study_the_file_has_are_not_prepared() -> None:
    held = {"NCT00000001": [of(record(study(), "json")).hash]}
    ((first, *_),) = prepare_tasks([Pair()], held, PACKING)
    assert first == AlreadyHeld("NCT00000001", of(record(study())).hash, record(study(), "json").provenance)
