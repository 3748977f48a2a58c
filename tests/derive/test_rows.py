"""Derived rows have the columns that the schema names, in its order."""

import orjson
import pytest

from harvester.demo import demo_records
from harvester.derive.criteria.read import Criterion
from harvester.derive.products.rows import Product
from harvester.derive.rows import derive_rows
from harvester.derive.times.frames import OutcomeTime
from harvester.mapping.read_schema import load_spec
from harvester.study import value_at
from tests.shared import needs_shared, records

SPEC = load_spec()


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("criteria", ["nct_id", *Criterion._fields]),
        ("outcome_times", ["nct_id", *OutcomeTime._fields]),
        ("msc_products", ["nct_id", "position", *(name for name in Product.__slots__ if name != "evidence")]),
    ],
)
def test_a_derived_table_has_the_fields_of_what_is_derived_in_their_order(
    table: str, fields: list[str]
) -> None:
    assert SPEC.tables[table].names == fields


def test_every_row_has_as_many_cells_as_its_table_has_columns() -> None:
    for record in demo_records():
        for table, rows in derive_rows(record.study).items():
            assert all(len(row) == len(SPEC.tables[table].names) for row in rows)


@needs_shared
def test_evidence_is_the_records_own_words_at_that_place() -> None:
    for path in records("msc_2022")[::5]:
        study = orjson.loads(path.read_bytes())
        for _, _, _, attribute, place, start, end, words, rule, confidence in derive_rows(study)[
            "msc_evidence"
        ]:
            if rule != "curation":
                assert value_at(study, place)[start:end] == words, (path.name, attribute)
            assert 0 < confidence <= 1
