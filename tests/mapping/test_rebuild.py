"""Exact both ways: every real record, every generated one, in memory and through SQLite."""

import copy
import sqlite3
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.errors import RecordError
from harvester.mapping.ddl import quoted, schema_sql
from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.read_schema import load_spec
from harvester.mapping.rebuild import rebuild
from harvester.mapping.spec import Node, Object, Objects, Value
from harvester.store.read import read_rows
from harvester.store.rows import write_rows
from harvester.study import canonical_json
from tests.shared import needs_shared, records

SPEC = load_spec()


@pytest.fixture(scope="module")
def conn() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(schema_sql(SPEC))
    yield connection
    connection.close()


def through_sqlite(conn: sqlite3.Connection, rows: Rows) -> Rows:
    nct_id = rows["studies"][0][0]
    conn.execute("BEGIN")
    try:
        write_rows(conn, SPEC, [rows])
        return read_rows(conn, SPEC, [nct_id])[nct_id]
    finally:
        conn.execute("ROLLBACK")


@needs_shared
@pytest.mark.parametrize("folder", ["api_v2", "api_v2_versions", "msc_2022"])
def test_every_real_record_rebuilds_exactly_through_sqlite(conn: sqlite3.Connection, folder: str) -> None:
    wrong = []
    for path in records(folder):
        study = orjson.loads(path.read_bytes())
        rebuilt = rebuild(through_sqlite(conn, normalise(study)))
        if canonical_json(rebuilt) != canonical_json(study):
            wrong.append(path.name)
    assert not wrong


@needs_shared
def test_only_what_the_registry_dropped_has_no_home() -> None:
    unmapped = set()
    for path in records("api_v2", "api_v2_versions", "msc_2022"):
        for _, place, _ in normalise(orjson.loads(path.read_bytes())).get("unmapped_fields", []):
            unmapped.add(place.split(".")[-1])
    assert unmapped == {"locations_nested", "modelPredictions", "interventionMappedName"}


