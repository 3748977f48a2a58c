"""schema/changes.yaml: every key and class is known, and no field of the registry is left without a rule."""

import copy
import json
from importlib.resources import files
from types import SimpleNamespace

import pytest
import yaml

from harvester.changes import is_significant, significance_classes
from harvester.changes.rules import build_rules, load_rules
from harvester.changes.significance import classify
from harvester.errors import HarvesterError
from tests.shared import needs_shared

AS_SHIPPED = yaml.safe_load(files("harvester.schema").joinpath("changes.yaml").read_bytes())


def changed(edit):
    data = copy.deepcopy(AS_SHIPPED)
    edit(data)
    return data


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data.update(ignord=[]),
        lambda data: data["lists"]["armGroups"].update(same_plase=True),
        lambda data: data["significance"].update({"hasResults": {"modified": "results_posted"}}),
        lambda data: data["significance"].update({"hasResults": "results_psted"}),
        lambda data: data["classes"].update(unused={"title": "Unused", "significant": False}),
        lambda data: data["pools"]["outcomes"]["lists"]["otherOutcomes"].update(primaryOutcomes="promotion"),
    ],
)
def test_a_key_or_class_that_nothing_knows_is_refused(edit):
    with pytest.raises(HarvesterError, match=r"schema/changes\.yaml"):
        build_rules(changed(edit))


def test_classes_go_from_primary_outcomes_down_to_wording():
    names = list(significance_classes())
    weighty = [
        "primary_outcome_demoted",
        "enrollment",
        "status",
        "eligibility",
        "arms_interventions",
        "dates",
    ]
    light = ["housekeeping", "order", "wording", "other"]
    assert [name for name in names if name in weighty] == weighty
    assert names[-4:] == light
    assert [is_significant(SimpleNamespace(significance=name)) for name in weighty + light] == [True] * 6 + [
        False
    ] * 4


def test_a_spelling_stands_for_one_country_only():
    for groups in AS_SHIPPED["respelled"].values():
        names = [name.casefold() for group in groups for name in group]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Korea, Republic of", "South Korea", "housekeeping"),
        ("Turkey (Türkiye)", "Turkey", "housekeeping"),
        ("Russian Federation", "Russia", "housekeeping"),
        ("South Korea", "North Korea", "sites"),
        ("Atlantis", "Lemuria", "sites"),
        ("atlantis", "Atlantis", "wording"),
        (None, "Russia", "sites"),
    ],
)
def test_a_country_spelled_anew_is_housekeeping_and_another_country_is_not(old, new, expected):
    field = "protocolSection.contactsLocationsModule.locations.country"
    assert classify(load_rules(), field, "changed", old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2021-06", "2021-06-15", "dates_confirmed"),
        ("2021-06-15", "2021-06", "dates_confirmed"),
        ("2021", "2021-06", "dates_confirmed"),
        ("2021-06", "2021-07-01", "dates"),
        ("2021-1", "2021-12", "dates"),
        ("2021-06", None, "dates"),
    ],
)
def test_a_date_that_only_became_more_or_less_precise_did_not_move(old, new, expected):
    field = "protocolSection.statusModule.completionDateStruct.date"
    assert classify(load_rules(), field, "changed", old, new) == expected


@pytest.fixture(scope="module")
def model(shared):
    """Field path → type, of the registry's own data model without what it derives by itself."""
    found = {}

    def walk(nodes, parent=""):
        for node in nodes:
            path = f"{parent}.{node['name']}" if parent else node["name"]
            found[path] = node["type"]
            walk(node.get("children", []), path)

    walk(json.loads((shared / "registry" / "spec" / "studies_metadata.json").read_text(encoding="utf-8")))
    return {path: kind for path, kind in found.items() if not path.startswith("derivedSection")}


@needs_shared
def test_every_path_in_the_rules_is_a_path_of_the_registry(model):
    rules = load_rules()
    paths = {*rules.significance, *rules.whole, *rules.blocks, *rules.respelled}
    paths |= {path for one in rules.repeated_names for path in (one.item, one.repeated_in)}
    assert paths <= set(model)


@needs_shared
def test_every_list_of_the_registry_has_a_rule_and_every_rule_a_list(model):
    rules = load_rules()
    lists = {path.rpartition(".")[2] for path, kind in model.items() if kind.endswith("[]")}
    assert lists == (set(rules.lists) - {"default"}) | set(rules.pools)


@needs_shared
def test_every_field_that_names_an_item_is_a_field_of_it(model):
    rules = load_rules()
    for path, kind in model.items():
        name = path.rpartition(".")[2]
        if kind.endswith("[]") and name in rules.lists:
            rule = rules.lists[name]
            named = {field.removeprefix("no ") for fields in rule.names for field in fields}
            assert {f"{path}.{field}" for field in {*named, *rule.alike, *rule.agree, *rule.unique}} <= set(
                model
            )


@needs_shared
def test_every_field_of_the_registry_has_a_class(model):
    rules = load_rules()
    leaves = [path for path in model if not any(other.startswith(f"{path}.") for other in model)]
    assert len(leaves) > 250
    assert [path for path in leaves if classify(rules, path, "added", None, "x") == "other"] == []
