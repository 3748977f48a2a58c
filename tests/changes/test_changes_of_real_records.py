"""Real records: as they changed, as we change them, and at their largest."""

import copy
import json
import random
from collections import Counter

import pytest

from harvester.changes import compare_outcomes, diff_studies, matching
from harvester.changes.wording import similarity
from tests.shared import needs_shared, records

pytestmark = needs_shared


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def rows(before, after, known=None):
    return [(row.significance, row.kind, row.path) for row in diff_studies(before, after, known)]


def stated_in_2022(field):
    """The records of October 2022 were rebuilt from lists that had no contacts and no coordinates."""
    return not field.endswith(("ontacts", "geoPoint", "otherNames"))


@pytest.mark.parametrize("path", records("api_v2_versions"), ids=lambda path: path.stem)
def test_a_day_later_only_the_registry_had_confirmed_its_dates(path, shared):
    later = read(shared / "records" / "api_v2" / f"{path.stem[:11]}.json")
    posted = ("studyFirstPostDateStruct", "lastUpdatePostDateStruct")
    confirmed = [("housekeeping", "changed", f"protocolSection.statusModule.{name}.type") for name in posted]
    assert rows(read(path), later) == (confirmed if path.stem[:11] in ("NCT05923112", "NCT05923281") else [])


def two_years(shared, nct_id):
    return [read(shared / "records" / folder / f"{nct_id}.json") for folder in ("msc_2022", "api_v2")]


def test_lists_set_in_markdown_are_wording(shared):
    counted = Counter()
    for nct_id in ("NCT02107118", "NCT02648386", "NCT02945449", "NCT03751735", "NCT04684602", "NCT04972890"):
        counted.update(row[0] for row in rows(*two_years(shared, nct_id), stated_in_2022))
    assert counted == {"wording": 26, "references": 1, "oversight": 2, "status": 1, "housekeeping": 1}


def test_a_site_inserted_in_seoul_is_one_row_and_a_postponed_end_two(shared):
    found = rows(*two_years(shared, "NCT04594850"), stated_in_2022)
    assert [row for row in found if row[0] not in ("wording", "housekeeping")] == [
        ("dates", "changed", "protocolSection.statusModule.primaryCompletionDateStruct.date"),
        ("dates", "changed", "protocolSection.statusModule.completionDateStruct.date"),
        ("sites", "added", "protocolSection.contactsLocationsModule.locations.1"),
    ]


def test_outcomes_lumped_together_under_new_names_are_dropped_and_added(shared):
    registered, current = two_years(shared, "NCT04042844")
    found = [(one.verdict, one.type_then or one.type_now) for one in compare_outcomes(registered, current)]
    assert found == [("dropped", "PRIMARY")] + [("dropped", "SECONDARY")] * 2 + [("added", "PRIMARY")] * 2
    significances = Counter(row[0] for row in rows(registered, current, stated_in_2022))
    assert significances == {
        "primary_outcome_changed": 1,
        "primary_outcome_added": 1,
        "secondary_outcome": 2,
        "eligibility": 1,
        "design": 3,
        "sites": 12,
        "housekeeping": 3,
    }


LISTS = [
    ("outcomesModule", "primaryOutcomes"),
    ("outcomesModule", "secondaryOutcomes"),
    ("armsInterventionsModule", "armGroups"),
    ("armsInterventionsModule", "interventions"),
    ("contactsLocationsModule", "locations"),
    ("contactsLocationsModule", "overallOfficials"),
    ("referencesModule", "references"),
    ("sponsorCollaboratorsModule", "collaborators"),
]


def list_in(study, place):
    return study["protocolSection"].get(place[0], {}).get(place[1], [])


def edited(study, chance):
    """A copy with one item taken from each of up to three lists, or one text of one item there edited."""
    later, expected = copy.deepcopy(study), Counter()
    for place in chance.sample(LISTS, 3):
        items = list_in(later, place)
        if not items:
            continue
        item = chance.choice(items)
        texts = [key for key, value in item.items() if isinstance(value, str) and key != "city"]
        if len(items) > 1 and chance.random() < 0.5:
            items.remove(item)
            expected["removed", place, json.dumps(item)] += 1
        elif texts:
            key = chance.choice(texts)
            item[key] += " and 7 more"
            expected["changed", place, json.dumps(item[key])] += 1
    return later, expected


def told(changes):
    return Counter(
        (row.kind, tuple(row.path.split(".")[1:3]), json.dumps(row.old if row.kind == "removed" else row.new))
        for row in changes
    )


@pytest.mark.parametrize("folder", ["api_v2", "msc_2022"])
def test_each_edit_of_a_real_record_is_told_as_one_row(folder):
    chance = random.Random(7)
    paths = chance.sample(records(folder), 150)
    wrong = []
    for path in paths:
        study = read(path)
        later, expected = edited(study, chance)
        if told(diff_studies(study, later)) != expected:
            wrong.append(path.stem)
    assert wrong == []


@pytest.mark.parametrize("folder", ["api_v2", "msc_2022"])
def test_a_record_never_differs_from_itself_in_another_key_order(folder):
    for path in records(folder)[::15]:
        study = read(path)
        assert diff_studies(study, dict(reversed(study.items()))) == []


def test_work_on_long_lists_is_bounded(monkeypatch):
    judged = Counter()

    def counted(one, other):
        judged["pairs"] += 1
        return similarity(one, other)

    monkeypatch.setattr(matching, "similarity", counted)

    def study(words, count):
        outcomes = [{"measure": f"{words} {number * 7919 % 1000}"} for number in range(count)]
        return {"protocolSection": {"outcomesModule": {"secondaryOutcomes": outcomes}}}

    diff_studies(study("alpha", 60), study("beta", 60))
    assert judged.pop("pairs") <= matching.COMPARISONS
    changes = diff_studies(study("alpha", 1500), study("beta", 1500))
    assert len(changes) == 1500
    assert judged["pairs"] <= 4 * 1500