# Generated documents follow the schema's own tree, and stray from it: other scalars, null, empty, unknown keys.

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    st.sampled_from(["YES", "32", "1e3", " 7 ", "0x10", "2021-06", "PHASE2"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


def expected_scalar(node: Value) -> st.SearchStrategy[Any]:
    if node.values:
        return st.sampled_from(sorted(node.values))
    return {
        int: st.integers(0, 10**6),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        str: TEXTS,
    }[node.python_type]


def values_of(node: Node, depth: int) -> st.SearchStrategy[Any]:
    match node:
        case Value(many=True):
            return (
                st.lists(st.one_of(st.sampled_from(sorted(node.values or {"x"})), SCALARS), max_size=3)
                | st.none()
            )
        case Value():
            return st.one_of(expected_scalar(node), expected_scalar(node), SCALARS)
        case Object():
            return objects_of(node.children, depth) | st.none()
        case Objects():
            return st.lists(objects_of(node.children, depth + 1), max_size=2) | st.none()
        case _:
            return st.lists(SCALARS, max_size=3) | st.none()


def objects_of(children: dict[str, Node], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    keys = sorted(children)
    few = st.lists(st.sampled_from(keys), max_size=4 if depth else 6, unique=True)

    def build(chosen: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        known = {key: st.deferred(lambda key=key: values_of(children[key], depth + 1)) for key in chosen}
        unknown = st.dictionaries(TEXTS.filter(lambda key: key not in children), ANYTHING, max_size=1)
        return st.builds(lambda one, other: {**one, **other}, st.fixed_dictionaries(known), unknown)

    return few.flatmap(build)


def with_nct_id(study: dict[str, Any]) -> dict[str, Any]:
    protocol = study.get("protocolSection")
    if not isinstance(protocol, dict):
        protocol = study["protocolSection"] = {}
    identification = protocol.get("identificationModule")
    if not isinstance(identification, dict):
        identification = protocol["identificationModule"] = {}
    identification["nctId"] = "NCT00000001"
    return study


STUDIES = objects_of(SPEC.root.children).map(with_nct_id)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(study=STUDIES)
def test_every_generated_record_rebuilds_exactly_through_sqlite(
    conn: sqlite3.Connection, study: dict[str, Any]
) -> None:
    before = copy.deepcopy(study)
    rows = normalise(study)
    assert canonical_json(rebuild(rows)) == canonical_json(study)
    assert canonical_json(rebuild(through_sqlite(conn, rows))) == canonical_json(study)
    assert canonical_json(study) == canonical_json(before), "the study was touched"


def study_with(**modules: Any) -> dict[str, Any]:
    return with_nct_id({"protocolSection": modules})


def test_absent_empty_and_null_are_three_things(conn: sqlite3.Connection) -> None:
    for module in (
        {},
        {"armGroups": []},
        {"armGroups": None},
        {"armGroups": [{}]},
        {"armGroups": [{"interventionNames": []}]},
    ):
        study = study_with(armsInterventionsModule=module)
        assert rebuild(through_sqlite(conn, normalise(study))) == study


@pytest.mark.parametrize(
    ("module", "path"),
    [
        (
            {"outcomesModule": {"primaryOutcomes": {"measure": "x"}}},
            "protocolSection.outcomesModule.primaryOutcomes",
        ),
        ({"descriptionModule": {"briefSummary": ["x"]}}, "protocolSection.descriptionModule.briefSummary"),
        ({"designModule": "INTERVENTIONAL"}, "protocolSection.designModule"),
        ({"designModule": {"phases": "PHASE1"}}, "protocolSection.designModule.phases"),
        ({"conditionsModule": {"conditions": [["x"]]}}, "protocolSection.conditionsModule.conditions.0"),
        ({"outcomesModule": {"primaryOutcomes": ["x"]}}, "protocolSection.outcomesModule.primaryOutcomes.0"),
    ],
)
def test_a_container_of_the_wrong_kind_is_refused_by_its_path(module: dict[str, Any], path: str) -> None:
    with pytest.raises(RecordError, match="NCT00000001") as refusal:
        normalise(study_with(**module))
    assert refusal.value.path == path


def test_what_should_have_been_there_is_said_in_words() -> None:
    for module, words in (
        ({"descriptionModule": {"briefSummary": ["x"]}}, "should be text but is a list"),
        ({"statusModule": {"overallStatus": {}}}, "should be text but is an object"),
        ({"designModule": {"enrollmentInfo": {"count": [3]}}}, "should be a whole number but is a list"),
        ({"oversightModule": {"oversightHasDmc": {}}}, "should be true or false but is an object"),
    ):
        with pytest.raises(RecordError, match=words):
            normalise(study_with(**module))


def test_a_scalar_of_another_type_is_kept_shown_and_reported(conn: sqlite3.Connection) -> None:
    study = study_with(
        designModule={"enrollmentInfo": {"count": "32", "type": "GUESSED"}},
        oversightModule={"oversightHasDmc": "YES"},
    )
    rows = through_sqlite(conn, normalise(study))
    studies = dict(zip(SPEC.tables["studies"].names, rows["studies"][0], strict=True))
    assert (studies["enrollment_count"], studies["enrollment_type"]) == (32, "GUESSED")
    assert {(path.rsplit(".", 1)[1], value) for _, path, value, _ in rows["unexpected_values"]} == {
        ("count", '"32"'),
        ("type", '"GUESSED"'),
        ("oversightHasDmc", '"YES"'),
    }
    assert rebuild(rows) == study


@pytest.mark.parametrize(
    ("table", "column", "cell"), [("studies", "brief_title", "New"), ("studies", "enrollment_count", 33)]
)
def test_a_cell_changed_by_hand_shows_in_the_rebuilt_document(table: str, column: str, cell: Any) -> None:
    study = study_with(
        identificationModule={"briefTitle": "Old"}, designModule={"enrollmentInfo": {"count": "32"}}
    )
    rows = normalise(study)
    rows[table][0][SPEC.tables[table].names.index(column)] = cell
    assert str(cell) in orjson.dumps(rebuild(rows)).decode()


def test_what_the_registry_left_out_is_null_everywhere() -> None:
    (row,) = normalise(study_with())["studies"]
    assert [cell for cell in row if cell is not None] == ["NCT00000001", 1]


@pytest.mark.parametrize("nct_id", [None, 7, "", "NCT1", "NCT0000000a", "nct00000001"])
def test_a_record_without_an_nct_id_is_refused(nct_id: Any) -> None:
    study = study_with()
    study["protocolSection"]["identificationModule"]["nctId"] = nct_id
    with pytest.raises(RecordError, match="no NCT ID"):
        normalise(study)


def test_identifiers_that_sql_reserves_are_quoted() -> None:
    words = {
        row.upper()
        for row in ("references", "type", "end", "order", "group", "index", "values", "table", "select")
    }
    for table in SPEC.tables.values():
        for name in (table.name, *table.names):
            if name.upper() in words - {"TYPE", "END"}:
                assert quoted(name) != name
