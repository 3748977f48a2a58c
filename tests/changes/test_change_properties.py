"""What holds of any two versions whatsoever."""

import copy
import json
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvester.changes import diff_studies
from harvester.study import split_path, walk_leaves

UNHURRIED = settings(deadline=None)
WORDS = st.sampled_from(
    ["", "Pain", "pain.", "Pain score", "Overall survival", "Placebo", "2021-06", "10", "1.0"]
)
SCALARS = st.one_of(WORDS, st.integers(0, 2), st.booleans(), st.none(), st.just(1.0))


def listed(item):
    return st.lists(item, max_size=4)


def fields(**values):
    return st.fixed_dictionaries({}, optional=values)


OUTCOMES = listed(st.one_of(fields(measure=WORDS, timeFrame=WORDS, description=WORDS), SCALARS))
CONTACTS = listed(fields(name=WORDS, role=WORDS, phone=WORDS))
SITES = listed(fields(facility=WORDS, city=WORDS, zip=WORDS, contacts=CONTACTS, geoPoint=fields(lat=SCALARS)))
ARMS = listed(fields(label=WORDS, description=WORDS, interventionNames=listed(WORDS)))
INTERVENTIONS = listed(
    fields(type=WORDS, name=WORDS, armGroupLabels=listed(WORDS), otherNames=listed(SCALARS))
)
MEASURES = listed(
    fields(title=WORDS, groups=listed(fields(id=WORDS, title=WORDS)), classes=listed(listed(WORDS)))
)
UNKNOWN = st.recursive(SCALARS, lambda inner: listed(inner) | st.dictionaries(st.sampled_from("ab.é"), inner))
STUDIES = fields(
    protocolSection=st.one_of(
        SCALARS,
        fields(
            outcomesModule=fields(
                primaryOutcomes=OUTCOMES | SCALARS, secondaryOutcomes=OUTCOMES, otherOutcomes=OUTCOMES
            ),
            armsInterventionsModule=fields(armGroups=ARMS | SCALARS, interventions=INTERVENTIONS),
            contactsLocationsModule=fields(locations=SITES, centralContacts=CONTACTS),
            conditionsModule=fields(conditions=listed(SCALARS), keywords=SCALARS),
        ),
    ),
    resultsSection=fields(outcomeMeasuresModule=fields(outcomeMeasures=MEASURES | SCALARS)),
    derivedSection=UNKNOWN,
    hasResults=SCALARS,
    noticeSection=UNKNOWN,
)


def stated(study):
    return {key: value for key, value in study.items() if key != "derivedSection"}


def leaves(value, path=""):
    """Every scalar with the field it is in, list positions left out."""
    prefix = [piece for piece in split_path(path) if not piece.isdigit()]
    return Counter(
        (*prefix, *(piece for piece in split_path(place) if not piece.isdigit()), json.dumps(leaf))
        for place, leaf in walk_leaves(value)
        if not isinstance(leaf, (dict, list))
    )


def account(rows):
    """The leaves that the rows say went and came."""
    went, came = Counter(), Counter()
    for row in rows:
        if row.significance == "order":
            continue
        if row.kind != "added":
            went += leaves(row.old, row.old_path)
        if row.kind != "removed":
            came += leaves(row.new, row.path)
    return went, came


@given(STUDIES)
@UNHURRIED
def test_a_study_does_not_differ_from_itself(study):
    assert diff_studies(study, copy.deepcopy(study)) == []


@given(STUDIES, STUDIES)
@settings(max_examples=300, deadline=None)
@example({"noticeSection": ["", []]}, {"noticeSection": [None, ["", ""]]})
def test_the_rows_account_for_every_leaf_that_differs(before, after):
    went, came = account(diff_studies(before, after))
    assert leaves(stated(before)) + came == leaves(stated(after)) + went


@given(STUDIES, STUDIES)
@UNHURRIED
def test_versions_without_a_row_differ_in_order_alone(before, after):
    if not diff_studies(before, after):
        assert leaves(stated(before)) == leaves(stated(after))


@given(STUDIES, STUDIES)
@UNHURRIED
def test_nothing_is_mutated(before, after):
    untouched = copy.deepcopy((before, after))
    diff_studies(before, after)
    assert (before, after) == untouched


@given(STUDIES, STUDIES)
@UNHURRIED
def test_the_other_way_round_added_is_removed_and_removed_is_added(before, after):
    there, back = diff_studies(before, after), diff_studies(after, before)
    for kind, other in (("added", "removed"), ("removed", "added")):
        assert Counter(
            (row.path, json.dumps([row.old, row.new])) for row in there if row.kind == kind
        ) == Counter((row.path, json.dumps([row.new, row.old])) for row in back if row.kind == other)


@given(STUDIES, STUDIES)
@UNHURRIED
def test_no_path_has_two_rows_of_a_kind(before, after):
    rows = diff_studies(before, after)
    assert len({(row.path, row.kind) for row in rows}) == len(rows)
