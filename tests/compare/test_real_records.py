"""Random real records side by side: everything renders, and nothing of them gets lost on the way."""

import random

import orjson
import pytest

from harvester.compare import as_csv, as_markdown, as_text, compare_studies
from tests.compare.rows import from_record
from tests.shared import needs_shared, records

PAIRS = 25


def some(count: int, seed: int) -> list:
    paths = records("api_v2", "msc_2022")
    return random.Random(seed).sample(paths, count) if paths else []


@needs_shared
@pytest.mark.parametrize("seed", range(PAIRS))
def test_a_random_pair_renders_in_every_format(seed):
    rows = dict(from_record(path) for path in some(2, seed))
    comparison = compare_studies(rows, list(rows))
    assert orjson.loads(orjson.dumps(comparison.as_json()))["studies"][0]["nct_id"] == comparison.nct_ids[0]
    assert as_csv(comparison).count("\n") > 60
    assert all(len(line) <= 400 for line in as_text(comparison, 100).splitlines())
    assert comparison.nct_ids[1] in as_markdown(comparison)


@needs_shared
@pytest.mark.parametrize("seed", range(PAIRS, PAIRS + 8))
def test_every_outcome_arm_and_intervention_of_ten_records_stands_once(seed):
    rows = dict(from_record(path) for path in some(10, seed))
    comparison = compare_studies(rows, list(rows))
    for place, nct_id in enumerate(rows):
        shown = [
            outcome["measure"]
            for field in comparison.section("outcomes").fields
            if field.kind in ("outcome", "outcomes")
            for outcome in field.values[place] or []
        ]
        assert sorted(map(str, shown)) == sorted(
            str(row["measure"]) for row in rows[nct_id].get("outcomes", [])
        )
        arms = [
            arm["label"]
            for field in comparison.section("arms").fields
            if field.kind == "arms"
            for arm in field.values[place] or []
        ]
        assert sorted(map(str, arms)) == sorted(
            str(row["label"]) for row in rows[nct_id].get("arm_groups", [])
        )


@needs_shared
def test_a_record_against_itself_differs_in_nothing():
    for path in some(20, 7):
        nct_id, rows = from_record(path)
        comparison = compare_studies({nct_id: rows, "NCT99999999": rows}, [nct_id, "NCT99999999"])
        differing = [
            field.name
            for section in comparison.sections
            for field in section.rows
            if section.row_differs(field) and field.kind not in ("outcomes", "criteria")
        ]
        assert differing == []


@needs_shared
def test_the_order_of_the_others_does_not_change_what_differs_from_the_reference():
    rows = dict(from_record(path) for path in some(4, 3))
    one, two, three, four = rows
    forward = compare_studies(rows, [one, two, three, four])
    backward = compare_studies(rows, [one, four, three, two])
    for section in ("identity", "design", "timeline"):
        for field in forward.section(section).fields:
            assert field.same == (lambda s: (s[0], s[3], s[2], s[1]))(
                backward.section(section).field(field.name).same
            )
