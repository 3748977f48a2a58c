"""One section of a study put in the place of another gives the rows of the study that has it."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.read_schema import load_spec
from harvester.mapping.sections import section_rows, section_tables, with_section
from tests.shared import needs_shared, records
from tests.store.studies import study

SPEC = load_spec()
SECTION = "derivedSection"


def ordered(rows: Rows) -> dict[str, list[str]]:
    return {name: sorted(map(repr, table_rows)) for name, table_rows in rows.items() if table_rows}


def assert_exchanged(before: dict[str, Any], after: dict[str, Any]) -> None:
    part = section_rows(after, SECTION, SPEC)
    assert ordered(with_section(normalise(before), part, SECTION, SPEC)) == ordered(normalise(after))


integers = st.integers(-(2**63), 2**64 - 1)
"""What a parsed study can hold: orjson reads larger ones as fractions."""

derived = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "conditionBrowseModule": st.fixed_dictionaries(
            {},
            optional={
                "meshes": st.lists(
                    st.fixed_dictionaries({"id": st.text(max_size=3), "term": st.text(max_size=3)})
                ),
                "odd": integers,
            },
        ),
        "miscInfoModule": st.dictionaries(
            st.sampled_from(["versionHolder", "unknown"]), st.text(max_size=3) | integers
        ),
        "unknownModule": st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
    },
)


@given(derived, derived, st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2))
def test_a_section_takes_the_place_of_the_one_before(before: Any, after: Any, extra: dict[str, str]) -> None:
    one, other = study(), study()
    for document, section in ((one, before), (other, after)):
        document["protocolSection"]["statusModule"]["derivedSection"] = extra
        if section is not None:
            document[SECTION] = section
    assert_exchanged(one, other)


@needs_shared
def test_sections_of_real_records_are_exchanged() -> None:
    for path in records("api_v2")[::9]:
        whole = orjson.loads(path.read_bytes())
        without = {key: value for key, value in whole.items() if key != SECTION}
        assert_exchanged(whole, without)
        assert_exchanged(without, whole)


@pytest.mark.parametrize("section", ["derivedSection", "resultsSection"])
def test_tables_of_a_section_are_its_alone(section: str) -> None:
    names = section_tables(SPEC, section)
    assert names
    assert "studies" not in names
    for name in names:
        assert {column.path.split(".")[0] for column in SPEC.tables[name].columns if column.path} == {section}
