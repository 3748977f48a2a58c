"""Arms by role, and who gets what from the registry's two lists."""

from harvester.compare import compare_studies
from harvester.compare.arms import who_gets_what
from tests.compare.rows import study

TYPES = {"BIOLOGICAL": "Biological", "DRUG": "Drug", "DIETARY_SUPPLEMENT": "Dietary supplement"}


def arms_and(
    names: list[tuple[int, str]], labels: list[tuple[int, str]], interventions: list[tuple[str, str]]
):
    return study(
        "NCT00000001",
        arm_groups=[
            {"label": "Cells", "type": "EXPERIMENTAL"},
            {"label": "Control", "type": "PLACEBO_COMPARATOR"},
        ],
        interventions=[{"type": type_, "name": name} for type_, name in interventions],
        arm_group_intervention_names=[
            {"arm_group_position": arm, "position": place, "arm_group_intervention_name": name}
            for place, (arm, name) in enumerate(names)
        ],
        intervention_arm_group_labels=[
            {"intervention_position": item, "position": place, "intervention_arm_group_label": label}
            for place, (item, label) in enumerate(labels)
        ],
    )


def test_both_lists_agree_in_any_order_and_doubles_count_once():
    rows = arms_and(
        [(0, "Drug: steroid"), (0, "Biological: MSC"), (0, "Biological: MSC"), (1, "Drug: steroid")],
        [(0, "Cells"), (1, "Control"), (1, "Cells"), (1, "Cells")],
        [("BIOLOGICAL", "MSC"), ("DRUG", "steroid")],
    )
    given = who_gets_what(rows, TYPES)
    assert [(item["name"], item["stated_by"]) for item in given[0]] == [("MSC", "both"), ("steroid", "both")]
    assert [(item["name"], item["stated_by"]) for item in given[1]] == [("steroid", "both")]


def test_what_only_one_list_says_is_kept_and_told():
    rows = arms_and(
        [(0, "Biological: MSC")],
        [(0, "Cells"), (0, "Control")],
        [("BIOLOGICAL", "MSC")],
    )
    given = who_gets_what(rows, TYPES)
    assert given[0][0]["stated_by"] == "both"
    assert given[1][0]["stated_by"] == "intervention"


def test_twin_interventions_are_told_apart_by_the_other_list():
    rows = arms_and(
        [(0, "Drug: tadalafil"), (1, "Drug: tadalafil")],
        [(0, "Cells"), (1, "Control")],
        [("DRUG", "tadalafil"), ("DRUG", "tadalafil")],
    )
    given = who_gets_what(rows, TYPES)
    assert [len(given[arm]) for arm in (0, 1)] == [1, 1]
    assert given[0][0]["stated_by"] == given[1][0]["stated_by"] == "both"


def test_the_registrys_own_spelling_of_a_type_is_understood():
    rows = arms_and([(0, "Dietary Supplement: oil")], [], [("DIETARY_SUPPLEMENT", "oil")])
    assert who_gets_what(rows, TYPES)[0] == [
        {"type": "DIETARY_SUPPLEMENT", "name": "oil", "stated_by": "arm"}
    ]


def test_a_name_that_no_intervention_has_is_shown_as_it_is():
    rows = arms_and([(0, "Biological: lost")], [], [("BIOLOGICAL", "MSC")])
    assert who_gets_what(rows, TYPES)[0] == [{"type": None, "name": "Biological: lost", "stated_by": "arm"}]


def test_arms_stand_in_the_row_of_their_role_and_those_without_a_type_in_the_last():
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            arm_groups=[
                {"label": "No treatment", "type": "NO_INTERVENTION"},
                {"label": "Cells", "type": "EXPERIMENTAL"},
                {"label": "Cohort", "type": None},
                {"label": "New kind", "type": "SOMETHING_NEW"},
            ],
        ),
        "NCT00000002": study("NCT00000002"),
    }
    section = compare_studies(rows, list(rows)).section("arms")

    def labels(name: str) -> list[str]:
        return [arm["label"] for arm in section.field(name).values[0]]

    assert labels("arms_experimental") == ["Cells"]
    assert labels("arms_comparator") == ["No treatment"]
    assert labels("arms_other") == ["Cohort", "New kind"]
    assert section.field("arms_experimental").values[1] is None
