"""What is said of two versions of a study: tests/changes/<behaviour>/before.json, after.json, expected.json."""

import copy
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from harvester.changes import diff_studies

BEHAVIOURS = sorted(path for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name[0] != "_")


def read(path):
    if not path.exists():
        pytest.fail(f"{path.parent.name} has no {path.name}: write it by hand, it is never written by a test")
    return json.loads(path.read_text(encoding="utf-8"))


def told(rows):
    return [json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows]


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda path: path.name)
def test_changes(behaviour):
    before, after, expected = (read(behaviour / f"{name}.json") for name in ("before", "after", "expected"))
    untouched = copy.deepcopy((before, after))
    found = told(asdict(change) for change in diff_studies(before, after))
    expected = told(expected)
    missing = [row for row in expected if row not in found]
    surplus = [row for row in found if row not in expected]
    assert found == expected, "\n".join(
        [behaviour.name, *(f"  missing {row}" for row in missing), *(f"  surplus {row}" for row in surplus)]
        + ([] if missing or surplus else ["  right rows in another order:", *found])
    )
    assert (before, after) == untouched


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda path: path.name)
def test_the_way_back_adds_what_the_way_there_removed(behaviour):
    before, after = read(behaviour / "before.json"), read(behaviour / "after.json")
    there, back = diff_studies(before, after), diff_studies(after, before)
    for kind, other in (("added", "removed"), ("removed", "added")):
        assert {row.path for row in there if row.kind == kind} == {
            row.path for row in back if row.kind == other
        }


def test_there_are_behaviours_to_test():
    assert len(BEHAVIOURS) >= 25
