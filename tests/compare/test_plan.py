"""schema/compare.yaml: what it may say, and that it fits the schema."""

import copy
from importlib.resources import files
from typing import Any

import pytest
import yaml

from harvester.compare.plan import build_plan, load_plan
from harvester.compare.sections import PARTS
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import SchemaError


@pytest.fixture
def data() -> dict[str, Any]:
    text = files("harvester.schema").joinpath("compare.yaml").read_bytes()
    return copy.deepcopy(yaml.safe_load(text))


def test_the_plan_that_ships_reads_and_every_part_of_it_is_made_somewhere() -> None:
    parts = {
        entry.name for section in load_plan().sections for entry in section.entries if entry.kind == "part"
    }
    assert parts == set(PARTS)


def test_every_field_beside_another_names_one_of_its_section() -> None:
    for section in load_plan().sections:
        names = {entry.name for entry in section.entries}
        assert {entry.beside for entry in section.entries if entry.beside} <= names


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(extra=1), "extra"),
        (lambda data: data["sections"][0].update(colour="red"), "colour"),
        (lambda data: data["sections"][0]["fields"].append({"column": "studies.nothing"}), "studies.nothing"),
        (lambda data: data["sections"][0]["fields"].append({"column": "nowhere.nct_id"}), "nowhere.nct_id"),
        (lambda data: data["sections"][0]["fields"].append({"colunm": "studies.acronym"}), "colunm"),
        (lambda data: data["sections"][0]["fields"].append({"label": "No kind"}), "needs one of"),
        (
            lambda data: data["sections"][0]["fields"].append({"column": "studies.phase", "place": "attic"}),
            "place",
        ),
        (lambda data: data["words"].update(strong=[]), "strong"),
        (lambda data: data["criteria_topics"][0].update(regex=[]), "regex"),
        (lambda data: data["arm_roles"][0].update(kind="x"), "kind"),
    ],
)
def test_what_the_plan_does_not_know_is_refused_by_name(data: dict[str, Any], change: Any, says: str) -> None:
    change(data)
    with pytest.raises(SchemaError, match=says):
        build_plan(data, load_spec())
