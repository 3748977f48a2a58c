"""Whatever comes as a record of the registry's XML: it is read whole or refused with a RecordError."""

import copy
import json
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from harvester.errors import RecordError
from harvester.parsers.legacy_xml.objects import OBJECTS
from harvester.parsers.legacy_xml.read import parse_legacy_xml
from harvester.parsers.legacy_xml.tags import STUDY
from harvester.study import NCT_ID, canonical_json, walk_leaves
from tests.parsers.legacy_xml_difference import FOLDER

RECORD = b"<clinical_study><id_info><nct_id>NCT00000001</nct_id></id_info></clinical_study>"
SLOW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PAYLOADS = [path.read_bytes() for path in sorted(FOLDER.glob("*.xml"))]


def _read(payload: bytes) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """The parser's answer, which must be whole; None where it refuses."""
    try:
        study, unknown = parse_legacy_xml(payload)
    except RecordError:
        return None
    assert NCT_ID.fullmatch(study["protocolSection"]["identificationModule"]["nctId"])
    assert all(isinstance(problem, str) for problem in unknown)
    assert json.loads(canonical_json(study)) == study
    assert all(value not in ("", [], {}, None) for _, value in walk_leaves(study))
    return study, unknown


@SLOW
@given(st.sampled_from(PAYLOADS), st.floats(0, 0.999))
def test_a_truncated_record_is_refused(payload: bytes, share: float) -> None:
    assert _read(payload.rstrip()[: int(len(payload.rstrip()) * share)]) is None


@SLOW
@given(st.sampled_from(PAYLOADS), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=3)), max_size=4))
def test_a_record_with_bytes_changed_is_read_or_refused(
    payload: bytes, changes: list[tuple[float, bytes]]
) -> None:
    for share, put in changes:
        at = int(len(payload) * share)
        payload = payload[:at] + put + payload[at + len(put) :]
    _read(payload)


@SLOW
@given(
    st.sampled_from(PAYLOADS),
    st.sampled_from(["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "shift-jis"]),
)
def test_a_wrongly_encoded_record_is_read_or_refused(payload: bytes, encoding: str) -> None:
    _read(payload.decode("utf-8").replace("naive", "naïve").encode(encoding, errors="replace"))


@SLOW
@given(st.sampled_from(PAYLOADS), st.integers(0, 2**32))
def test_a_record_with_its_tags_in_another_order_is_read(payload: bytes, seed: int) -> None:
    root = etree.fromstring(payload)
    shuffle = random.Random(seed).shuffle
    for element in root.iter(etree.Element):
        children = list(element)
        shuffle(children)
        element[:] = children
    assert _read(etree.tostring(root)) is not None


@SLOW
@given(st.sampled_from(PAYLOADS), st.integers(0, 2**32))
def test_a_record_with_tags_moved_to_where_they_do_not_belong_is_read_or_refused(
    payload: bytes, seed: int
) -> None:
    root = etree.fromstring(payload)
    choice = random.Random(seed)
    elements = [element for element in root.iter(etree.Element) if element is not root]
    for _ in range(5):
        one, other = choice.choice(elements), choice.choice(elements)
        other.append(copy.deepcopy(one))
    _read(etree.tostring(root))


TEXTS = st.sampled_from(
    ["Total", "Participants", "N/A", "No", "May 2020", "E1", "O2", "Age", "total, other adverse events"]
)
WORDS = TEXTS | st.text(st.characters(exclude_categories=["C"]), max_size=12)


@st.composite
def _elements(draw: st.DrawFn, tag: str, table: str, depth: int = 0) -> etree._Element:
    """An element with some of what its table knows, in any number and order, with texts that may be anything."""
    rows = {"study": STUDY, **OBJECTS}[table]
    element = etree.Element(tag)
    for row in draw(st.lists(st.sampled_from(sorted(rows.keys() - {"="})), max_size=8 if depth else 14)):
        path, at, attribute = row.partition("@")
        below = element
        *parents, last = path.split("/")
        for parent in parents:
            below = etree.SubElement(below, parent)
        of, _, name = rows[row][0].removeprefix("each ").partition(":")
        if of == "object" and depth < 6:
            below.append(draw(_elements(last, name, depth + 1)))
        elif at:
            (etree.SubElement(below, last) if last else below).set(attribute, draw(WORDS))
        elif last:
            etree.SubElement(below, last).text = draw(WORDS)
        else:
            below.text = draw(WORDS)
    return element


@SLOW
@given(_elements("clinical_study", "study"))
def test_any_parts_of_a_record_are_read(root: etree._Element) -> None:
    for told in root.findall("id_info/nct_id"):
        told.getparent().remove(told)
    etree.SubElement(etree.SubElement(root, "id_info"), "nct_id").text = "NCT00000001"
    assert _read(etree.tostring(root)) is not None


@SLOW
@given(_elements("clinical_results", "results"))
def test_any_parts_of_results_are_read(results: etree._Element) -> None:
    root = etree.fromstring(RECORD)
    root.append(results)
    assert _read(etree.tostring(root)) is not None


@SLOW
@given(_elements("clinical_study", "study"))
def test_a_record_without_an_nct_id_is_refused(root: etree._Element) -> None:
    for told in root.findall("id_info/nct_id"):
        told.getparent().remove(told)
    assert _read(etree.tostring(root)) is None
