"""A page of the registry's listing is taken apart without being parsed; what is no page is told from what is."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.record import Provenance, RawRecord, Unreadable
from harvester.sources.listing import parse_page
from harvester.sources.transport import Transient
from harvester.study import aliases_of, nct_id_of
from tests.shared import needs_shared, records
from tests.sources.documents import make_study

values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def page(studies: list[Any], **more: Any) -> bytes:
    return orjson.dumps({"totalCount": len(studies), "studies": studies, **more})


@given(st.dictionaries(st.text(max_size=8), values, max_size=4), values)
def test_a_study_is_the_bytes_it_came_in(extra: dict[str, Any], aliases: Any) -> None:
    study = make_study(7)
    study["protocolSection"]["identificationModule"]["nctIdAliases"] = aliases
    study = {**extra, **study}
    (listed,) = parse_page(page([study])).studies
    assert listed.study == orjson.loads(orjson.dumps(study))
    assert (listed.nct_id, list(listed.aliases)) == (nct_id_of(study), aliases_of(study))


@pytest.mark.parametrize(
    "other", [None, 5, "text", [], {}, {"protocolSection": []}, {"protocolSection": {"x": 1}}]
)
def test_what_is_no_study_is_broken_and_the_others_are_good(other: Any) -> None:
    found = parse_page(page([make_study(1), other, make_study(2)], nextPageToken="more"))
    assert [study.nct_id for study in found.studies] == ["NCT00000001", "NCT00000002"]
    ((payload, error),) = found.broken
    assert orjson.loads(payload) == other
    assert error.path == "protocolSection.identificationModule.nctId"
    assert (found.next_token, found.total) == ("more", 3)


@pytest.mark.parametrize("token", [None, "", 5, ["x"]])
def test_a_token_that_is_none_ends_the_listing(token: Any) -> None:
    assert parse_page(page([], nextPageToken=token)).next_token is None


@given(st.integers(0, 400))
def test_a_body_that_is_cut_is_asked_again(length: int) -> None:
    body = page([make_study(1), make_study(2)])
    assert len(body) > 400
    with pytest.raises(Transient) as caught:
        parse_page(body[:length])
    assert (caught.value.unusable is not None) == (length > 0)


@pytest.mark.parametrize("body", [b"", b"<html>maintenance</html>", b"NaN", b"try later"])
def test_a_body_that_is_no_json_is_not_kept(body: bytes) -> None:
    with pytest.raises(Transient, match="no JSON") as caught:
        parse_page(body)
    assert caught.value.unusable is None


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"studies": {"error": "none"}}', b'{"studies": null}'])
def test_json_without_a_list_of_studies_is_asked_again(body: bytes) -> None:
    with pytest.raises(Transient, match="without a list of studies") as caught:
        parse_page(body)
    assert caught.value.unusable == body


def test_half_a_character_is_asked_again_or_a_problem_of_its_study() -> None:
    body = page([make_study(1), make_study(2)])
    with pytest.raises(Transient):
        parse_page(body.replace(b"Study 2", b"\\ud800 Study 2"))
    (first, second) = parse_page(body.replace(b"Study 2", b"Study \xff")).studies
    assert first.study == make_study(1)
    (found,) = RawRecord(second.nct_id, second.payload, Provenance("api", "here")).read()
    assert isinstance(found, Unreadable)
    assert found.nct_id == "NCT00000002"
    assert found.reason.startswith("broken JSON")


@needs_shared
def test_real_records_are_the_same_as_when_parsed_whole() -> None:
    studies = [orjson.loads(path.read_bytes()) for path in records("api_v2")[::7]]
    found = parse_page(page(studies)).studies
    assert [listed.study for listed in found] == studies
    assert [(listed.nct_id, list(listed.aliases)) for listed in found] == [
        (nct_id_of(study), aliases_of(study)) for study in studies
    ]
