"""`harvester export FILE --format aact`: a file that attaches as `ctgov` and answers queries written for AACT."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harvester.aact_file import export_aact
from harvester.cli import main
from harvester.demo import build_demo
from harvester.errors import StoreError, UsageError
from harvester.mapping.aact import aact_tables
from harvester.progress import silent
from harvester.record import Provenance, Record
from harvester.store import Saver, open_store
from tests.shared import needs_shared, records

TABLES = aact_tables()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("aact") / "demo.db"
    build_demo(path)
    return path


def exported(db: Path, out: Path) -> sqlite3.Connection:
    """The exported file as an analyst attaches it."""
    result = CliRunner().invoke(main, ["export", str(out), "--format", "aact", "--db", str(db)])
    assert result.exit_code == 0, result.output
    conn = sqlite3.connect(":memory:")
    conn.execute("ATTACH ? AS ctgov", (str(out),))
    return conn


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("real")
    store = open_store(folder / "trials.db")
    with Saver(store) as saver:
        for file in records("api_v2"):
            saver.add(Record(json.loads(file.read_bytes()), Provenance("json", file.name)))
    store.finish()
    store.close()
    conn = exported(folder / "trials.db", folder / "aact.db")
    yield conn
    conn.close()


def test_tables_have_the_names_columns_and_types_of_aact_and_the_rows_of_the_views(
    demo: Path, tmp_path: Path
) -> None:
    conn = exported(demo, tmp_path / "aact.db")
    ours = sqlite3.connect(demo)
    names = {name for (name,) in conn.execute("SELECT name FROM ctgov.sqlite_master WHERE type = 'table'")}
    assert names - {"sqlite_stat1"} == {table.name for table in TABLES}
    for table in TABLES:
        declared = [
            (row[1], row[2].lower()) for row in conn.execute(f"PRAGMA ctgov.table_info({table.name})")
        ]
        assert declared == [(column.name, column.type) for column in table.columns]
        assert conn.execute(f"SELECT * FROM ctgov.{table.name}").fetchall() == (
            ours.execute(f"SELECT * FROM {table.view}").fetchall()
        )
    conn.close()
    ours.close()


def test_studies_and_numbers_of_rows_are_indexed(demo: Path, tmp_path: Path) -> None:
    conn = exported(demo, tmp_path / "aact.db")
    indexed = (
        "SELECT m.tbl_name, i.name FROM ctgov.sqlite_master AS m, pragma_index_info(m.name, 'ctgov') AS i"
    )
    found = set(conn.execute(f"{indexed} WHERE m.type = 'index'"))
    conn.close()
    assert found == {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.name in ("id", "nct_id", "reference_id")
        or (column.name.endswith("_id") and column.type == "integer")
    }


QUERIES = {
    "trials with their sponsor, by phase": """
        SELECT s.phase, sp.agency_class, count(*) AS n
        FROM ctgov.studies s JOIN ctgov.sponsors sp ON s.nct_id = sp.nct_id
        WHERE sp.lead_or_collaborator = 'lead' AND s.study_type = 'INTERVENTIONAL'
        GROUP BY s.phase, sp.agency_class ORDER BY n DESC""",
    "design, joined by its study": """
        SELECT s.nct_id, d.allocation, d.masking FROM ctgov.studies AS s JOIN ctgov.designs AS d USING (nct_id)
        WHERE d.subject_masked = true AND s.start_date BETWEEN '2005-01-01' AND '2019-12-31'""",
    "conditions by MeSH term": """
        SELECT bc.mesh_term, count(DISTINCT s.nct_id) FROM ctgov.studies s
        INNER JOIN ctgov.browse_conditions bc ON bc.nct_id = s.nct_id AND bc.mesh_type = 'mesh-list'
        GROUP BY bc.mesh_term HAVING count(DISTINCT s.nct_id) > 3""",
    "words in lower case": """
        SELECT DISTINCT c.nct_id FROM ctgov.conditions c LEFT JOIN ctgov.keywords k ON k.nct_id = c.nct_id
        WHERE c.downcase_name LIKE '%cancer%' OR k.downcase_name LIKE '%cancer%'""",
    "arms with their interventions": """
        SELECT g.nct_id, g.title, g.group_type, i.intervention_type, i.name
        FROM ctgov.design_groups g
        JOIN ctgov.design_group_interventions dgi ON dgi.design_group_id = g.id
        JOIN ctgov.interventions i ON i.id = dgi.intervention_id
        WHERE i.intervention_type = 'BIOLOGICAL'""",
    "sites in the United States": """
        SELECT f.state, count(*) FROM ctgov.facilities f JOIN ctgov.calculated_values v ON v.nct_id = f.nct_id
        WHERE f.country = 'United States' AND v.has_us_facility = true GROUP BY f.state""",
    "results of primary outcomes by group": """
        SELECT o.nct_id, o.title, rg.title, om.param_value_num, om.dispersion_lower_limit
        FROM ctgov.outcomes o
        JOIN ctgov.outcome_measurements om ON om.outcome_id = o.id
        JOIN ctgov.result_groups rg ON rg.id = om.result_group_id
        WHERE o.outcome_type = 'PRIMARY' AND om.param_value_num IS NOT NULL""",
    "significant comparisons": """
        SELECT o.nct_id, a.method, a.p_value FROM ctgov.outcome_analyses a JOIN ctgov.outcomes o ON o.id = a.outcome_id
        WHERE a.p_value < 0.05""",
    "serious events by organ system": """
        SELECT e.organ_system, sum(e.subjects_affected) AS n, sum(e.subjects_at_risk)
        FROM ctgov.reported_events e JOIN ctgov.result_groups g ON g.id = e.result_group_id
        WHERE e.event_type = 'serious' GROUP BY e.organ_system ORDER BY n DESC""",
    "why participants left": """
        SELECT d.reason, sum(d.count) FROM ctgov.drop_withdrawals d GROUP BY d.reason ORDER BY 2 DESC""",
    "reporting within a year": """
        SELECT count(*) FROM ctgov.studies s JOIN ctgov.calculated_values cv USING (nct_id)
        WHERE cv.were_results_reported = true AND cv.months_to_report_results <= 12""",
    "children admitted": """
        SELECT s.nct_id, e.minimum_age FROM ctgov.eligibilities e JOIN ctgov.studies s ON s.nct_id = e.nct_id
        WHERE e.child = true AND e.healthy_volunteers = false""",
}


@needs_shared
@pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
def test_queries_written_for_aact_answer_on_real_records(real: sqlite3.Connection, query: str) -> None:
    assert real.execute(query).fetchall()


@needs_shared
def test_a_known_trial_is_as_its_record_has_it(real: sqlite3.Connection) -> None:
    (file, *_) = [path for path in records("api_v2") if b'"outcomeMeasures"' in path.read_bytes()]
    record: dict[str, Any] = json.loads(file.read_bytes())
    measures = record["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"]
    wanted = [
        (measure["title"], group["title"], count["value"])
        for measure in measures
        for denom in measure.get("denoms", [])
        for count in denom["counts"]
        for group in measure["groups"]
        if group["id"] == count["groupId"]
    ]
    found = real.execute(
        "SELECT o.title, g.title, c.count FROM ctgov.outcome_counts c JOIN ctgov.outcomes o ON o.id = c.outcome_id "
        "JOIN ctgov.result_groups g ON g.id = c.result_group_id WHERE c.nct_id = ? ORDER BY c.id",
        (file.stem,),
    ).fetchall()
    assert found == [(measure, group, int(number)) for measure, group, number in wanted]
    assert found


def test_an_earlier_export_is_replaced_and_anything_else_is_left_alone(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "aact.db"
    exported(demo, out).close()
    exported(demo, out).close()
    before = demo.read_bytes()
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    for taken in (demo, notes, tmp_path):
        result = CliRunner().invoke(main, ["export", str(taken), "--format", "aact", "--db", str(demo)])
        assert result.exit_code == 2
        assert "name another file" in result.output
    assert demo.read_bytes() == before
    assert notes.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_told(demo: Path, tmp_path: Path) -> None:
    store = open_store(demo)
    with pytest.raises(UsageError, match="no folder"):
        export_aact(store, tmp_path / "none" / "aact.db", silent)
    store.close()


def test_an_export_that_fails_leaves_the_one_before_and_nothing_else(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "aact.db"
    exported(demo, out).close()
    before = out.read_bytes()
    store = open_store(demo)

    def full(done: int, total: int | None) -> None:
        store.conn.execute("PRAGMA aact_file.max_page_count = 3")

    with pytest.raises(StoreError, match="not written"):
        export_aact(store, out, full)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["aact.db"]
    assert export_aact(store, out, silent) > 0
    store.close()


def test_the_export_is_of_one_state_while_another_writes(demo: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "trials.db")
    with Saver(store) as saver:
        for number in range(1, 4):
            saver.add(_study(number))
    writer = open_store(tmp_path / "trials.db")

    def meanwhile(done: int, total: int | None) -> None:
        with Saver(writer) as saver:
            saver.add(_study(100 + done))

    export_aact(store, tmp_path / "aact.db", meanwhile)
    conn = sqlite3.connect(tmp_path / "aact.db")
    counts = {
        conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("studies", "calculated_values", "sponsors")
    }
    conn.close()
    store.close()
    writer.close()
    assert counts == {3}


def _study(number: int) -> Record:
    return Record(
        {
            "protocolSection": {
                "identificationModule": {"nctId": f"NCT{number:08}"},
                "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A", "class": "OTHER"}},
            }
        },
        Provenance("json", "test"),
    )
